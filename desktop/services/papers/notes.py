"""Notes: what a basket comes to, on paper and before it is paid."""

from desktop.domain.cart import Cart, PricedLine
from desktop.errors import RefusedError
from desktop.services.books.journal import journal_of
from desktop.services.papers import print_queue
from desktop.services.papers.receipts import (
    SOFTWARE,
    letterhead,
    place_of,
    vat_codes,
    vat_exemption,
    vat_rows,
)
from desktop.services.shop import Shop
from desktop.services.till import till_sessions
from desktop.services.unit_of_work import UnitOfWork
from fiscal import EventBody, EventCode, Sealed, software_id
from printing import documents
from sync.kernel.money import Money, total_of


def print_note(shop: Shop, cart: Cart, operator: str) -> str:
    """Queue a note: what a basket comes to, given before it is paid, and return its job.

    Services from 25 euros on are billed so (order 83-50/A), and whoever asks gets one. It says
    that it is no ticket; the journal knows of it (event 436), and it counts for nothing.

    Raises:
        RefusedError: cart_empty, till_closed, no_printer.
    """
    if cart.is_empty:
        raise RefusedError("cart_empty")
    with till_sessions.operating(shop) as work:
        till_sessions.open_session(work)
        details = {"lines": len(cart.lines), "amount": cart.total.cents}
        sealed = journal_of(work).record_event(
            EventBody(code=EventCode.NOTE_GIVEN, details=details), operator=operator
        )
        note = _compose(work, cart, operator, sealed)
        job = print_queue.queue(
            work,
            note,
            printer=shop.settings.receipt_printer,
            kind="note",
            title=note.number,
            ref=note.number,
        )
        work.commit()
    return job


def _compose(work: UnitOfWork, cart: Cart, operator: str, sealed: Sealed) -> documents.SaleReceipt:
    shop = work.shop
    codes = vat_codes(cart.vat)
    lines = [(priced, _line(priced, codes)) for priced in cart.priced()]
    return documents.SaleReceipt(
        shop=letterhead(shop.settings),
        kind=documents.ReceiptKind.BEFORE_PAYMENT,
        number=f"N-{shop.settings.till}-{sealed.seq:06d}",
        till=shop.settings.till,
        operator=operator,
        sold_at=work.at,
        lines=tuple(line for priced, line in lines if priced.line.item.is_turnover),
        deposits=tuple(line for priced, line in lines if not priced.line.item.is_turnover),
        vat_rows=vat_rows(cart.vat),
        gross_total=total_of([share.gross for share in cart.vat]),
        net_total=total_of([share.net for share in cart.vat]),
        vat_total=total_of([share.vat for share in cart.vat]),
        due=cart.total,
        tenders=(),
        change=Money(0),
        fiscal=documents.FiscalMarks(
            record_sequence=sealed.seq, software=SOFTWARE, fiscal_version=software_id()
        ),
        articles=cart.articles,
        line_count=len(cart.lines),
        customer="" if cart.buyer is None else cart.buyer.name,
        performed_at=place_of(shop.profile),
        vat_exemption=vat_exemption(shop, journal_of(work).business_day()),
        is_training=shop.is_training,
    )


def _line(priced: PricedLine, codes: dict[int, str]) -> documents.ReceiptLine:
    line = priced.line
    by_hand = priced.discount - priced.promotion
    return documents.ReceiptLine(
        label=line.item.full_label,
        quantity=line.quantity,
        unit_price=line.unit_price,
        amount=priced.amount,
        vat_code=codes.get(line.item.vat.basis_points, "") if line.item.is_turnover else "",
        reductions=tuple(
            documents.Reduction(label=label, amount=-amount)
            for label, amount in (
                (priced.promotion_name, priced.promotion),
                (line.reason, by_hand),
            )
            if amount
        ),
    )
