"""The words of a round's sheet, in French and in English."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundWording:
    """The words of one language; a missing one is a type error."""

    title: str
    printed: str
    driver: str
    blank: str
    stops: str
    to_collect: str
    collect: str
    bags_one: str
    bags: str
    check: str
    received: str
    #: No box is parted from its word.
    failed: str
    shred: str


FRENCH = RoundWording(
    title="TOURNÉE",
    printed="Imprimée le {at}",
    driver="Livreur",
    blank="..........",
    stops="Arrêts",
    to_collect="À rapporter en tout",
    collect="À ENCAISSER",
    bags_one="1 sac",
    bags="{count} sacs",
    check="Vérifier l’âge ou l’identité",
    received="Reçu par : ............ Signature :",
    failed="[\u00a0]\u00a0absent [\u00a0]\u00a0refusé [\u00a0]\u00a0adresse",
    shred=(
        "Cette feuille porte des noms et des adresses : rapportez-la et détruisez-la après la "
        "tournée."
    ),
)

ENGLISH = RoundWording(
    title="ROUND",
    printed="Printed on {at}",
    driver="Driver",
    blank="..........",
    stops="Stops",
    to_collect="To bring back in all",
    collect="TO COLLECT",
    bags_one="1 bag",
    bags="{count} bags",
    check="Check age or identity",
    received="Received by: ........... Signature:",
    failed="[\u00a0]\u00a0absent [\u00a0]\u00a0refused [\u00a0]\u00a0address",
    shred=("This sheet holds names and addresses: bring it back and shred it after the round."),
)


def round_wording(locale: str) -> RoundWording:
    """Return the words of the locale's language; French when we do not speak it."""
    return ENGLISH if locale.lower().startswith("en") else FRENCH
