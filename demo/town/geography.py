"""Valmoret-sur-Ardelle: an invented town, its streets, its river and its squares."""

from __future__ import annotations

from demo.town.records import Area, Position, Street, Town

NAME = "Valmoret-sur-Ardelle"
POSTCODE = "47985"

_CENTRE = Position(44.50150, 0.21650)
_DEGREE_PER_METRE_NORTH = 1 / 111_132
_DEGREE_PER_METRE_EAST = 1 / 79_500  # at 44.5° north


def place(east_m: int, north_m: int) -> Position:
    """The position so many metres east and north of the middle of the market square."""
    return Position(
        round(_CENTRE.lat + north_m * _DEGREE_PER_METRE_NORTH, 6),
        round(_CENTRE.lon + east_m * _DEGREE_PER_METRE_EAST, 6),
    )


def _line(*metres: tuple[int, int]) -> tuple[Position, ...]:
    return tuple(place(east, north) for east, north in metres)


_RIVER = _line(
    (900, 250),
    (700, 150),
    (540, 0),
    (400, -150),
    (240, -250),
    (20, -290),
    (-220, -275),
    (-430, -310),
    (-640, -400),
    (-860, -450),
)

_STREETS = (
    Street(
        "Grande Rue", _line((-38, 420), (-30, 260), (-14, 120), (0, 45), (6, -60), (14, -285)), 1
    ),
    Street("Pont Vieux", _line((14, -255), (18, -330)), 1),
    Street("Faubourg Saint-Jean", _line((18, -330), (30, -430), (70, -560)), 1),
    Street("Rue des Cordeliers", _line((45, 12), (120, 24), (230, 48), (345, 82), (560, 128)), 1),
    Street("Rue Saint-Maurin", _line((-45, 6), (-140, 14), (-270, 34), (-420, 66), (-600, 90)), 1),
    Street("Rue de la Halle", _line((45, -32), (105, -52), (180, -84), (250, -130), (290, -190))),
    Street("Rue du Pont-Neuf", _line((230, 48), (262, -40), (290, -190), (318, -290), (350, -420))),
    Street("Avenue de la Gare", _line((-30, 260), (110, 300), (260, 345), (430, 385)), 1),
    Street("Rue du Palais", _line((-14, 120), (60, 138), (150, 150), (230, 190), (260, 345))),
    Street("Boulevard des Remparts", _line((-420, 66), (-380, 190), (-250, 270), (-30, 260))),
    Street("Rue de l’Église", _line((-14, 120), (-95, 128), (-180, 140), (-250, 270))),
    Street(
        "Quai de l’Ardelle",
        _line((-400, -270), (-215, -235), (14, -250), (225, -212), (290, -190), (372, -120)),
    ),
    Street("Allées des Tilleuls", _line((-270, 34), (-262, -60), (-240, -150), (-215, -235))),
    Street("Ruelle des Tanneurs", _line((-30, -45), (-70, -120), (-95, -180), (-110, -243)), 3),
    Street("Passage du Change", _line((-80, 9), (-70, 70), (-95, 128)), 3),
    Street("Venelle du Puits", _line((120, 24), (112, 80), (60, 138)), 3),
    Street("Chemin de halage", _line((-400, -345), (-215, -318), (20, -335), (230, -300)), 3),
)

_AREAS = (
    Area("Place du Marché", "square", _line((-45, -45), (45, -45), (45, 45), (-45, 45))),
    Area("Halle aux grains", "hall", _line((-24, -20), (18, -20), (18, 14), (-24, 14))),
    Area("Place de l’Église", "square", _line((-165, 100), (-95, 96), (-92, 162), (-160, 168))),
    Area(
        "Église Saint-Maurin",
        "church",
        _line((-152, 134), (-118, 132), (-112, 140), (-117, 150), (-151, 154)),
    ),
    Area(
        "Jardin du Prieuré",
        "park",
        _line((-250, 8), (-110, -8), (-100, -90), (-130, -180), (-205, -210), (-240, -100)),
    ),
    Area("Port au bois", "square", _line((70, -238), (170, -220), (160, -196), (76, -210))),
    Area("Gare", "station", _line((405, 392), (500, 408), (494, 440), (398, 424))),
    Area("Parc de la Filature", "park", _line((380, 40), (520, 70), (500, -20), (420, -70))),
)

TOWN = Town(
    name=NAME,
    slug="valmoret-sur-ardelle",
    postcode=POSTCODE,
    department="Lot-et-Garonne",
    motto="Tout est à cinq minutes à pied",
    story=(
        "Une halle de 1874, deux ponts, un marché le samedi et une centaine de commerces entre la "
        "gare et le quai. À Valmoret, on connaît son boulanger, sa libraire et son fleuriste ; "
        "cette place de marché est la leur, et la vôtre."
    ),
    inhabitants=8640,
    zone="Europe/Paris",
    centre=_CENTRE,
    outline=_line(
        (-620, -60),
        (-560, -360),
        (-300, -470),
        (60, -600),
        (340, -500),
        (480, -260),
        (620, 40),
        (600, 260),
        (540, 460),
        (260, 480),
        (-60, 470),
        (-330, 390),
        (-520, 220),
    ),
    river_name="L’Ardelle",
    river=_RIVER,
    river_width_m=42,
    streets=_STREETS,
    areas=_AREAS,
    accent="#1f5f5b",
)
