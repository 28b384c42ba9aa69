import json
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text

from desktop.domain.cart import Cart, Discount
from desktop.domain.sellable import LineKind
from desktop.domain.tender import Means, Tenders
from desktop.errors import RefusedError
from desktop.services.books.journal import SqlStore
from desktop.services.counter import selling
from desktop.services.counter.selling import Checkout
from desktop.services.shop import Shop, Topic
from desktop.services.till import till_sessions
from fiscal import Kind
from sync.contract import v1
from sync.contract.canonical import decode
from sync.kernel.money import Money
from sync.kernel.quantity import Quantity
from sync.kernel.vat import VatRate
from tests.support.a_shop import OWNER, a_cart, a_shop, found, open_again, paid_in_cash, sell


def stock_of(shop: Shop, name: str) -> int:
    return found(shop, name).on_hand.thousandths


def rows(shop: Shop, query: str) -> list[tuple[object, ...]]:
    with shop.look() as look:
        return [tuple(row) for row in look.connection.execute(text(query))]


def bodies(shop: Shop, kind: Kind) -> list[dict[str, object]]:
    with shop.look() as look:
        store = SqlStore(look.connection, shop.settings.till)
        return [row.record().b for row in store.of_kind(kind, 0)]


def test_a_paid_basket_is_a_numbered_sale_with_its_change(tmp_path: Path) -> None:
    with a_shop(tmp_path).with_product("Carnet ligné", 4_50).opened() as shop:
        done = selling.take_payment(shop, paid_in_cash(a_cart(shop, ("Carnet", 2)), 20_00))

        assert (done.number, done.total, done.change_due) == (
            "T01-2026-000001",
            Money(9_00),
            Money(11_00),
        )


def test_record_rows_stock_and_message_tell_the_same_sale(tmp_path: Path) -> None:
    shelf = (
        a_shop(tmp_path)
        .with_product("Comté", 23_90, vat=550, unit="kg", stock=5)
        .with_product("Vin", 14_90, stock=3)
        .with_product("Consigne", 50, vat=0, kind="deposit")
    )
    with shelf.opened() as shop:
        cart = a_cart(shop, ("Comté", 345), ("Vin", 2), "Consigne")
        cart = cart.discount_basket(Discount.cents(3_00))
        done = selling.take_payment(shop, paid_in_cash(cart))

        (record,) = bodies(shop, Kind.SALE)
        view = selling.sale(shop, done.sale_id)
        ((body,),) = rows(shop, "SELECT body FROM outbox WHERE kind = 'sale.closed'")
        told = decode(bytes(body), v1.SaleClosed)  # type: ignore[arg-type]

        assert record["tot"] == view.gross.cents == told.gross_cents == 35_05
        assert record["ht"] == view.net.cents == told.net_cents
        assert record["out"] == view.outside.cents == 50
        assert record["no"] == view.number == told.number == done.number
        assert [line["ttc"] for line in record["lines"]] == [  # type: ignore[attr-defined]
            line.gross_cents for line in told.lines
        ]
        assert stock_of(shop, "Comté") == 5000 - 345
        assert stock_of(shop, "Vin") == 1000


def test_stock_levels_are_the_sum_of_their_movements(tmp_path: Path) -> None:
    with a_shop(tmp_path).with_product("Vin", 14_90, stock=3).opened() as shop:
        sell(shop, ("Vin", 2))
        sell(shop, "Vin")
        sell(shop, "Vin")

        assert stock_of(shop, "Vin") == -1000
        assert rows(shop, "SELECT SUM(delta) FROM stock_movement") == [(-1000,)]


def test_an_empty_shelf_stops_no_sale(tmp_path: Path) -> None:
    with a_shop(tmp_path).with_product("Bougie", 12_00, stock=0).opened() as shop:
        assert sell(shop, "Bougie").total == Money(12_00)
        assert stock_of(shop, "Bougie") == -1000


def test_an_article_nobody_catalogued_is_sold_as_a_free_amount(tmp_path: Path) -> None:
    with a_shop(tmp_path).opened() as shop:
        assert isinstance(selling.understand(shop, "3017620422003"), selling.NotFound)
        item = selling.quick_item("Divers", Money(7_50), VatRate(2000))
        done = selling.take_payment(shop, paid_in_cash(Cart().add(item, Quantity.pieces(1))))

        assert selling.sale(shop, done.sale_id).lines[0].variant_id == ""
        assert rows(shop, "SELECT COUNT(*) FROM stock_movement") == [(0,)]


def test_the_same_payment_pressed_twice_is_one_sale(tmp_path: Path) -> None:
    with a_shop(tmp_path).with_product("Stylo", 2_50).opened() as shop:
        checkout = paid_in_cash(a_cart(shop, "Stylo"), 5_00)

        assert selling.take_payment(shop, checkout) == selling.take_payment(shop, checkout)
        assert len(selling.sales_today(shop)) == 1
        assert stock_of(shop, "Stylo") == 9000


def test_closed_till_refuses_a_sale(tmp_path: Path) -> None:
    with a_shop(tmp_path).with_product("Stylo", 2_50).with_closed_till().opened() as shop:
        with pytest.raises(RefusedError) as refused:
            sell(shop, "Stylo")
        assert refused.value.code == "till_closed"
        assert stock_of(shop, "Stylo") == 10_000


def test_an_empty_basket_is_no_sale(tmp_path: Path) -> None:
    with a_shop(tmp_path).opened() as shop:
        with pytest.raises(RefusedError) as refused:
            selling.take_payment(shop, paid_in_cash(Cart()))
        assert refused.value.code == "cart_empty"


def test_too_little_money_leaves_no_trace(tmp_path: Path) -> None:
    with a_shop(tmp_path).with_product("Stylo", 2_50).opened() as shop:
        before = rows(shop, "SELECT MAX(seq) FROM journal_record")
        with pytest.raises(RefusedError) as refused:
            selling.take_payment(shop, paid_in_cash(a_cart(shop, "Stylo"), 2_00))

        assert refused.value.code == "not_enough_tendered"
        assert rows(shop, "SELECT MAX(seq) FROM journal_record") == before
        assert rows(shop, "SELECT COUNT(*) FROM outbox WHERE kind = 'sale.closed'") == [(0,)]


def test_a_basket_given_away_is_a_sale_of_nothing(tmp_path: Path) -> None:
    with a_shop(tmp_path).with_product("Stylo", 2_50).opened() as shop:
        cart = a_cart(shop, "Stylo").discount_basket(Discount.basis_points(10_000))

        done = selling.take_payment(shop, paid_in_cash(cart))

        assert done.total == Money(0)
        assert stock_of(shop, "Stylo") == 9000


def test_meal_vouchers_pay_for_food_only(tmp_path: Path) -> None:
    shelf = a_shop(tmp_path).with_product("Sandwich", 6_80, vat=1000, flags=("meal_voucher",))
    with shelf.with_product("Bougie", 12_00).opened() as shop:
        cart = a_cart(shop, "Sandwich", "Bougie")
        vouchers = Tenders().add(Means.MEAL_VOUCHER, Money(10_00)).add(Means.CARD, Money(8_80))
        with pytest.raises(RefusedError) as refused:
            selling.take_payment(shop, Checkout(cart=cart, tenders=vouchers, staff=OWNER))
        assert refused.value.code == "meal_voucher_too_high"

        fitting = Tenders().add(Means.MEAL_VOUCHER, Money(6_80)).add(Means.CARD, Money(12_00))
        done = selling.take_payment(shop, Checkout(cart=cart, tenders=fitting, staff=OWNER))
        assert [each.means for each in selling.sale(shop, done.sale_id).tenders] == [
            Means.MEAL_VOUCHER,
            Means.CARD,
        ]


def test_belgian_cash_is_rounded_whatever_the_screen_sent(tmp_path: Path) -> None:
    with a_shop(tmp_path).in_country("BE").with_product("Gaufre", 31_63).opened() as shop:
        done = selling.take_payment(shop, paid_in_cash(a_cart(shop, "Gaufre"), 40_00))

        view = selling.sale(shop, done.sale_id)
        assert (done.total, done.change_due) == (Money(31_65), Money(8_35))
        assert (view.gross, view.rounding, view.due) == (Money(31_63), Money(2), Money(31_65))
        assert bodies(shop, Kind.SALE)[0]["round"] == 2


def test_voids_discounts_and_thrown_baskets_are_in_the_journal(tmp_path: Path) -> None:
    with a_shop(tmp_path).with_product("Stylo", 2_50).with_product("Cahier", 3_00).opened() as shop:
        cart = a_cart(shop, "Stylo", "Cahier").void(0).discount_line(0, Discount.cents(50))
        selling.take_payment(shop, paid_in_cash(cart))
        selling.abandon(shop, a_cart(shop, "Stylo"), OWNER)
        selling.abandon(shop, Cart(), OWNER)

        events = [(body["code"], body.get("data")) for body in bodies(shop, Kind.EVENT)]
        assert (431, {"what": "line", "amount": 2_50}) in events
        assert (432, {"what": "discount", "amount": 50}) in events
        assert (431, {"what": "basket", "lines": 1, "amount": 2_50}) in events
        report = till_sessions.read_x(shop)
        assert (report.counts["voids"], report.counts["abandoned"]) == (1, 1)


def test_lines_taken_out_of_a_basket_that_nobody_paid_are_told_as_well(tmp_path: Path) -> None:
    builder = a_shop(tmp_path).with_product("Stylo", 2_50).with_product("Gomme", 1_00)
    with builder.opened() as shop:
        selling.abandon(shop, a_cart(shop, "Stylo").void(0), OWNER)
        selling.abandon(shop, a_cart(shop, "Stylo", "Gomme").void(0), OWNER)

        report = till_sessions.read_x(shop)
        assert (report.counts["voids"], report.counts["abandoned"]) == (2, 1)


@pytest.mark.parametrize(
    ("flags", "kind", "price", "wants"),
    [
        (("durable",), "goods", 5_00, True),
        ((), "service", 25_00, True),
        ((), "service", 24_99, False),
        ((), "goods", 500_00, False),
    ],
)
def test_paper_comes_unasked_only_where_the_law_wants_it(
    tmp_path: Path, flags: tuple[str, ...], kind: str, price: int, wants: bool
) -> None:
    shelf = a_shop(tmp_path).with_product("Article", price, kind=kind, flags=flags)
    with shelf.opened() as shop:
        assert sell(shop, "Article").receipt_required is wants


def test_a_service_has_no_stock(tmp_path: Path) -> None:
    with a_shop(tmp_path).opened() as shop:
        item = selling.quick_item("Ourlet", Money(12_00), VatRate(2000), LineKind.SERVICE)
        selling.take_payment(shop, paid_in_cash(Cart().add(item, Quantity.pieces(1))))

        assert rows(shop, "SELECT COUNT(*) FROM stock_movement") == [(0,)]


def test_a_commit_tells_whoever_listens_what_changed(tmp_path: Path) -> None:
    with a_shop(tmp_path).with_product("Stylo", 2_50).opened() as shop:
        heard: list[frozenset[Topic]] = []
        end = shop.changes.listen(heard.append)
        sell(shop, "Stylo")
        with pytest.raises(RefusedError):
            selling.take_payment(shop, paid_in_cash(a_cart(shop, "Stylo"), 1))
        end()
        sell(shop, "Stylo")

        assert heard == [frozenset({Topic.SALES, Topic.TILL, Topic.LINK})]


def test_a_screen_that_fails_to_listen_fails_no_sale(tmp_path: Path) -> None:
    def broken(_topics: frozenset[Topic]) -> None:
        raise RuntimeError("a bug of a screen")

    with a_shop(tmp_path).with_product("Stylo", 2_50).opened() as shop:
        shop.changes.listen(broken)

        assert sell(shop, "Stylo").number == "T01-2026-000001"


def test_an_article_with_a_strange_name_is_sold_like_any_other(tmp_path: Path) -> None:
    strange = "Nu\x1b@ll\x00e\u0301 \ud800"
    with a_shop(tmp_path).opened() as shop:
        item = selling.quick_item(strange.replace("\ud800", "?"), Money(100), VatRate(2000))
        done = selling.take_payment(shop, paid_in_cash(Cart().add(item, Quantity.pieces(1))))

        assert done.total == Money(1_00)


def test_a_ticket_is_found_by_its_number_or_its_last_digits(tmp_path: Path) -> None:
    with a_shop(tmp_path).with_product("Stylo", 2_50).opened() as shop:
        done = sell(shop, "Stylo")
        sell(shop, "Stylo")

        assert selling.find_sale(shop, "t01-2026-000001").id == done.sale_id
        assert selling.find_sale(shop, "1").id == done.sale_id
        assert selling.understand(shop, done.number) == selling.ReceiptPresented(done.sale_id)
        with pytest.raises(RefusedError) as refused:
            selling.find_sale(shop, "99")
        assert refused.value.code == "unknown_sale"


def test_todays_tickets_come_latest_first(tmp_path: Path) -> None:
    with a_shop(tmp_path).with_product("Stylo", 2_50).opened() as shop:
        first, second = sell(shop, "Stylo"), sell(shop, ("Stylo", 2))

        today = selling.sales_today(shop)

        assert [(each.id, each.due.cents) for each in today] == [
            (second.sale_id, 5_00),
            (first.sale_id, 2_50),
        ]
        assert today[0].means == (Means.CASH,)


def test_a_parked_basket_comes_back_as_it_was_and_only_once(tmp_path: Path) -> None:
    with a_shop(tmp_path).with_product("Comté", 23_90, unit="kg", vat=550).opened() as shop:
        cart = a_cart(shop, ("Comté", 345)).discount_basket(Discount.basis_points(1000))
        free = selling.quick_item("Divers", Money(100), VatRate(2000))
        cart = cart.add(free, Quantity.pieces(1)).add(free, Quantity.pieces(2)).void(2)

        parked = selling.park(shop, cart, OWNER, "Mme Arlet")
        assert [(each.note, each.total) for each in selling.parked(shop)] == [
            ("Mme Arlet", cart.total)
        ]
        assert selling.resume(shop, parked.id) == cart
        with pytest.raises(RefusedError) as refused:
            selling.resume(shop, parked.id)
        assert refused.value.code == "unknown_parked_cart"
        assert not selling.parked(shop)


def test_a_basket_taken_up_when_the_till_died_is_parked_again(tmp_path: Path) -> None:
    builder = a_shop(tmp_path).with_product("Comté", 23_90, unit="kg", vat=550)
    with builder.opened() as shop:
        parked = selling.park(shop, a_cart(shop, ("Comté", 345)), OWNER, "Mme Arlet")
        selling.resume(shop, parked.id)

    with closing(open_again(builder.folder)) as shop:
        assert [each.id for each in selling.parked(shop)] == [parked.id]
        assert selling.resume(shop, parked.id).total == parked.total


@pytest.mark.parametrize("end", ["sold", "thrown away", "emptied", "put aside"])
def test_a_basket_taken_up_is_parked_no_more_once_it_has_gone_its_way(
    tmp_path: Path, end: str
) -> None:
    builder = a_shop(tmp_path).with_product("Comté", 23_90, unit="kg", vat=550)
    with builder.opened() as shop:
        parked = selling.park(shop, a_cart(shop, ("Comté", 345)), OWNER, "Mme Arlet")
        cart = selling.resume(shop, parked.id)
        match end:
            case "sold":
                tenders = Tenders().add(Means.CASH, cart.total)
                selling.take_payment(shop, Checkout(cart=cart, tenders=tenders, staff=OWNER))
            case "thrown away":
                selling.abandon(shop, cart, OWNER)
            case "emptied":
                selling.abandon(shop, cart.void(0), OWNER)
            case _:
                selling.park(shop, cart, OWNER, "Mme Arlet, again")

    with closing(open_again(builder.folder)) as shop:
        left = [each.note for each in selling.parked(shop)]
    assert left == (["Mme Arlet, again"] if end == "put aside" else [])


def test_a_basket_taken_up_that_could_not_be_sold_is_not_lost(tmp_path: Path) -> None:
    builder = a_shop(tmp_path).with_product("Comté", 23_90, unit="kg", vat=550)
    with builder.opened() as shop:
        parked = selling.park(shop, a_cart(shop, ("Comté", 345)), OWNER, "Mme Arlet")
        cart = selling.resume(shop, parked.id)
        with pytest.raises(RefusedError):
            selling.take_payment(shop, Checkout(cart=cart, tenders=Tenders(), staff=OWNER))

    with closing(open_again(builder.folder)) as shop:
        assert [each.id for each in selling.parked(shop)] == [parked.id]


@pytest.mark.parametrize(
    "damage",
    ['{"lines": [{"item": 3}]}', '{"discount": {"kind": "share", "value": 0}}', "[]", '"x"'],
)
def test_a_parked_basket_nobody_can_read_hides_no_other(tmp_path: Path, damage: str) -> None:
    with a_shop(tmp_path).with_product("Stylo", 2_50).opened() as shop:
        damaged = selling.park(shop, a_cart(shop, "Stylo"), OWNER, "Mme Arlet")
        whole = selling.park(shop, a_cart(shop, "Stylo"), OWNER, "M. Roy")
        with shop.begin() as work:
            spoil = text("UPDATE parked_cart SET cart = :damage WHERE id = :id")
            work.connection.execute(spoil, {"damage": damage, "id": damaged.id})
            work.commit()

        assert [each.id for each in selling.parked(shop)] == [whole.id]


def test_the_paid_amounts_of_a_ticket_name_no_card(tmp_path: Path) -> None:
    with a_shop(tmp_path).with_product("Stylo", 2_50).opened() as shop:
        card = Tenders().add(Means.CARD, Money(2_50), "AUTH 4711")
        checkout = Checkout(cart=a_cart(shop, "Stylo"), tenders=card, staff=OWNER)
        done = selling.take_payment(shop, checkout)

        assert selling.sale(shop, done.sale_id).tenders[0].reference == "AUTH 4711"
        assert json.dumps(bodies(shop, Kind.SALE)[0]["pay"]) == json.dumps(
            [{"amount": 250, "auth": "AUTH 4711", "means": "CARD"}]
        )


def test_a_changed_quantity_is_what_is_sold(tmp_path: Path) -> None:
    with a_shop(tmp_path).with_product("Stylo", 2_50).opened() as shop:
        cart = a_cart(shop, "Stylo").set_quantity(0, Quantity.pieces(4))
        checkout = replace(paid_in_cash(cart), cart=cart)

        assert selling.take_payment(shop, checkout).total == Money(10_00)
        assert stock_of(shop, "Stylo") == 6000
