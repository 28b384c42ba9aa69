"""The words of an order's papers beside the label's, in French and in English."""

from dataclasses import dataclass

from printing.documents import Whereabouts


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderWording:
    """The words of one language; a missing one is a type error."""

    #: What the preparer is told of the customer's rule, by its code.
    rules: dict[str, str]
    letter: str
    box: str
    weight_blank: str
    in_bag: str
    comes_out: str
    not_taken: str
    bags_blank: str
    shelf_blank: str
    handed_blank: str
    proxy: str
    packing_slip: str
    no_invoice: str
    bags_one: str
    bags: str
    bag_number: str
    bag_numbers: str
    #: Where an order is that does not stand in the shop.
    elsewhere: dict[Whereabouts, str]
    rest: str
    instead_of: str
    missing: str
    total: str
    preparation_list: str
    printed: str
    to_prepare: str
    none_to_prepare: str
    waiting: str
    none_waiting: str
    by_hand: str
    parcels: str
    parcel_from: str
    parcel_ended: str
    parcels_by_hand: str


FRENCH = OrderWording(
    rules={
        "ask": "demander au client",
        "substitute": "remplacer au même prix ou moins cher",
        "refund": "ne pas remplacer, ne pas facturer",
    },
    letter="SAC {letter}",
    box="Case",
    weight_blank="poids : ............ {unit}",
    in_bag="déjà dans le sac : {quantity}",
    comes_out="à sortir du sac : {quantity}",
    not_taken="manquant, ne pas prendre",
    bags_blank="Sacs : .....",
    shelf_blank="Place : ........",
    proxy="Peut être retirée par {name}",
    handed_blank="Remis : ....h.... par ..........",
    packing_slip="CONTENU DES SACS",
    no_invoice="Ce bon n’est ni un ticket ni une facture.",
    bags_one="1 sac",
    bags="{count} sacs",
    bag_number="Sac {numbers}",
    bag_numbers="Sacs {numbers}",
    elsewhere={
        Whereabouts.ROUND: "En tournée",
        Whereabouts.LOCKER: "Au casier",
        Whereabouts.RELAY: "Au point relais",
        Whereabouts.NOT_GIVEN: "Pas remise, pas revenue ici",
    },
    rest="Une partie a déjà été remise.",
    instead_of="au lieu de {label}",
    missing="manquant, non facturé",
    total="Total",
    preparation_list="COMMANDES EN COURS",
    printed="Imprimé le {at}",
    to_prepare="À PRÉPARER : {count}",
    none_to_prepare="Rien à préparer.",
    waiting="PRÊTES : {count}",
    none_waiting="Rien en attente de retrait.",
    by_hand=(
        "PC en panne : préparez et remettez d’après cette liste, notez chaque remise, et saisissez-la "
        "quand il est revenu."
    ),
    parcels="POUR D’AUTRES BOUTIQUES : {count}",
    parcel_from="Colis de {shop}",
    parcel_ended="Terminée : à rendre à la boutique, pas au client",
    parcels_by_hand="À saisir dans « Tournées et relais » quand le PC est revenu.",
)

ENGLISH = OrderWording(
    rules={
        "ask": "ask the customer",
        "substitute": "replace at the same price or less",
        "refund": "do not replace, do not charge",
    },
    letter="BAG {letter}",
    box="Box",
    weight_blank="weight: ............ {unit}",
    in_bag="in the bag already: {quantity}",
    comes_out="to be taken out of the bag: {quantity}",
    not_taken="missing, do not take",
    bags_blank="Bags: .....",
    shelf_blank="Place: .........",
    proxy="May be collected by {name}",
    handed_blank="Given: ....:.... by ...........",
    packing_slip="PACKING SLIP",
    no_invoice="This slip is neither a receipt nor an invoice.",
    bags_one="1 bag",
    bags="{count} bags",
    bag_number="Bag {numbers}",
    bag_numbers="Bags {numbers}",
    elsewhere={
        Whereabouts.ROUND: "On a round",
        Whereabouts.LOCKER: "In its locker",
        Whereabouts.RELAY: "At its relay",
        Whereabouts.NOT_GIVEN: "Not given, not back here",
    },
    rest="A part was handed over before.",
    instead_of="instead of {label}",
    missing="missing, not charged",
    total="Total",
    preparation_list="OPEN ORDERS",
    printed="Printed on {at}",
    to_prepare="TO PREPARE: {count}",
    none_to_prepare="Nothing to prepare.",
    waiting="READY: {count}",
    none_waiting="Nothing waiting to be collected.",
    by_hand=(
        "PC down: prepare and hand over from this list, note each hand-over, and enter it when the "
        "PC is back."
    ),
    parcels="FOR OTHER SHOPS: {count}",
    parcel_from="Parcel of {shop}",
    parcel_ended="Ended: to go back to its shop, not to the customer",
    parcels_by_hand="To be entered in “Rounds and relay” when the PC is back.",
)


def order_wording(locale: str) -> OrderWording:
    """Return the words of the locale's language; French when we do not speak it."""
    return ENGLISH if locale.lower().startswith("en") else FRENCH
