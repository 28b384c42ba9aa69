"""The marketplace's books: every entry balances, commissions are frozen and mirrored."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from marketplace.models.base import sum_of
from marketplace.models.money import Account, CommissionLine, JournalEntry, Posting
from marketplace.models.orders import OrderLine, ShopOrder
from marketplace.models.town import Shop, Town
from marketplace.services import leaving
from sync.kernel import ledger as books
from sync.kernel.ids import new_id
from sync.kernel.money import Money, total_of
from sync.kernel.rounding import RULE_VERSION, worth_of_part
from sync.kernel.vat import VatRate, vat_breakdown

REVENUE = "revenue"
FEE_VAT = "fee_vat"
PROVIDER = "provider"


def shop_account(shop_id: str) -> str:
    """Return the name of the account on which a shop and the marketplace stand with each other."""
    return f"shop:{shop_id}"


def post(session: Session, entry: books.Entry, at: datetime) -> str:
    """Write an entry and seal it; return its id. The engine checks the balance once more."""
    row = JournalEntry(
        id=new_id(), kind=entry.kind, reference=entry.reference, at=at, is_sealed=False
    )
    session.add(row)
    session.flush()
    moving = [posting for posting in entry.postings if posting.cents]
    for position, posting in enumerate(moving):
        session.add(
            Posting(
                entry_id=row.id,
                position=position,
                account_id=_account(session, posting.account).id,
                cents=posting.cents,
            )
        )
    session.flush()
    row.is_sealed = True
    session.flush()
    return row.id


def _account(session: Session, name: str) -> Account:
    kind, _, owner = name.partition(":")
    account = session.scalar(select(Account).where(Account.kind == kind, Account.owner == owner))
    if account is None:
        account = Account(id=new_id(), kind=kind, owner=owner)
        session.add(account)
        session.flush()
    return account


def balance(session: Session, name: str) -> int:
    """Return the cents that stand on an account: positive is owed to its owner."""
    kind, _, owner = name.partition(":")
    total = session.scalar(
        select(sum_of(Posting.cents))
        .join(JournalEntry, JournalEntry.id == Posting.entry_id)
        .join(Account, Account.id == Posting.account_id)
        .where(Account.kind == kind, Account.owner == owner, JournalEntry.is_sealed.is_(True))
    )
    return total or 0


def unbalanced_entries(session: Session) -> list[str]:
    """Return the ids of entries whose postings do not sum to zero; there must be none."""
    return list(
        session.scalars(
            select(JournalEntry.id)
            .outerjoin(Posting, Posting.entry_id == JournalEntry.id)
            .group_by(JournalEntry.id)
            .having(func.coalesce(func.sum(Posting.cents), 1) != 0)
        )
    )


def charge_commission(session: Session, order: ShopOrder, at: datetime) -> None:
    """Freeze the marketplace's share of an order that was handed over, line by line.

    The share is taken of the net amount of the whole order, VAT once per rate, then spread over
    the lines so that they add up to it. Charging twice charges once. What the delivery costs
    bears none, nor does what came back before the rest had left.
    """
    already = select(JournalEntry.id).where(
        JournalEntry.kind == "commission", JournalEntry.reference == order.id
    )
    if session.scalar(already) is not None:
        return
    lines = [
        line
        for line in _lines(session, order.id)
        if line.gross_cents > 0 and line.variant and line.returned_at is None
    ]
    if not lines:
        return
    rate_bp, fee_vat_bp = _terms(session, order.shop_id)
    net = total_of(
        [
            share.net
            for share in vat_breakdown(
                (VatRate(_vat_of(line)), Money(line.gross_cents)) for line in lines
            )
        ]
    )
    commission = books.commission_on(net, rate_bp, fee_vat_bp)
    if not commission.total:
        return
    entry_id = post(
        session, _commission_entry("commission", order.id, order.shop_id, commission), at
    )
    weights = [line.gross_cents for line in lines]
    shares = zip(
        lines,
        commission.base.spread(weights),
        commission.fee.spread(weights),
        commission.fee_vat.spread(weights),
        strict=True,
    )
    for line, base, fee, fee_vat in shares:
        session.add(
            CommissionLine(
                id=new_id(),
                shop_id=order.shop_id,
                order_id=order.id,
                order_line_id=line.id,
                sign=1,
                base_cents=base.cents,
                rate_bp=rate_bp,
                fee_cents=fee.cents,
                fee_vat_bp=fee_vat_bp,
                fee_vat_cents=fee_vat.cents,
                rule_version=RULE_VERSION,
                entry_id=entry_id,
                at=at,
            )
        )
    session.flush()


def book_payment(session: Session, order: ShopOrder, at: datetime) -> None:
    """Book what was paid online for an order: the provider owes it, to the shop."""
    _move_money(session, "payment", order.id, PROVIDER, order.shop_id, order.paid_cents, at)


def book_refund(
    session: Session, order: ShopOrder, refund_id: str, cents: int, at: datetime
) -> None:
    """Book what goes back to a customer: the shop bears it, the provider pays it."""
    _move_money(session, "refund", refund_id, PROVIDER, order.shop_id, -cents, at)


def book_relay_fee(
    session: Session, order: ShopOrder, relay_shop_id: str, cents: int, at: datetime
) -> None:
    """Book what a shop owes the relay that kept its parcel; booking twice books once."""
    payer = shop_account(order.shop_id)
    _move_money(session, "relay_fee", order.id, payer, relay_shop_id, cents, at)


def _move_money(
    session: Session,
    kind: str,
    reference: str,
    payer: str,
    shop_id: str,
    cents: int,
    at: datetime,
) -> None:
    already = select(JournalEntry.id).where(
        JournalEntry.kind == kind, JournalEntry.reference == reference
    )
    if not cents or payer == shop_account(shop_id) or session.scalar(already) is not None:
        return
    postings = (books.Posting(payer, -cents), books.Posting(shop_account(shop_id), cents))
    post(session, books.Entry(kind, reference, postings), at)


def give_back_commission(session: Session, order: ShopOrder, reference: str, at: datetime) -> None:
    """Mirror the commission of what has come back, at the rate it was charged; once each.

    Of some pieces of a line their share, reckoned of all that came back of it: with the last of
    them the line bears none, to the cent.
    """
    rows = session.scalars(select(CommissionLine).where(CommissionLine.order_id == order.id)).all()
    of_line: dict[str, list[CommissionLine]] = {}
    for row in sorted(rows, key=lambda row: -row.sign):
        of_line.setdefault(row.order_line_id, []).append(row)
    back = [
        mirror
        for line in _lines(session, order.id)
        if leaving.back_of(line) and line.id in of_line
        for mirror in [_mirror(line, of_line[line.id], at)]
        if mirror.base_cents or mirror.fee_cents or mirror.fee_vat_cents
    ]
    mirror = books.Commission(
        total_of([Money(row.base_cents) for row in back]),
        total_of([Money(row.fee_cents) for row in back]),
        total_of([Money(row.fee_vat_cents) for row in back]),
    )
    if not mirror.total:
        # Too little for a cent: it goes with the next that comes to one.
        return
    # The line, and which return of it, keep two apart that came under one reference.
    named = f"{reference}:{back[0].order_line_id}{back[0].sign if back[0].sign < -1 else ''}"
    entry_id = post(session, _commission_entry("commission_back", named, order.shop_id, mirror), at)
    for row in back:
        row.entry_id = entry_id
    session.add_all(back)
    session.flush()


def _mirror(line: OrderLine, rows: Sequence[CommissionLine], at: datetime) -> CommissionLine:
    """Return what is to be given back of a line's commission, beyond what was; in no entry yet."""
    charged = rows[0]
    back, whole = leaving.back_of(line), leaving.delivered_of(line)

    def left(charged_cents: int, standing: int) -> int:
        return charged_cents - worth_of_part(charged_cents, whole, 0, back) - standing

    return CommissionLine(
        id=new_id(),
        shop_id=charged.shop_id,
        order_id=charged.order_id,
        order_line_id=charged.order_line_id,
        sign=-len(rows),
        base_cents=left(charged.base_cents, sum(row.base_cents for row in rows)),
        rate_bp=charged.rate_bp,
        fee_cents=left(charged.fee_cents, sum(row.fee_cents for row in rows)),
        fee_vat_bp=charged.fee_vat_bp,
        fee_vat_cents=left(charged.fee_vat_cents, sum(row.fee_vat_cents for row in rows)),
        rule_version=charged.rule_version,
        at=at,
    )


def _commission_entry(
    kind: str, reference: str, shop_id: str, commission: books.Commission
) -> books.Entry:
    return books.Entry(
        kind,
        reference,
        (
            books.Posting(shop_account(shop_id), -commission.total.cents),
            books.Posting(REVENUE, commission.fee.cents),
            books.Posting(FEE_VAT, commission.fee_vat.cents),
        ),
    )


def _lines(session: Session, order_id: str) -> Sequence[OrderLine]:
    return session.scalars(
        select(OrderLine).where(OrderLine.order_id == order_id).order_by(OrderLine.position)
    ).all()


def _vat_of(line: OrderLine) -> int:
    """Return the rate of what the customer got in the end."""
    return line.substitute["vat_bp"] if line.substitute else line.vat_bp


def _terms(session: Session, shop_id: str) -> tuple[int, int]:
    shop = session.get_one(Shop, shop_id)
    town = session.get_one(Town, shop.town_id)
    rate_bp = town.commission_bp if shop.commission_bp is None else shop.commission_bp
    return rate_bp, town.commission_vat_bp
