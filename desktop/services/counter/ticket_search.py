"""Old tickets found again, and what a day sold."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Connection, and_, func, or_, select

from desktop.domain.search_text import fold
from desktop.domain.ticket_query import TicketQuery, read_ticket_query
from desktop.domain.till import business_day
from desktop.models.base import table_of
from desktop.models.customer import Customer
from desktop.models.sale import Sale, SaleLine
from desktop.services.counter.sales import read_summaries
from desktop.services.counter.search import find
from desktop.services.shop import Shop
from desktop.services.views import SaleSummary
from sync.kernel.money import Money
from sync.kernel.quantity import Quantity, Unit

_sales, _lines, _customers = table_of(Sale), table_of(SaleLine), table_of(Customer)

FOUND_AT_MOST = 200
_VARIANTS_AT_MOST = 500
_NUMBER_DIGITS = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class SoldView:
    """What one article made: refunds are taken off."""

    label: str
    quantity: Quantity
    gross: Money
    #: Tickets it stands on.
    tickets: int


def search_tickets(
    shop: Shop, text: str, first: date | None = None, last: date | None = None
) -> tuple[SaleSummary, ...]:
    """Return the tickets that have everything typed, latest first, at most `FOUND_AT_MOST`.

    Args:
        shop: the open shop.
        text: number or its last digits, amount, day, words of an article or a customer.
        first: the earliest business day to look at; None for all.
        last: the latest.
    """
    query = read_ticket_query(text, _today(shop))
    with shop.look() as look:
        conditions = [
            *_asked(look.connection, query),
            *([_sales.c.business_day >= first] if first else []),
            *([_sales.c.business_day <= last] if last else []),
        ]
        return read_summaries(look.connection, *conditions, limit=FOUND_AT_MOST)


def sold(shop: Shop, first: date, last: date) -> tuple[SoldView, ...]:
    """Return what was sold from one business day to another, both included, most money first."""
    article = func.coalesce(_lines.c.variant_id, _lines.c.label)
    gross = func.sum(_lines.c.gross_cents)
    rows = (
        select(
            func.max(_lines.c.label).label("label"),
            _lines.c.unit,
            func.sum(_lines.c.quantity).label("quantity"),
            gross.label("gross"),
            func.count(_lines.c.sale_id.distinct()).label("tickets"),
        )
        .join(_sales, _sales.c.id == _lines.c.sale_id)
        .where(_sales.c.business_day.between(first, last))
        .group_by(article, _lines.c.unit)
        .order_by(gross.desc(), func.max(_lines.c.label))
    )
    with shop.look() as look:
        return tuple(
            SoldView(
                label=row.label,
                quantity=Quantity(row.quantity, Unit(row.unit)),
                gross=Money(row.gross),
                tickets=row.tickets,
            )
            for row in look.connection.execute(rows)
        )


def _today(shop: Shop) -> date:
    return business_day(shop.clock.now(), shop.zone, shop.settings.closing_hour)


def _asked(connection: Connection, query: TicketQuery) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if query.number:
        conditions.append(_sales.c.number == query.number)
    if query.ending:
        ending = f"-{int(query.ending):0{_NUMBER_DIGITS}d}"
        conditions.append(_sales.c.number.endswith(ending, autoescape=True))
    if query.amount is not None:
        cents = query.amount.cents
        conditions.append(_sales.c.due_cents.in_((cents, -cents)))
    if query.day is not None:
        conditions.append(_sales.c.business_day == query.day)
    if query.words:
        conditions.append(or_(_has_article(connection, query), _is_customers(query)))
    return conditions


def _has_article(connection: Connection, query: TicketQuery) -> ColumnElement[bool]:
    """Return that a line is of an article so called today, or was called so on its ticket."""
    variants = find(connection, " ".join(query.words), _VARIANTS_AT_MOST)
    called = and_(*(_lines.c.label.icontains(word, autoescape=True) for word in query.words))
    # Asked ticket by ticket, the latest first: what everybody buys is found at once.
    return (
        select(_lines.c.position)
        .where(_lines.c.sale_id == _sales.c.id, or_(_lines.c.variant_id.in_(variants), called))
        .exists()
    )


def _is_customers(query: TicketQuery) -> ColumnElement[bool]:
    called = and_(
        *(_customers.c.folded.contains(fold(word), autoescape=True) for word in query.words)
    )
    return _sales.c.customer_id.in_(select(_customers.c.id).where(called))
