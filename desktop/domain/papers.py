"""Which basket earns a paper without anybody asking for it."""

from collections.abc import Iterable
from datetime import date

from desktop.domain.cart import Cart, PricedLine
from desktop.domain.sellable import DURABLE, LineKind
from fiscal.legal import Limit, Unasked, limit, printed_unasked
from sync.kernel.money import Money, total_of
from sync.kernel.quantity import Unit


def wants_paper(cart: Cart, country: str, on: date) -> bool:
    """Tell whether the law of the country has this basket's ticket printed unasked."""
    lines = tuple(cart.priced())
    holds = {
        Unasked.DURABLE: any(DURABLE in line.line.item.flags for line in lines),
        Unasked.WEIGHED: any(_is_weighed_here(line) for line in lines),
        Unasked.SERVICE: is_note(_services(lines), country, on),
    }
    return any(holds[reason] for reason in printed_unasked(country, on))


def is_note(services: Money, country: str, on: date) -> bool:
    """Tell whether services of this price are billed by a note (French order 83-50/A)."""
    if Unasked.SERVICE not in printed_unasked(country, on):
        return False
    return services >= Money(limit("FR", Limit.NOTE_CENTS, on))


def _services(lines: Iterable[PricedLine]) -> Money:
    return total_of([line.gross for line in lines if line.line.item.kind is LineKind.SERVICE])


def _is_weighed_here(line: PricedLine) -> bool:
    """Tell whether the line was weighed at this counter; a portion that a scale priced has its own label."""
    return line.line.item.unit is Unit.KILOGRAM and line.line.priced_at is None
