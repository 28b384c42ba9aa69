"""Money taken before delivery: an advance on a basket, its receipt, and giving it back."""

from msgspec.structs import replace
from sqlalchemy import insert, select

from desktop.domain.cart import Cart
from desktop.domain.cells import one_line
from desktop.domain.roles import Act
from desktop.domain.tender import COUNTED, Kept, Means, Tenders
from desktop.errors import RefusedError
from desktop.services.books.journal import read_sealed
from desktop.services.books.refusals import recording
from desktop.services.counter.parking import put_aside
from desktop.services.counter.refunds import round_cash_back
from desktop.services.counter.tickets import open_drawer, payment_of
from desktop.services.money import card_payments, cash_ceiling
from desktop.services.money.held_advances import (
    ADVANCES,
    AdvanceView,
    find_held,
    held,
    means_of,
    read_advance,
    release,
    vat_of,
    view_of,
    write_prepayment,
)
from desktop.services.papers import print_queue
from desktop.services.shop import Shop
from desktop.services.team import staff as people
from desktop.services.till import till_sessions
from desktop.services.unit_of_work import UnitOfWork
from fiscal import Kind
from sync.kernel.money import Money

__all__ = [
    "AdvanceView",
    "advance_room",
    "due_back",
    "find_held",
    "give_back",
    "held",
    "print_advance",
    "take",
]

NOTE_LETTERS = 120


def advance_room(cart: Cart) -> Money:
    """Return the most that may be taken in advance for a basket: what of it bears VAT."""
    return cart.turnover


def take(
    shop: Shop,
    cart: Cart,
    tenders: Tenders,
    staff: str,
    *,
    advance_id: str,
    wanted: Money | None = None,
    customer_id: str = "",
    note: str = "",
    parked_as: str = "",
    approved_by: str = "",
) -> AdvanceView:
    """Take money for goods that are delivered later; its VAT is due today (CGI, art. 269).

    The amount is spread over the basket's rates by what each comes to. The basket itself is not
    sold: it is put aside, and paid later with this advance. Change is given on cash, and cash is
    rounded where the country says so; the advance is what was wanted, to the cent.

    Args:
        shop: the open shop.
        cart: what it is for.
        tenders: what was put down.
        staff: code of who takes it.
        advance_id: made by the caller, so that a second press is the same advance.
        wanted: the advance; None is all that was put down.
        customer_id: who pays, if known.
        note: what it is for, in the cashier's words.
        parked_as: note under which the basket is put aside in the same breath; nothing leaves it.
        approved_by: who stands for it, where `staff` may not.

    Raises:
        RefusedError: till_closed; needs_approval; cash_above_law; tender_out_of_range; advance_too_high, with what is possible;
            means_not_taken, for what is no money; not_enough_tendered; no_change_possible.
    """
    with recording(shop, Kind.PREPAY, (cart.priced(), tenders), staff) as work:
        before = work.connection.execute(
            select(ADVANCES.c.id).where(ADVANCES.c.id == advance_id)
        ).first()
        if before is not None:
            return view_of(read_advance(work, advance_id))
        session = till_sessions.open_session(work)
        paid = replace(tenders, cash_step=shop.settings.cash_step)
        amount = tenders.total if wanted is None else wanted
        people.require(work, staff, Act.TAKE_ADVANCE, amount=amount, approved_by=approved_by)
        by_rate = _by_rate(cart, amount)
        _check_means(tenders)
        kept = paid.kept_for(amount)
        cash_ceiling.check_kept(work, kept)
        payments = tuple(payment_of(each) for each in kept)
        sealed = write_prepayment(
            work,
            vat=vat_of(by_rate),
            payments=payments,
            original=None,
            staff=staff,
            rounding=paid.rounding(amount),
        )
        work.connection.execute(
            insert(ADVANCES).values(
                id=advance_id,
                customer_id=customer_id or None,
                note=one_line(note, NOTE_LETTERS),
                cents=amount.cents,
                by_rate=by_rate,
                means=means_of(frozenset(tender.means for tender in tenders.given)),
                session_id=session.id,
                journal_seq=sealed.seq,
                journal_hash=sealed.h.hex(),
                staff_code=staff,
                at=work.at,
            )
        )
        _spend_cards(work, kept, advance_id)
        if parked_as:
            put_aside(work, cart, staff, parked_as)
        if tenders.has_cash:
            open_drawer(work)
        taken = view_of(read_advance(work, advance_id))
        work.commit()
    return taken


def give_back(
    shop: Shop, advance_id: str, means: Means, staff: str, *, approved_by: str = "", token: str = ""
) -> AdvanceView:
    """Give an advance back, whole: the order is off. Cash is rounded as any cash that goes back.

    Args:
        shop: the open shop.
        advance_id: which.
        means: cash, card, cheque or transfer.
        staff: code of who does it.
        approved_by: who stands for it, where `staff` may not.
        token: the terminal's payment, when a connected terminal gave it back.

    Raises:
        RefusedError: till_closed; needs_approval; unknown_advance; advance_used; means_not_taken.
    """
    if means not in COUNTED or means is Means.MEAL_VOUCHER:
        raise RefusedError("means_not_taken", means=means.value)
    with recording(shop, Kind.PREPAY, (advance_id, means), staff) as work:
        till_sessions.open_session(work)
        row = read_advance(work, advance_id)
        amount = Money(row.cents)
        people.require(work, staff, Act.REFUND, amount=amount, approved_by=approved_by)
        rounding = round_cash_back(-amount, shop.settings.cash_step, means)
        back = Kept(means, rounding - amount, rounding - amount, token=token)
        release(work, row, (payment_of(back),), staff, rounding)
        _spend_cards(work, (back,), advance_id)
        if means is Means.CASH:
            open_drawer(work)
        gone = view_of(read_advance(work, advance_id))
        work.commit()
    return gone


def due_back(shop: Shop, advance: AdvanceView, means: Means) -> Money:
    """Return what is put into the customer's hand when an advance goes back by these means."""
    return advance.amount - round_cash_back(-advance.amount, shop.settings.cash_step, means)


def print_advance(shop: Shop, advance_id: str) -> str:
    """Queue the receipt of an advance and return its job.

    Raises:
        RefusedError: unknown_advance, no_printer.
    """
    # Here, so that the first sale screen does not wait for papers.
    from desktop.services.papers.receipts import letterhead  # noqa: PLC0415
    from printing import documents  # noqa: PLC0415

    with shop.begin() as work:
        row = read_advance(work, advance_id)
        number: str = read_sealed(work.connection, row.till, row.journal_seq).record().b["no"]
        paper = documents.VoucherPaper(
            shop=letterhead(shop.settings),
            kind=documents.VoucherPaperKind.ADVANCE,
            amount=Money(row.cents),
            ticket=number,
            issued_at=row.at,
            note=row.note,
            is_training=shop.is_training,
        )
        job = print_queue.queue(
            work,
            paper,
            printer=shop.settings.receipt_printer,
            kind="voucher",
            title=number,
            ref=advance_id,
        )
        work.commit()
    return job


def _by_rate(cart: Cart, amount: Money) -> dict[str, int]:
    if not Money(0) < amount:
        raise RefusedError("tender_out_of_range", amount=amount)
    if amount > advance_room(cart):
        raise RefusedError("advance_too_high", allowed=advance_room(cart))
    shares = [share for share in cart.vat if share.gross]
    parts = amount.spread([share.gross.cents for share in shares])
    return {
        str(share.rate.basis_points): part.cents
        for share, part in zip(shares, parts, strict=True)
        if part
    }


def _check_means(tenders: Tenders) -> None:
    for tender in tenders.given:
        if tender.means not in COUNTED or tender.means is Means.MEAL_VOUCHER:
            raise RefusedError("means_not_taken", means=tender.means.value)


def _spend_cards(work: UnitOfWork, kept: tuple[Kept, ...], advance_id: str) -> None:
    for each in kept:
        if each.means is Means.CARD and each.token:
            card_payments.spend(work, each.token, advance_id, each.amount)
