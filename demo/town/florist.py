"""L’Herbe Folle: the florist on the church square."""

from __future__ import annotations

from demo.town import codes
from demo.town.geography import NAME, POSTCODE, place
from demo.town.records import DemoProduct, DemoShop, Look, Person
from demo.town.shelf import VAT_INTERMEDIATE, VAT_STANDARD, Flags, Shelf, open_on

_shelf = Shelf("FLO", 6, "L’Herbe Folle")
_SIRET = codes.siret("09637485")

_BOUQUETS = ("Fleurs coupées", "Bouquets")
_STEMS = ("Fleurs coupées", "À la tige")
_WREATHS = ("Fleurs coupées", "Couronnes et compositions")
_INDOOR = ("Plantes", "D’intérieur")
_GREEN_FRIENDS = ("Plantes", "Succulentes")
_GARDEN = ("Plantes", "Balcon et jardin")
_HERBS = ("Plantes", "Aromatiques")
_SEEDS = ("Plantes", "Graines et bulbes")
_VASES = ("Décoration", "Vases et pots")
_DECORATION = ("Décoration", "Bougies et objets")
_TOOLS = ("Jardinage",)


def _plant(
    number: int,
    name: str,
    description: str,
    category: tuple[str, ...],
    price_cents: int,
    look: Look,
    stock: int,
) -> DemoProduct:
    """Grown or tied by hand: flowers and plants carry the intermediate rate."""
    return _shelf.own(
        number,
        name,
        description,
        category,
        price_cents,
        VAT_INTERMEDIATE,
        look,
        stock=stock,
        is_fragile=True,
    )


def _object(
    number: int,
    name: str,
    brand: str,
    description: str,
    category: tuple[str, ...],
    price_cents: int,
    look: Look,
    stock: int,
    vat_bp: int = VAT_STANDARD,
    flags: Flags | None = None,
) -> DemoProduct:
    return _shelf.branded(
        number,
        name,
        brand,
        description,
        category,
        price_cents,
        vat_bp,
        look,
        stock=stock,
        **(flags or {}),
    )


_PLANTS = (
    _plant(
        1,
        "Bouquet champêtre",
        "Cosmos, scabieuses et graminées de saison, à la main.",
        _BOUQUETS,
        2900,
        Look("bouquet", "#e7a6c0", "#f5f0dc", motif="wild"),
        6,
    ),
    _plant(
        2,
        "Bouquet de roses rouges",
        "Onze roses à longue tige, eucalyptus.",
        _BOUQUETS,
        3900,
        Look("bouquet", "#b0152b", "#7fa08a", motif="rose"),
        5,
    ),
    _plant(
        3,
        "Bouquet de pivoines",
        "De mai à juin, dix tiges, cueillies dans le Var.",
        _BOUQUETS,
        4200,
        Look("bouquet", "#e98fb0", "#f9d9e2", motif="peony"),
        4,
    ),
    _plant(
        4,
        "Brassée de tulipes",
        "Vingt tulipes françaises, couleurs mêlées.",
        _BOUQUETS,
        1950,
        Look("bouquet", "#f2b134", "#d7263d", motif="tulip"),
        7,
    ),
    _plant(
        5,
        "Bouquet de tournesols",
        "Sept tournesols de la plaine, feuillage.",
        _BOUQUETS,
        2400,
        Look("bouquet", "#f3b61f", "#4a2e12", motif="sunflower"),
        5,
    ),
    _plant(
        6,
        "Bouquet blanc et vert",
        "Roses blanches, lisianthus, eucalyptus.",
        _BOUQUETS,
        3600,
        Look("bouquet", "#f7f5ec", "#8fae8b", motif="rose"),
        4,
    ),
    _plant(
        7,
        "Bouquet « Retour du marché »",
        "Le choix de Violette, petit prix, le samedi matin.",
        _BOUQUETS,
        1500,
        Look("bouquet", "#f08a5d", "#b83b5e", motif="daisy"),
        10,
    ),
    _plant(
        8,
        "Rose à la tige",
        "Rouge, longue tige, emballée dans un papier kraft.",
        _STEMS,
        400,
        Look("stem", "#a8132a", motif="rose"),
        40,
    ),
    _plant(
        9,
        "Branche d’orchidée",
        "Blanche à cœur jaune, tient trois semaines.",
        _STEMS,
        1200,
        Look("stem", "#f7f2f0", "#e8c23a", motif="orchid"),
        8,
    ),
    _plant(
        10,
        "Couronne de porte",
        "Eucalyptus, olivier et gypsophile, 30 cm.",
        _WREATHS,
        3400,
        Look("wreath", "#7e9c82", "#f2efe4"),
        4,
    ),
    _plant(
        11,
        "Monstera deliciosa",
        "60 cm, lumière douce, un arrosage par semaine.",
        _INDOOR,
        3200,
        Look("potted", "#2f6b3c", "#e7e0d4", form="monstera"),
        5,
    ),
    _plant(
        12,
        "Orchidée phalaenopsis",
        "Deux hampes, rose, pot de 12 cm.",
        _INDOOR,
        2600,
        Look("potted", "#c2588f", "#f2f0ec", form="orchid"),
        7,
    ),
    _plant(
        13,
        "Ficus lyrata",
        "Figuier lyre, 70 cm, belles feuilles sombres.",
        _INDOOR,
        3900,
        Look("potted", "#35632f", "#3f4a4f", form="ficus"),
        3,
    ),
    _plant(
        14,
        "Sansevière",
        "L’increvable : peu d’eau, peu de lumière, beaucoup d’allure.",
        _INDOOR,
        1990,
        Look("potted", "#4f7b4a", "#c06a45", form="sansevieria"),
        6,
    ),
    _plant(
        15,
        "Fougère de Boston",
        "Retombante, aime les salles de bains.",
        _INDOOR,
        1690,
        Look("potted", "#5f9a45", "#8a9a92", form="fern"),
        6,
    ),
    _plant(
        16,
        "Cactus rond",
        "Echinocactus, pot de terre cuite de 8 cm.",
        _GREEN_FRIENDS,
        890,
        Look("potted", "#5d8a55", "#c1663f", form="cactus"),
        12,
    ),
    _plant(
        17,
        "Echeveria",
        "Rosette bleutée, pot de grès.",
        _GREEN_FRIENDS,
        790,
        Look("potted", "#8fb3a5", "#b9a58e", form="succulent"),
        14,
    ),
    _plant(
        18,
        "Lavande",
        "Pot de 14 cm, mellifère, plein soleil.",
        _GARDEN,
        750,
        Look("potted", "#7b6bb0", "#c9885f", form="lavender"),
        18,
    ),
    _plant(
        19,
        "Géranium rouge",
        "Pot de 12 cm, fleurit jusqu’aux gelées.",
        _GARDEN,
        490,
        Look("potted", "#c81d2e", "#b7603c", form="geranium"),
        30,
    ),
    _plant(
        20,
        "Hortensia bleu",
        "Pot de 19 cm, ombre légère.",
        _GARDEN,
        2200,
        Look("potted", "#6d8fd0", "#d9d4c8", form="hydrangea"),
        6,
    ),
    _plant(
        21,
        "Olivier en pot",
        "80 cm, tronc tressé, rustique jusqu’à −8 °C.",
        _GARDEN,
        4900,
        Look("potted", "#7d9069", "#a9623f", form="tree"),
        3,
    ),
    _plant(
        22,
        "Basilic grand vert",
        "Pot de 12 cm, semé à Valmoret.",
        _HERBS,
        390,
        Look("potted", "#5ea53c", "#c87548", form="herb"),
        20,
    ),
    _plant(
        23,
        "Romarin",
        "Pot de 12 cm, pour le gigot et les abeilles.",
        _HERBS,
        450,
        Look("potted", "#5c7f60", "#b8683f", form="rosemary"),
        16,
    ),
)

_OBJECTS = (
    _object(
        24,
        "Graines de capucines",
        "Semences du Gué",
        "Annuelle grimpante, fleurs comestibles, sachet de 5 g.",
        _SEEDS,
        350,
        Look("sachet", "#f4e9cf", "#e2711d", form="seed", title="Capucines", motif="flower"),
        40,
        VAT_INTERMEDIATE,
    ),
    _object(
        25,
        "Mélange fleuri pour abeilles",
        "Semences du Gué",
        "Vingt espèces, 10 m², à semer d’avril à juin.",
        _SEEDS,
        490,
        Look("sachet", "#e4efdc", "#5a7fc2", form="seed", title="Prairie fleurie", motif="bee"),
        35,
        VAT_INTERMEDIATE,
    ),
    _object(
        26,
        "Vase en grès",
        "Poterie des Aulnes",
        "Tourné à la main, émail mat, 22 cm.",
        _VASES,
        3400,
        Look("vase", "#b9c2b4", form="stoneware"),
        5,
        VAT_STANDARD,
        {"is_fragile": True},
    ),
    _object(
        27,
        "Soliflore en verre soufflé",
        "Verrerie de la Combe",
        "Verre recyclé, teinté vert, 18 cm.",
        _VASES,
        1800,
        Look("vase", "#7fae98", form="glass"),
        9,
        VAT_STANDARD,
        {"is_fragile": True},
    ),
    _object(
        28,
        "Pot en terre cuite 18 cm",
        "Poterie des Aulnes",
        "Moulé et cuit dans le Gers, avec sa soucoupe.",
        _VASES,
        1290,
        Look("vase", "#c46f45", form="terracotta"),
        14,
        VAT_STANDARD,
        {"is_fragile": True},
    ),
    _object(
        29,
        "Bougie cire d’abeille",
        "Rucher des Trois-Ponts",
        "Roulée main, 20 cm, la paire.",
        _DECORATION,
        1250,
        Look("candle", "#d9a93c", form="pair"),
        16,
    ),
    _object(
        30,
        "Arrosoir en zinc 1,5 l",
        "Ferblanterie Roumégoux",
        "Long bec, pour les plantes d’intérieur.",
        _TOOLS,
        2690,
        Look("watering_can", "#a9b2b6"),
        6,
    ),
    _object(
        31,
        "Sécateur de fleuriste",
        "Coutellerie Larrieu",
        "Lame acier carbone, manche en hêtre, affûtable.",
        _TOOLS,
        2950,
        Look("secateurs", "#b0382d"),
        5,
    ),
)

SHOP = DemoShop(
    slug="l-herbe-folle",
    trade="Fleuriste",
    sign="L’Herbe Folle",
    legal_name="Violette Arramon, entreprise individuelle",
    siret=_SIRET,
    vat_number=codes.vat_number(_SIRET[:9]),
    naf="47.76Z",
    street="2 place de l’Église",
    postcode=POSTCODE,
    city=NAME,
    position=place(-104, 112),
    phone="05 36 49 10 22",
    email="fleurs@l-herbe-folle.example",
    accent="#6b2f52",
    tagline="Des fleurs de saison, d’ici tant qu’il y en a",
    story=(
        "Violette a quitté un bureau de Bordeaux pour un seau de dahlias et n’a rien regretté. Les "
        "trois quarts de ses fleurs poussent à moins de cent kilomètres, le reste est français ou "
        "ne vient pas. L’atelier donne sur la place : on la voit faire votre bouquet."
    ),
    hours=(
        *open_on((1, 2, 3), "09:00-12:30", "14:30-19:00"),
        *open_on((4, 5), "09:00-19:30"),
        *open_on((6,), "09:00-12:30"),
    ),
    people=(
        Person(
            "Violette",
            "Arramon",
            "Fleuriste",
            "Donnez-moi une couleur, un prénom et un prix : je m’occupe du reste.",
        ),
        Person(
            "Gaspard",
            "Mounet",
            "Apprenti",
            "J’effeuille, j’arrose, et je livre à vélo avant onze heures.",
        ),
    ),
    products=(*_PLANTS, *_OBJECTS),
    closure_note="Fermé le lundi",
    services=("Livraison à vélo", "Mariages et deuil", "Abonnement d’un bouquet par semaine"),
)
