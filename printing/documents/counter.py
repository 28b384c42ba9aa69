"""Papers of the counter itself: the page that tries a printer, the notice, cards and badges."""

from dataclasses import dataclass
from datetime import datetime

from printing.documents.letterhead import Shop


@dataclass(frozen=True, slots=True, kw_only=True)
class TestPage:
    """A page that shows whether accents, the euro, alignment, codes and the cutter work."""

    __test__ = False  # pytest collects classes by this name

    shop: Shop
    printer: str
    connection: str
    profile: str
    printed_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class NameCard:
    """A customer's card or a badge of the staff: a name, a number, and its code."""

    shop: Shop
    name: str
    #: As it is read aloud.
    number: str
    qr_text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CounterNotice:
    """Words that the law wants to be read at the till."""

    shop: Shop
    text: str
