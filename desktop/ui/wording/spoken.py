"""The words in one language, found by name."""

import re
from collections.abc import Iterable
from datetime import date, datetime
from functools import cache
from zoneinfo import ZoneInfo

from msgspec import Struct

from desktop.errors import ShopError
from desktop.ui.wording import basket, order_desk, papers, particulars, readings, sale, shell
from desktop.ui.wording.figures import HARD_SPACE, Figures
from desktop.ui.wording.language import Language
from sync.kernel.allergen_names import allergen_names
from sync.kernel.money import Money
from sync.kernel.quantity import Quantity
from sync.kernel.vat import VatRate

_AT_ONCE: dict[str, tuple[str, str]] = {
    **shell.TEXTS,
    **sale.TEXTS,
    **basket.TEXTS,
    **readings.TEXTS,
    **order_desk.TEXTS,
    **particulars.TEXTS,
    **papers.TEXTS,
}
"""What is spoken before anything was touched; the other rooms' words are loaded behind the window."""

_LOOSE = re.compile(r"(?<=«) | (?=[:;!?»%€])")

Fact = str | int | Money | Quantity | VatRate | date | datetime


class Refusal(Struct, frozen=True):
    """What a person is told when something did not go: what, why, and what to do now."""

    title: str
    message: str
    next_step: str


class _Facts(dict[str, str]):
    """Facts of which one that is missing leaves a gap in the sentence, never a crash."""

    def __missing__(self, name: str) -> str:
        return "…"


class Wording(Figures):
    """Every text and figure in one language."""

    def __init__(self, language: Language, zone: ZoneInfo) -> None:
        super().__init__(language, zone)
        self._column = 0 if language is Language.FRENCH else 1

    def __call__(self, name: str, /, **facts: Fact) -> str:
        """Return the text of that name with its facts written in.

        Money, quantities, rates and instants are written as this language writes them; the whole
        number `n` chooses between singular and plural.
        """
        text = _set(self._count(_text(name)[self._column], facts.get("n")))
        return text.format_map({fact: self._write(value) for fact, value in facts.items()})

    def allergens(self, said: Iterable[str]) -> str:
        """Return codes as names, one after another; a shop's own words stay as they are."""
        return ", ".join(allergen_names(said, self.language.value))

    def refusal(self, error: ShopError) -> Refusal:
        """Return what to tell the person about an error."""
        # Here, because the day begins without a refusal.
        from desktop.ui.wording.refusals import REFUSALS  # noqa: PLC0415

        texts = REFUSALS.get(error.code, REFUSALS["unforeseen"])[self._column]
        told = {"code": error.code, **error.facts}
        facts = _Facts({name: self._write(fact) for name, fact in told.items()})
        return Refusal(*(_set(text).format_map(facts) for text in texts))

    def _count(self, text: str, count: object) -> str:
        if "|" not in text:
            return text
        one, many = text.split("|")
        return one if isinstance(count, int) and self.language.is_one(count) else many

    def _write(self, fact: object) -> str:
        match fact:
            case Money():
                return self.money(fact)
            case Quantity():
                return self.quantity(fact)
            case VatRate():
                return self.rate(fact)
            case datetime():
                return self.time(fact)
            case date():
                return self.date(fact)
            case _:
                return str(fact)


def _text(name: str) -> tuple[str, str]:
    """Return a text in both languages.

    Raises:
        KeyError: there is none of that name.
    """
    if name in _AT_ONCE:
        return _AT_ONCE[name]
    from desktop.ui.wording.texts import TEXTS  # noqa: PLC0415 as in `refusal`

    return TEXTS[name]


@cache
def _set(text: str) -> str:
    """Return a text as French is set: no line begins with a mark, none ends in a quote's opening."""
    return _LOOSE.sub(HARD_SPACE, text)
