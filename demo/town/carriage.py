"""How the demonstration's goods leave its shops besides over the counter."""

from dataclasses import dataclass

from demo.town.records import Position


@dataclass(frozen=True, slots=True)
class DemoLocker:
    """A locker of the town."""

    slug: str
    name: str
    street: str
    position: Position
    fee_cents: int


LOCKERS: tuple[DemoLocker, ...] = (
    DemoLocker(
        slug="consigne-de-la-gare",
        name="Gare de Valmoret",
        street="Place de la Gare",
        position=Position(44.50420, 0.21310),
        fee_cents=190,
    ),
)

_HOME = {"postcodes": ["47985", "47986"], "fee_cents": 350, "minimum_cents": 1500}

_CARRIAGE: dict[str, dict[str, object]] = {
    "la-mie-doree": {"home": _HOME | {"free_from_cents": 4000}, "to_lockers": True},
    "la-page-d-apres": {"to_relays": True, "keeps": {"fee_cents": 150}},
    "fil-et-maree": {"to_relays": True, "to_lockers": True},
    "maison-castagne": {"home": _HOME, "to_relays": True, "to_lockers": True},
    "pharmacie-du-pont": {"keeps": {"fee_cents": 120}},
    "l-herbe-folle": {"home": _HOME},
}


def carriage_of(slug: str) -> dict[str, object]:
    """Return what a shop offers, as its town's document says it."""
    return _CARRIAGE.get(slug, {})
