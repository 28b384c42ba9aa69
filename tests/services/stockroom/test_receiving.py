"""Goods that come in, lots that go off, and stickers that sell them before they do."""

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import insert, text

from desktop.domain.cart import Cart
from desktop.domain.tender import Means, Tenders
from desktop.errors import RefusedError
from desktop.models.base import table_of
from desktop.models.house import Staff
from desktop.services.counter import parking, selling
from desktop.services.counter.selling import Checkout
from desktop.services.goods import cataloguing
from desktop.services.shop import Shop
from desktop.services.stockroom import batches, receiving, supplier_orders, supplies
from desktop.services.stockroom.receiving import Arrival, Arrived, Gap
from desktop.services.stockroom.supplier_orders import SupplierOrderView, Wanted
from desktop.services.stockroom.supplies import SupplierDraft
from sync.kernel.money import Money
from sync.kernel.quantity import Quantity
from tests.support.a_shop import OWNER, AShop, a_shop, found, paid_in_cash, sell

TEA = "4006381333931"
CARTON = "14006381333938"
SOON = date(2026, 11, 26)


def a_tea_shop(tmp_path: Path) -> AShop:
    return (
        a_shop(tmp_path)
        .with_product("Thé vert", 790, stock=1, vat=550, code=TEA)
        .with_product("Café moulu", 450, stock=4)
        .with_product("Roman", 2000, vat=550, flags=("fixed_price",))
    )


def an_order(shop: Shop, *wanted: tuple[str, int]) -> SupplierOrderView:
    supplier = supplies.add_supplier(shop, SupplierDraft(name="Maison Lointaine"), OWNER)
    lines = [
        Wanted(variant_id=found(shop, name).variant_id, quantity=Quantity.pieces(count))
        for name, count in wanted
    ]
    order = supplier_orders.draft_order(shop, supplier.id, lines, OWNER)
    return supplier_orders.send(shop, order.id, OWNER)


def came(shop: Shop, name: str, count: int, **more: object) -> Arrived:
    return Arrived(
        variant_id=found(shop, name).variant_id,
        quantity=Quantity.pieces(count),
        **more,  # type: ignore[arg-type]
    )


def a_batch(shop: Shop, name: str = "the vert", use_by: date = SOON) -> batches.BatchView:
    variant = found(shop, name).variant_id
    return batches.add(shop, variant, Quantity.pieces(6), OWNER, lot="L7", use_by=use_by)


def test_what_differs_is_told_and_the_rest_stays_open(tmp_path: Path) -> None:
    with a_tea_shop(tmp_path).opened() as shop:
        order = an_order(shop, ("the vert", 10), ("cafe", 2))
        lines = (came(shop, "the vert", 7), came(shop, "cafe", 3), came(shop, "roman", 1))
        done = receiving.receive(shop, Arrival(lines=lines, order_id=order.id, ref="BL 9"), OWNER)
        told = {gap.article.label: (gap.kind, gap.came.thousandths) for gap in done.gaps}
        assert told == {
            "Thé vert": (Gap.SHORT, 7000),
            "Café moulu": (Gap.OVER, 3000),
            "Roman": (Gap.UNORDERED, 1000),
        }
        assert found(shop, "the vert").on_hand == Quantity.pieces(8)
        waiting = supplier_orders.read_order(shop, order.id)
        assert waiting.state == "sent"
        assert [line.open.thousandths for line in waiting.lines] == [0, 3000]
        rest = (came(shop, "the vert", 3),)
        receiving.receive(shop, Arrival(lines=rest, order_id=order.id), OWNER)
        assert supplier_orders.read_order(shop, order.id).state == "received"


def test_the_last_delivery_closes_the_order_though_something_is_missing(tmp_path: Path) -> None:
    with a_tea_shop(tmp_path).opened() as shop:
        order = an_order(shop, ("the vert", 10))
        arrival = Arrival(lines=(came(shop, "the vert", 7),), order_id=order.id, is_last=True)
        receiving.receive(shop, arrival, OWNER)
        assert supplier_orders.read_order(shop, order.id).state == "received"
        again = Arrival(lines=arrival.lines, order_id=order.id)
        with pytest.raises(RefusedError, match="order_not_sent"):
            receiving.receive(shop, again, OWNER)


def test_a_delivery_pressed_twice_comes_in_once(tmp_path: Path) -> None:
    with a_tea_shop(tmp_path).opened() as shop:
        arrival = Arrival(lines=(came(shop, "cafe", 5),))
        receiving.receive(shop, arrival, OWNER)
        receiving.receive(shop, arrival, OWNER)
        assert found(shop, "cafe").on_hand == Quantity.pieces(9)


def test_a_purchase_price_is_taken_only_where_somebody_said_yes_and_can_be_undone(
    tmp_path: Path,
) -> None:
    with a_tea_shop(tmp_path).opened() as shop:
        lines = (
            came(shop, "the vert", 1, price=Money(333), takes_price=True),
            came(shop, "cafe", 1, price=Money(222)),
        )
        done = receiving.receive(shop, Arrival(lines=lines), OWNER)
        assert [scan_price(shop, each) for each in ("the vert", "cafe")] == [Money(333), None]
        (change,) = done.price_changes
        cataloguing.undo(shop, change, OWNER)
        assert scan_price(shop, "the vert") is None


def scan_price(shop: Shop, name: str) -> Money | None:
    return receiving.scan(shop, found(shop, name).sku).article.purchase_price


def test_a_delivery_is_taken_back_by_new_movements_and_its_order_waits_again(
    tmp_path: Path,
) -> None:
    with a_tea_shop(tmp_path).opened() as shop:
        order = an_order(shop, ("the vert", 2))
        arrival = Arrival(
            lines=(came(shop, "the vert", 2, lot="L1", use_by=SOON),), order_id=order.id
        )
        receiving.receive(shop, arrival, OWNER)
        receiving.take_back(shop, arrival.id, OWNER)
        assert found(shop, "the vert").on_hand == Quantity.pieces(1)
        assert supplier_orders.read_order(shop, order.id).state == "sent"
        assert batches.going_off(shop) == ()
        assert receiving.deliveries(shop)[0].undone_at is not None
        with pytest.raises(RefusedError, match="delivery_undone"):
            receiving.take_back(shop, arrival.id, OWNER)
        with shop.look() as look:
            whys = look.connection.scalars(text("SELECT why FROM stock_movement ORDER BY rowid"))
            assert list(whys)[-2:] == ["received", "correction"]


def test_a_cartons_code_gives_article_lot_date_and_number(tmp_path: Path) -> None:
    with a_tea_shop(tmp_path).opened() as shop:
        scan = receiving.scan(shop, f"]d201{CARTON}17261126" + "10L7\x1d3012")
        assert (scan.article.label, scan.quantity) == ("Thé vert", Quantity.pieces(12))
        assert (scan.lot, scan.use_by) == ("L7", SOON)
        with pytest.raises(RefusedError, match="not_an_article"):
            receiving.scan(shop, "9999999999994")


def test_what_goes_off_soon_is_listed_the_soonest_first(tmp_path: Path) -> None:
    with a_tea_shop(tmp_path).opened() as shop:
        a_batch(shop, "cafe", date(2026, 12, 24))
        a_batch(shop, "the vert", date(2026, 11, 22))
        a_batch(shop, "cafe", SOON)
        assert [(each.article.label, each.days_left) for each in batches.going_off(shop, 7)] == [
            ("Thé vert", -1),
            ("Café moulu", 3),
        ]


def test_a_sticker_sells_at_its_price_and_the_books_stay_right(tmp_path: Path) -> None:
    with a_tea_shop(tmp_path).opened() as shop:
        marked = batches.mark_down(shop, a_batch(shop).id, Money(395), OWNER)
        scanned = selling.understand(shop, marked.code)
        assert isinstance(scanned, selling.ProductFound)
        assert scanned.reduced_to == Money(395)
        cart = Cart().add(scanned.item, Quantity.pieces(1))
        for _ in range(2):
            cart = cart.add_reduced(
                scanned.item, scanned.quantity, Money(395), scanned.sticker, "Anti-gaspi"
            )
        assert [line.quantity.thousandths for line in cart.lines] == [1000, 2000]
        done = selling.take_payment(shop, paid_in_cash(cart))
        with shop.look() as look:
            lines = look.connection.execute(
                text(
                    "SELECT gross_cents, list_price_cents, reason, vat_bp FROM sale_line "
                    "WHERE sale_id = :sale ORDER BY position"
                ),
                {"sale": done.sale_id},
            ).all()
        assert [tuple(line) for line in lines] == [
            (790, None, "", 550),
            (790, 790, "Anti-gaspi", 550),
        ]
        assert found(shop, "the vert").on_hand == Quantity.pieces(-2)


def with_a_seller(shop: Shop) -> None:
    with shop.begin() as work:
        for code, role in (("02", "seller"), ("03", "manager")):
            work.connection.execute(
                insert(table_of(Staff)).values(code=code, name="", role=role, pin_hash="unread")
            )
        work.commit()


def test_a_seller_sells_a_sticker_without_asking_but_invents_none(tmp_path: Path) -> None:
    with a_tea_shop(tmp_path).opened() as shop:
        with_a_seller(shop)
        batch = a_batch(shop)
        with pytest.raises(RefusedError, match="needs_approval"):
            batches.mark_down(shop, batch.id, Money(395), "02")
        marked = batches.mark_down(shop, batch.id, Money(395), "03")
        item = found(shop, "the vert")
        for price, sticker, is_sold in ((395, marked.code, True), (100, marked.code, False)):
            cart = Cart().add_reduced(item, Quantity.pieces(1), Money(price), sticker, "Anti-gaspi")
            aside = parking.park(shop, cart, "02")
            cart = parking.resume(shop, aside.id)
            checkout = Checkout(
                cart=cart, tenders=Tenders().add(Means.CASH, cart.total), staff="02"
            )
            if is_sold:
                selling.take_payment(shop, checkout)
            else:
                with pytest.raises(RefusedError, match="needs_approval"):
                    selling.take_payment(shop, checkout)


def test_a_price_that_may_not_be_reduced_gets_no_sticker(tmp_path: Path) -> None:
    with a_tea_shop(tmp_path).opened() as shop:
        for batch, cents, code in (
            (a_batch(shop), 790, "price_not_lower"),
            (a_batch(shop, "roman"), 100, "discount_not_allowed"),
            (a_batch(shop, use_by=date(2026, 11, 22)), 100, "batch_over"),
        ):
            with pytest.raises(RefusedError, match=code):
                batches.mark_down(shop, batch.id, Money(cents), OWNER)


def test_what_is_thrown_away_leaves_the_books_and_its_sticker_sells_no_more(tmp_path: Path) -> None:
    with a_tea_shop(tmp_path).opened() as shop:
        marked = batches.mark_down(shop, a_batch(shop).id, Money(395), OWNER)
        batches.close(shop, marked.id, OWNER, Quantity.pieces(1))
        assert found(shop, "the vert").on_hand == Quantity.pieces(0)
        assert batches.going_off(shop) == ()
        assert isinstance(selling.understand(shop, marked.code), selling.NotFound)


def test_a_recall_says_what_came_what_was_sold_since_and_who_is_out_of_reach(
    tmp_path: Path,
) -> None:
    shelf = a_tea_shop(tmp_path)
    with shelf.opened() as shop:
        sell(shop, "the vert")
        shelf.clock.instant = shelf.clock.instant.replace(hour=11)
        supplier = supplies.add_supplier(shop, SupplierDraft(name="Lointaine"), OWNER)
        line = came(shop, "the vert", 8, lot="L7", use_by=SOON)
        receiving.receive(shop, Arrival(lines=(line,), supplier_id=supplier.id, ref="BL 3"), OWNER)
        shelf.clock.instant = shelf.clock.instant.replace(hour=12)
        sell(shop, ("the vert", 2))
        (recall,) = batches.recall(shop, "l7")
        assert (recall.came, recall.sold_since) == (Quantity.pieces(8), Quantity.pieces(2))
        assert (recall.ticket_count, recall.nameless, recall.customer_ids) == (1, 1, ())
        assert (recall.deliveries[0].supplier, recall.deliveries[0].ref) == ("Lointaine", "BL 3")
        assert batches.recall(shop, "L8") == ()
