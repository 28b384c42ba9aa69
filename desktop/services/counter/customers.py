"""Customers the shop knows by name: found as one types, written down, erased for good on request."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Connection, Row, and_, func, insert, select, update

from desktop.domain import scan
from desktop.domain.cards import LONGEST_CARD, draw_card
from desktop.domain.cart import Buyer
from desktop.domain.cells import one_line, printable
from desktop.domain.search_text import fold, words
from desktop.errors import RefusedError
from desktop.models.base import table_of
from desktop.models.customer import AccountEntry, Customer
from desktop.models.sale import ParkedCart, Sale, SaleLine
from desktop.models.voucher import Advance
from desktop.services.shop import Shop, Topic
from desktop.services.unit_of_work import UnitOfWork
from sync.kernel.ids import new_id
from sync.kernel.money import Money

_customers, _entries = table_of(Customer), table_of(AccountEntry)
_parked = table_of(ParkedCart)
_advances = table_of(Advance)

_sales, _lines = table_of(Sale), table_of(SaleLine)
_TYPED = (_sales.c.note, _lines.c.note, _lines.c.reason, _advances.c.note, _parked.c.note)
"""What somebody typed beside goods and money, outside the signed journal."""
_SHORTEST_NAME = 3
"""A shorter one stands in too many words."""
_BLACKENED = "…"

FOUND_AT_MOST = 50
FOLDED_LETTERS = 300
#: Longest text of each field, as its column holds it.
LETTERS = {
    "name": 120,
    "phone": 30,
    "email": 200,
    "company": 120,
    "siren": 20,
    "vat_number": 20,
    "street": 120,
    "postcode": 12,
    "city": 80,
    "country": 2,
    "note": 2000,
}
GROUP_LETTERS = 40
_CARD_KINDS = frozenset(
    {scan.Kind.CUSTOMER, scan.Kind.PRODUCT, scan.Kind.WEIGHED, scan.Kind.UNKNOWN}
)
"""Cards of another house may look like an article's number or like nothing known."""
_EMPTY = dict.fromkeys(LETTERS, "") | {"country": "FR"}

_Row = Row[*tuple[Any, ...]]

_owed = (
    select(func.coalesce(func.sum(_entries.c.cents), 0))
    .where(_entries.c.customer_id == _customers.c.id)
    .scalar_subquery()
)
_rows = select(_customers, _owed.label("owed"))


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerDraft:
    """A customer as the form holds them: a name or a company, the rest as they wish."""

    name: str = ""
    phone: str = ""
    email: str = ""
    company: str = ""
    siren: str = ""
    vat_number: str = ""
    street: str = ""
    postcode: str = ""
    city: str = ""
    country: str = "FR"
    #: Groups that a promotion may ask for.
    groups: tuple[str, ...] = ()
    note: str = ""
    #: What stands on their card; empty for none.
    card: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerView:
    """A customer of the shop."""

    id: str
    draft: CustomerDraft
    #: What they owe the shop.
    owes: Money
    created_at: datetime

    @property
    def called(self) -> str:
        """Return what they are called: the name, or the company's."""
        return self.draft.name or self.draft.company

    @property
    def buyer(self) -> Buyer:
        """Return them as a basket knows them."""
        return Buyer(id=self.id, name=self.called, groups=self.draft.groups)


def search(shop: Shop, typed: str = "", limit: int = FOUND_AT_MOST) -> tuple[CustomerView, ...]:
    """Return the customers with every word typed in name, company or telephone; the newest of all.

    Case and accents do not matter, nor do the spaces in a telephone number.
    """
    wanted = _rows.where(_customers.c.erased_at.is_(None))
    asked = words(typed)
    digits = "".join(asked)
    if digits.isdigit() and len(asked) > 1:
        asked = (digits,)
    for word in asked:
        wanted = wanted.where(_customers.c.folded.contains(word, autoescape=True))
    order = _customers.c.folded if asked else _customers.c.created_at.desc()
    with shop.look() as look:
        rows = look.connection.execute(wanted.order_by(order, _customers.c.id).limit(limit)).all()
    return tuple(_view(row) for row in rows)


def customer(shop: Shop, customer_id: str) -> CustomerView:
    """Return one customer.

    Raises:
        RefusedError: unknown_customer, also when they had themselves erased.
    """
    with shop.look() as look:
        return _read(look.connection, customer_id)


def add(shop: Shop, draft: CustomerDraft) -> CustomerView:
    """Write a customer down.

    Raises:
        RefusedError: customer_name; card_taken; card_means_other.
    """
    customer_id = new_id()
    columns = _columns(draft)
    with shop.begin() as work:
        _must_be_free(work.connection, columns["card"], customer_id)
        work.connection.execute(
            insert(_customers).values(id=customer_id, created_at=work.at, **columns)
        )
        return _finish(work, customer_id)


def change(shop: Shop, customer_id: str, draft: CustomerDraft) -> CustomerView:
    """Change what is known of a customer.

    Raises:
        RefusedError: customer_name, unknown_customer; card_taken; card_means_other.
    """
    columns = _columns(draft)
    with shop.begin() as work:
        _must_be_free(work.connection, columns["card"], customer_id)
        _update(work, customer_id, columns)
        return _finish(work, customer_id)


def erase(shop: Shop, customer_id: str) -> None:
    """Forget who a customer is (GDPR art. 17); their tickets stay, with nobody's name on them.

    Notes that somebody typed are searched for the name, those on tickets of nobody included.

    Raises:
        RefusedError: unknown_customer; customer_owes, while their account is not settled, because
            the claim needs a debtor (GDPR art. 17 (3) e); customer_paid_ahead, while the shop holds
            an advance of theirs: settle it or give it back first.
    """
    with shop.begin() as work:
        gone_for_good = _read(work.connection, customer_id)
        owes = gone_for_good.owes
        if owes:
            raise RefusedError("customer_owes", amount=owes)
        ahead = _paid_ahead(work.connection, customer_id)
        if ahead:
            raise RefusedError("customer_paid_ahead", amount=ahead)
        gone: dict[str, object] = {
            **_EMPTY,
            "folded": "",
            "groups": [],
            "card": None,
            "erased_at": work.at,
        }
        _update(work, customer_id, gone)
        _take_off_parked(work, customer_id)
        _take_out_of_notes(work, gone_for_good.draft)
        work.changed(Topic.CUSTOMERS)
        work.commit()


def holder(shop: Shop, text: str) -> CustomerView | None:
    """Return the customer whose card a scanned text is; None when it is nobody's."""
    with shop.look() as look:
        row = look.connection.execute(
            _rows.where(_customers.c.card == as_card(text), _customers.c.erased_at.is_(None))
        ).first()
    return None if row is None else _view(row)


def new_card(shop: Shop) -> str:
    """Return a number for a card that nobody has; it is theirs once the record is kept."""
    with shop.look() as look:
        while True:
            number = draw_card()
            taken = select(_customers.c.id).where(_customers.c.card == number)
            if look.connection.execute(taken).first() is None:
                return number


def as_card(text: str) -> str:
    """Return a scanned or typed number as it is kept: one line, a drawn one without its spaces."""
    line = one_line(text, LONGEST_CARD)
    told = scan.read(line)
    return told.number if isinstance(told, scan.CustomerCard) else line


def groups(shop: Shop) -> tuple[str, ...]:
    """Return the groups customers are in, in alphabetical order."""
    with shop.look() as look:
        found = look.connection.scalars(
            select(_customers.c.groups).where(_customers.c.erased_at.is_(None))
        ).all()
    return tuple(sorted({group for each in found for group in each}))


def _finish(work: UnitOfWork, customer_id: str) -> CustomerView:
    view = _read(work.connection, customer_id)
    work.changed(Topic.CUSTOMERS)
    work.commit()
    return view


def _must_be_free(connection: Connection, card: object, customer_id: str) -> None:
    """Make sure that a card finds one customer, and nothing else than a customer.

    Raises:
        RefusedError: card_taken; card_means_other.
    """
    if card is None:
        return
    if scan.kind(scan.read(str(card))) not in _CARD_KINDS:
        raise RefusedError("card_means_other")
    other = connection.execute(
        select(_customers.c.name, _customers.c.company).where(
            _customers.c.card == card, _customers.c.id != customer_id
        )
    ).first()
    if other is not None:
        raise RefusedError("card_taken", name=other.name or other.company)


def _update(work: UnitOfWork, customer_id: str, columns: dict[str, object]) -> None:
    changed = work.connection.execute(
        update(_customers)
        .where(_customers.c.id == customer_id, _customers.c.erased_at.is_(None))
        .values(**columns)
    )
    if not changed.rowcount:
        raise RefusedError("unknown_customer")


def _read(connection: Connection, customer_id: str) -> CustomerView:
    row = connection.execute(
        _rows.where(_customers.c.id == customer_id, _customers.c.erased_at.is_(None))
    ).first()
    if row is None:
        raise RefusedError("unknown_customer")
    return _view(row)


def _paid_ahead(connection: Connection, customer_id: str) -> Money:
    """Return what the shop holds of somebody for goods that are not delivered."""
    held = select(func.coalesce(func.sum(_advances.c.cents), 0)).where(
        _advances.c.customer_id == customer_id,
        _advances.c.settled_by.is_(None),
        _advances.c.given_back_at.is_(None),
    )
    return Money(connection.execute(held).scalar_one())


def _take_out_of_notes(work: UnitOfWork, known: CustomerDraft) -> None:
    """Blacken the person's name where somebody typed it beside goods (DECISIONS 25).

    What the journal has signed, the reason of a cash movement, stays as the law has it kept.
    """
    names = [name for name in (known.name, known.company) if len(name) >= _SHORTEST_NAME]
    if not names:
        return
    named = re.compile("|".join(map(re.escape, names)), re.IGNORECASE)
    for column in _TYPED:
        table = column.table
        keys = list(table.primary_key)
        found = work.connection.execute(select(*keys, column).where(column != "")).all()
        for *key, typed in found:
            if named.search(typed):
                row = and_(*(each == value for each, value in zip(keys, key, strict=True)))
                work.connection.execute(
                    update(table).where(row).values({column.name: named.sub(_BLACKENED, typed)})
                )
    for parked_id, cart in work.connection.execute(select(_parked.c.id, _parked.c.cart)).all():
        clean = msgspec.json.decode(named.sub(_BLACKENED, msgspec.json.encode(cart).decode()))
        if clean != cart:
            work.connection.execute(
                update(_parked).where(_parked.c.id == parked_id).values(cart=clean)
            )


def _take_off_parked(work: UnitOfWork, customer_id: str) -> None:
    """Leave the baskets put aside, without the person on them."""
    for row in work.connection.execute(select(_parked.c.id, _parked.c.cart)).all():
        buyer = row.cart.get("buyer")
        if buyer is not None and buyer["id"] == customer_id:
            work.connection.execute(
                update(_parked)
                .where(_parked.c.id == row.id)
                .values(cart={**row.cart, "buyer": None})
            )
            work.changed(Topic.SALES)


def _columns(draft: CustomerDraft) -> dict[str, object]:
    kept = {name: one_line(str(getattr(draft, name)), most) for name, most in LETTERS.items()}
    kept["note"] = printable(draft.note[: 4 * LETTERS["note"]])[: LETTERS["note"]]
    if not kept["name"] and not kept["company"]:
        raise RefusedError("customer_name")
    number = "".join(sign for sign in kept["phone"] if sign.isalnum())
    folded = fold(f"{kept['name']} {kept['company']} {number}")[:FOLDED_LETTERS]
    card = as_card(draft.card) or None
    return {**kept, "groups": _groups(draft.groups), "folded": folded, "card": card}


def _groups(named: Iterable[str]) -> list[str]:
    """Return the groups without doubles, as they were named."""
    return list(dict.fromkeys(one_line(name, GROUP_LETTERS) for name in named if name.strip()))


def _view(row: _Row) -> CustomerView:
    fields = {name: getattr(row, name) for name in LETTERS}
    return CustomerView(
        id=row.id,
        draft=CustomerDraft(groups=tuple(row.groups), card=row.card or "", **fields),
        owes=Money(row.owed),
        created_at=row.created_at,
    )
