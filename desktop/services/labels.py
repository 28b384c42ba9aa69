"""The papers of an order: a label on each bag, and the slip by which it is prepared."""

from collections.abc import Iterable

from sqlalchemy import Connection, func, select

from desktop.errors import RefusedError
from desktop.services import print_queue
from desktop.services.catalogue import CATEGORIES, CODES, PRODUCTS, VARIANTS
from desktop.services.orders import OrderLineView, OrderView, read_order
from desktop.services.receipts import letterhead
from desktop.services.shop import Shop
from desktop.services.unit_of_work import Look, UnitOfWork
from printing.documents import Care, HandoverMode, PickingLine, PickingSlip, PickupLabel


def print_label(shop: Shop, order_id: str) -> tuple[str, ...]:
    """Queue the label of each bag and return their jobs.

    Raises:
        RefusedError: unknown_order; no_printer, when no printer for labels is set.
    """
    with shop.begin() as work:
        jobs = queue_labels(work, order_id)
        work.commit()
    return jobs


def queue_labels(work: UnitOfWork, order_id: str) -> tuple[str, ...]:
    """Queue the label of each bag in a transaction of the caller.

    Raises:
        RefusedError: unknown_order, no_printer.
    """
    order = read_order(work.connection, order_id)
    return tuple(
        print_queue.queue(
            work,
            _label(work.shop, work, order, bag),
            printer=work.shop.settings.label_printer,
            kind="label",
            title=f"{order.short_number} {bag}/{_bags(order)}",
            ref=order_id,
        )
        for bag in range(1, _bags(order) + 1)
    )


def print_slip(shop: Shop, order_id: str) -> str:
    """Queue the preparer's slip and return its job; without a label printer on the receipts'.

    Raises:
        RefusedError: unknown_order, no_printer.
    """
    with shop.begin() as work:
        job = print_queue.queue(
            work,
            compose_slip(shop, work, order_id),
            printer=shop.settings.label_printer or shop.settings.receipt_printer,
            kind="slip",
            title=read_order(work.connection, order_id).short_number,
            ref=order_id,
        )
        work.commit()
    return job


def label_png(shop: Shop, order_id: str, bag: int = 1) -> bytes:
    """Return a picture of a bag's label for the screen.

    Raises:
        RefusedError: unknown_order, no_such_bag.
    """
    # Here, because drawing letters is not needed before somebody asks for a picture.
    from printing.drivers.image import render_png  # noqa: PLC0415

    with shop.look() as look:
        label = compose(shop, look, order_id, bag)
    return render_png(label, shop.settings.language)


def compose(shop: Shop, look: Look, order_id: str, bag: int = 1) -> PickupLabel:
    """Return the label of one bag, counted from 1.

    Its QR code leads the staff's scanner to the order by its number. The customer's secret never
    stands on it, and of the customer only what one calls out.

    Raises:
        RefusedError: unknown_order, no_such_bag.
    """
    return _label(shop, look, read_order(look.connection, order_id), bag)


def _label(shop: Shop, look: Look, order: OrderView, bag: int) -> PickupLabel:
    if not 1 <= bag <= _bags(order):
        raise RefusedError("no_such_bag", bag=bag)
    return PickupLabel(
        shop=letterhead(shop.settings),
        short_number=order.short_number,
        order_number=order.number,
        customer=called_out(order.customer_name),
        bag=bag,
        bags=_bags(order),
        mode=HandoverMode(order.mode),
        promised_at=order.promised_from,
        promised_until=order.promised_to if order.promised_to > order.promised_from else None,
        shelf=order.shelf,
        qr_text=order.number,
        care=_care(look.connection, _in_the_bag(order)),
        note=order.note,
        to_pay=order.to_pay or None,
        printed_at=shop.clock.now(),
    )


def compose_slip(shop: Shop, look: Look, order_id: str) -> PickingSlip:
    """Return the preparer's slip, shelf by shelf.

    Raises:
        RefusedError: unknown_order.
    """
    order = read_order(look.connection, order_id)
    places = _places(look.connection, order.lines)
    codes = _codes(look.connection, order.lines)
    walk = sorted(
        order.lines, key=lambda line: places.get(line.delivered_variant_id, (1 << 30, ""))
    )
    return PickingSlip(
        shop=letterhead(shop.settings),
        short_number=order.short_number,
        order_number=order.number,
        customer=called_out(order.customer_name),
        mode=HandoverMode(order.mode),
        placed_at=order.placed_at,
        promised_at=order.promised_from,
        lines=tuple(
            PickingLine(
                label=line.delivered_label,
                quantity=line.quantity,
                place=places.get(line.delivered_variant_id, (0, ""))[1],
                gtin=codes.get(line.delivered_variant_id, ""),
            )
            for line in walk
        ),
        note=order.note,
        qr_text=order.number,
    )


def called_out(name: str) -> str:
    """Return first name and initial: "Camille Dubois" is called "Camille D."."""
    words = name.split()
    if len(words) < 2:
        return name.strip()
    return f"{words[0]} {words[-1][:1].upper()}."


def _bags(order: OrderView) -> int:
    return max(order.bags, 1)


def _in_the_bag(order: OrderView) -> list[str]:
    return [line.delivered_variant_id for line in order.lines if line.delivered_quantity]


def _care(connection: Connection, variant_ids: list[str]) -> tuple[Care, ...]:
    """Return what the carrier must know, by the flags of what is in the bag."""
    rows = connection.scalars(
        select(PRODUCTS.c.flags)
        .join(VARIANTS, VARIANTS.c.product_id == PRODUCTS.c.id)
        .where(VARIANTS.c.id.in_(variant_ids))
    )
    flags = {flag for flags in rows for flag in flags}
    return tuple(care for care in Care if care.value in flags)


def _places(connection: Connection, lines: Iterable[OrderLineView]) -> dict[str, tuple[int, str]]:
    """Return the shelf of each article: its category, in the order the shop has them in."""
    rows = connection.execute(
        select(VARIANTS.c.id, CATEGORIES.c.position, CATEGORIES.c.name)
        .join(PRODUCTS, PRODUCTS.c.id == VARIANTS.c.product_id)
        .join(CATEGORIES, CATEGORIES.c.id == PRODUCTS.c.category_id)
        .where(VARIANTS.c.id.in_([line.delivered_variant_id for line in lines]))
    )
    return {row.id: (row.position, row.name) for row in rows}


def _codes(connection: Connection, lines: Iterable[OrderLineView]) -> dict[str, str]:
    rows = connection.execute(
        select(CODES.c.variant_id, func.min(CODES.c.code).label("code"))
        .where(CODES.c.variant_id.in_([line.delivered_variant_id for line in lines]))
        .group_by(CODES.c.variant_id)
    )
    return {row.variant_id: row.code for row in rows}
