"""What the basket knows beside goods and prices reaches the rows and the journal."""

from pathlib import Path

from msgspec.structs import replace
from sqlalchemy import text

from desktop.domain.cart import Buyer, Cart, Discount
from desktop.domain.promotions import Promotion, PromotionKind
from desktop.domain.sellable import LineKind
from desktop.domain.tender import Means, Tenders
from desktop.services.books.journal import SqlStore
from desktop.services.counter import selling
from desktop.services.counter.selling import Checkout
from desktop.services.shop import Shop
from desktop.services.till import till_sessions
from fiscal import Kind
from sync.kernel.money import Money
from sync.kernel.quantity import Quantity
from tests.support.a_shop import OWNER, a_cart, a_shop, found, paid_in_cash


def rows(shop: Shop, statement: str) -> list[tuple[object, ...]]:
    with shop.look() as look:
        return [tuple(row) for row in look.connection.execute(text(statement))]


def bodies(shop: Shop, kind: Kind) -> list[dict[str, object]]:
    with shop.look() as look:
        store = SqlStore(look.connection, shop.settings.till)
        return [row.record().b for row in store.of_kind(kind, 0)]


def told(shop: Shop) -> list[object]:
    return [body.get("data") for body in bodies(shop, Kind.EVENT) if body["code"] == 432]


def test_price_gift_reason_and_note_reach_the_row_and_the_journal(tmp_path: Path) -> None:
    shelf = a_shop(tmp_path).with_product("Vase", 40_00).with_product("Carte", 3_00)
    with shelf.with_product("Bougie", 10_00).opened() as shop:
        cart = a_cart(shop, "Vase", "Carte", "Bougie").price_line(0, Money(35_00), "ébréché")
        cart = cart.note_line(0, "à emballer").give_away(1, "fidélité")
        cart = cart.discount_line(2, Discount.basis_points(1000))
        selling.take_payment(shop, paid_in_cash(cart))

        assert rows(
            shop,
            "SELECT unit_price_cents, list_price_cents, gross_cents, reason, note FROM sale_line",
        ) == [
            (35_00, 40_00, 35_00, "ébréché", "à emballer"),
            (3_00, None, 0, "fidélité", ""),
            (10_00, None, 9_00, "", ""),
        ]
        assert told(shop) == [
            {"what": "discount", "amount": 1_00},
            {"what": "price", "amount": 5_00},
            {"what": "gift", "amount": 3_00},
        ]


def test_a_promotion_reaches_the_row_and_needs_no_event(tmp_path: Path) -> None:
    with a_shop(tmp_path).with_product("Savon", 4_50).opened() as shop:
        three_for_two = Promotion(
            id="p", name="3 pour 2", kind=PromotionKind.N_FOR_M, count=3, paid=2
        )
        cart = a_cart(shop, ("Savon", 3)).under([three_for_two])
        selling.take_payment(shop, paid_in_cash(cart))

        assert rows(
            shop, "SELECT promotion, promotion_cents, discount_cents, gross_cents FROM sale_line"
        ) == [("3 pour 2", 4_50, 4_50, 9_00)]
        assert told(shop) == []


def test_the_customer_is_on_the_row_and_never_in_the_journal(tmp_path: Path) -> None:
    with a_shop(tmp_path).with_product("Savon", 4_50).opened() as shop:
        cart = a_cart(shop, "Savon").for_buyer(Buyer(id="c-1", name="Claire Martin"))
        selling.take_payment(shop, paid_in_cash(cart.noted("passera demain")))

        assert rows(shop, "SELECT customer_id, note FROM sale") == [("c-1", "passera demain")]
        assert "Claire" not in str(bodies(shop, Kind.SALE))


def test_a_basket_of_empties_is_paid_out_of_the_drawer(tmp_path: Path) -> None:
    with a_shop(tmp_path).with_product("Consigne", 20, kind="deposit", vat=0).opened() as shop:
        before = till_sessions.till_state(shop).expected_cash
        cart = Cart().take_back(found(shop, "Consigne"), Quantity.pieces(6))

        done = selling.take_payment(shop, Checkout(cart=cart, tenders=Tenders(), staff=OWNER))

        assert (done.total, done.change_due) == (Money(-1_20), Money(0))
        assert till_sessions.till_state(shop).expected_cash == before - Money(1_20)
        (sealed,) = bodies(shop, Kind.SALE)
        assert (sealed["tot"], sealed["out"], sealed["due"]) == (0, -1_20, -1_20)
        assert rows(shop, "SELECT gross_cents, outside_cents, due_cents FROM sale") == [
            (0, -1_20, -1_20)
        ]


def test_empties_paid_out_in_belgium_are_rounded_to_five_cents(tmp_path: Path) -> None:
    shelf = a_shop(tmp_path).in_country("BE").with_product("Consigne", 13, kind="deposit", vat=0)
    with shelf.opened() as shop:
        cart = Cart().take_back(found(shop, "Consigne"), Quantity.pieces(1))

        done = selling.take_payment(shop, Checkout(cart=cart, tenders=Tenders(), staff=OWNER))

        assert done.total == Money(-15)


def test_empties_lower_what_the_goods_cost(tmp_path: Path) -> None:
    shelf = a_shop(tmp_path).with_product("Consigne", 20, kind="deposit", vat=0)
    with shelf.with_product("Bière", 2_40).opened() as shop:
        deposit = found(shop, "Consigne")
        assert deposit.kind is LineKind.DEPOSIT
        beer = replace(found(shop, "Bière"), deposit=deposit)
        cart = Cart().add(beer, Quantity.pieces(2)).take_back(deposit, Quantity.pieces(1))

        done = selling.take_payment(shop, paid_in_cash(cart))

        assert done.total == Money(4_80 + 40 - 20)
        assert [line.gross.cents for line in selling.sale(shop, done.sale_id).lines] == [
            480,
            40,
            -20,
        ]


def test_a_ticket_with_empties_is_taken_back_without_them(tmp_path: Path) -> None:
    shelf = a_shop(tmp_path).with_product("Consigne", 20, kind="deposit", vat=0)
    with shelf.with_product("Bière", 2_40).opened() as shop:
        deposit = found(shop, "Consigne")
        beer = replace(found(shop, "Bière"), deposit=deposit)
        cart = Cart().add(beer, Quantity.pieces(2)).take_back(deposit, Quantity.pieces(6))
        done = selling.take_payment(shop, paid_in_cash(cart))

        back = selling.refund(shop, done.sale_id, (), Means.CASH, OWNER, "ne convient pas")

        assert back.total == Money(-(4_80 + 40))
        assert not selling.sale(shop, done.sale_id).is_refundable
