"""What somebody who looks for an old ticket types: its number, its amount, its day, what was in it."""

import re
from dataclasses import dataclass, replace
from datetime import date

from desktop.domain.search_text import MAX_LETTERS, words
from sync.kernel.money import Money

_NUMBER = re.compile(r"[A-Z]\w{0,6}-\d{4}-\d{1,9}", re.ASCII)
_AMOUNT = re.compile(r"(\d{1,7})(?:[.,](\d{2}))?€?", re.ASCII)
_DAY = re.compile(r"(\d{1,2})[/.](\d{1,2})(?:[/.](\d{4}|\d{2}))?", re.ASCII)
_ISO_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})", re.ASCII)
_ENDING_DIGITS = 9


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketQuery:
    """Everything a ticket must be to be found; what was not typed is empty."""

    #: Whole number, or the digits it ends in.
    number: str = ""
    ending: str = ""
    #: What was to be paid, whichever way the money went.
    amount: Money | None = None
    day: date | None = None
    #: Folded: each in the ticket's lines, or each in the customer's name.
    words: tuple[str, ...] = ()


def read_ticket_query(text: str, today: date) -> TicketQuery:
    """Return what a typed text asks for.

    Digits alone are the end of a number; an amount has cents or a euro sign, a day a slash. A day
    without its year is the latest that has been.

    Args:
        text: as typed or scanned.
        today: the present business day.
    """
    typed = text[:MAX_LETTERS].split()
    if len(typed) == 1 and typed[0].isascii() and typed[0].isdigit():
        return TicketQuery(ending=typed[0][-_ENDING_DIGITS:])
    query, said = TicketQuery(), []
    for each in typed:
        number, amount, day = each.upper(), _amount(each), _day(each, today)
        if _NUMBER.fullmatch(number):
            query = replace(query, number=number)
        elif day is not None:
            query = replace(query, day=day)
        elif amount is not None:
            query = replace(query, amount=amount)
        else:
            said.append(each)
    return replace(query, words=words(" ".join(said)))


def _amount(text: str) -> Money | None:
    match = _AMOUNT.fullmatch(text)
    if match is None or (match[2] is None and not text.endswith("€")):
        return None
    return Money(int(match[1]) * 100 + int(match[2] or 0))


def _day(text: str, today: date) -> date | None:
    if match := _ISO_DAY.fullmatch(text):
        return _date(int(match[1]), int(match[2]), int(match[3]))
    match = _DAY.fullmatch(text)
    if match is None or ("/" not in text and match[3] is None):
        return None
    day, month, year = int(match[1]), int(match[2]), match[3]
    if year is not None:
        return _date(int(year) + (2000 if len(year) == 2 else 0), month, day)
    this_year = _date(today.year, month, day)
    if this_year is None or this_year > today:
        return _date(today.year - 1, month, day)
    return this_year


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
