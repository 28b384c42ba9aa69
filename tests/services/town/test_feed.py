"""What a shop makes of what the marketplace tells."""

from dataclasses import replace
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from desktop.services.counter import selling
from desktop.services.goods import catalogue, cataloguing, tags
from desktop.services.goods.catalogue_history import history
from desktop.services.online import (
    bags,
    order_alarms,
    order_board,
    orders,
    pickup,
    preparation,
)
from desktop.services.shop import Shop, Topic
from desktop.services.stockroom.stock import Move, move
from desktop.services.town import outbox
from desktop.services.town.arriving_words import MOST_LETTERS, MOST_LINES
from desktop.services.town.hub_mail import InboxRows
from desktop.services.town.outbox import OutboxRows
from sync.contract import v1
from sync.contract.canonical import encode
from sync.engine.inbox import Cursor
from sync.kernel.ids import new_id
from sync.kernel.money import Money
from sync.kernel.order_states import OrderState
from sync.kernel.quantity import Quantity
from tests.support.a_hub import AHub, a_product, an_order
from tests.support.a_shop import OWNER, a_shop, found, sell
from tests.support.an_order import line_of, placed


def on_hand(shop: Shop, variant: str) -> int:
    with shop.look() as look:
        return int(
            look.connection.execute(
                text("SELECT on_hand FROM stock_level WHERE variant_id = :v"), {"v": variant}
            ).scalar_one()
        )


def parked(shop: Shop) -> list[tuple[str, str]]:
    with shop.look() as look:
        rows = look.connection.execute(text("SELECT entity, entity_id FROM inbox_parked")).all()
        return [(row.entity, row.entity_id) for row in rows]


def stock_of(variant: str, count: int, reserved: int = 0) -> v1.StockEntity:
    return v1.StockEntity(variant=variant, on_hand=count, reserved=reserved)


# --- orders ---


def test_a_new_order_is_on_the_board_and_the_screens_are_told(tmp_path: Path) -> None:
    with a_shop(tmp_path).opened() as shop:
        heard: list[frozenset[Topic]] = []
        shop.changes.listen(heard.append)
        order = an_order()
        AHub(shop).tells("order", order.order, order).sends()

        (card,) = order_board.board(shop).to_prepare
        assert card.id == order.order
        assert Topic.ORDERS in heard[0]
        assert order_board.board(shop).unseen == 1


@pytest.mark.parametrize("much", ["a" * 10**6, "x\n" * 500_000, "\u202e\u0627" * 300_000])
def test_a_text_no_window_can_show_is_cut_on_arrival(tmp_path: Path, much: str) -> None:
    fine = "Sans sel.\nMerci !"
    with a_shop(tmp_path).opened() as shop:
        order = an_order(note=much, customer_name=much, proxy_name=fine)
        line = msgspec.structs.replace(order.lines[0], label=much)
        order = msgspec.structs.replace(order, lines=(line,))
        AHub(shop).tells("order", order.order, order).sends()

        kept = orders.order(shop, order.order)
        for text_kept in (kept.note, kept.customer_name, kept.lines[0].label):
            assert len(text_kept) <= MOST_LETTERS + 1
            assert text_kept.count("\n") < MOST_LINES
            assert text_kept.endswith("…")
        assert kept.proxy_name == fine


def test_what_was_just_pressed_does_not_jump_back(tmp_path: Path) -> None:
    with a_shop(tmp_path).opened() as shop:
        hub, order = AHub(shop), an_order()
        hub.tells("order", order.order, order).sends()
        orders.accept(shop, order.order)

        # The hub touches the order for another reason before it knows of the acceptance.
        hub.tells("order", order.order, msgspec.structs.replace(order, ver=2)).sends(knows=0)
        assert orders.order(shop, order.order).state is OrderState.ACCEPTED

        accepted = msgspec.structs.replace(order, ver=3, state="accepted")
        hub.tells("order", order.order, accepted).sends(knows=hub.last_op())
        assert orders.order(shop, order.order).state is OrderState.ACCEPTED


def test_a_cancellation_that_came_first_wins_once_our_step_was_heard(tmp_path: Path) -> None:
    with a_shop(tmp_path).opened() as shop:
        hub, order = AHub(shop), an_order()
        hub.tells("order", order.order, order).sends()
        orders.accept(shop, order.order)
        cancelled = msgspec.structs.replace(order, ver=2, state="cancelled")
        hub.tells("order", order.order, cancelled).sends(knows=0)
        assert orders.order(shop, order.order).state is OrderState.ACCEPTED

        # Our step was superseded: nothing of the order changes at the hub, no row comes again.
        hub.sends(knows=hub.last_op())

        assert orders.order(shop, order.order).state is OrderState.CANCELLED


def test_an_order_told_twice_is_one_order(tmp_path: Path) -> None:
    with a_shop(tmp_path).opened() as shop:
        hub, order = AHub(shop), an_order()
        for _ in range(2):
            hub.tells("order", order.order, order).sends()
        orders.mark_seen(shop, order.order)
        hub.tells("order", order.order, order).sends(knows=hub.last_op())

        assert len(order_board.board(shop).to_prepare) == 1
        assert order_board.board(shop).unseen == 0


def test_an_order_that_ends_takes_the_customers_name_with_it(tmp_path: Path) -> None:
    with a_shop(tmp_path).opened() as shop:
        hub, order = AHub(shop), an_order()
        hub.tells("order", order.order, order).sends()
        hub.ends("order", order.order).sends()

        with shop.look() as look:
            left = look.connection.execute(text("SELECT COUNT(*) FROM shop_order")).scalar()
        assert left == 0


def test_an_order_that_ends_does_not_come_back_with_what_was_held(tmp_path: Path) -> None:
    with a_shop(tmp_path).opened() as shop:
        hub, order = AHub(shop), an_order()
        hub.tells("order", order.order, order).sends()
        orders.accept(shop, order.order)
        hub.tells("order", order.order, msgspec.structs.replace(order, ver=2)).sends(knows=0)
        hub.ends("order", order.order).sends(knows=hub.last_op())

        with shop.look() as look:
            left = look.connection.execute(text("SELECT COUNT(*) FROM shop_order")).scalar()
        assert left == 0


def test_a_packed_bag_of_which_another_till_notes_other_contents_is_news(tmp_path: Path) -> None:
    with a_shop(tmp_path).opened() as shop:
        hub, order = AHub(shop), an_order(state="ready")
        [line] = order.lines
        packed = msgspec.structs.replace(line, state=v1.LineState.PICKED, picked=2000)
        given = v1.Substitute(
            variant=new_id(),
            label="Atlas",
            quantity=2000,
            unit_price_cents=1,
            gross_cents=1,
            vat_bp=0,
        )
        swapped = msgspec.structs.replace(line, state=v1.LineState.SUBSTITUTED, substitute=given)
        heard = []
        for told in (packed, packed, swapped, swapped, packed):
            state = msgspec.structs.replace(order, ver=hub.seq + 1, lines=(told,))
            hub.tells("order", order.order, state).sends(knows=hub.last_op())
            standing = order_alarms.standing(shop)
            heard.append([alarm.what for alarm in standing])
            order_alarms.acknowledge(shop, [alarm.id for alarm in standing])
        assert heard == [[], [], [("bag",)], [], [("bag",)]]


def test_what_left_here_is_counted_as_the_marketplace_counted_it(tmp_path: Path) -> None:
    with a_shop(tmp_path).with_product("Assam", 790, stock=10).opened() as shop:
        hub, variant = AHub(shop), found(shop, "assam").variant_id
        hub.tells("stock", variant, stock_of(variant, 10_000)).sends()
        order = placed(shop, ("assam", 1), payment="online", paid_cents=790).ready()
        pickup.hand_over(shop, order.id, OWNER, secret=order.code.secret)
        hub.sends(knows=hub.last_op() - 1)
        assert on_hand(shop, variant) == 9000
        # Another counter had left it out: the marketplace moved nothing, and tells of nothing.
        hub.sends(knows=hub.last_op())
        assert on_hand(shop, variant) == 10_000


# --- products ---


def test_a_product_of_another_till_can_be_sold_at_once(tmp_path: Path) -> None:
    with a_shop(tmp_path).opened() as shop:
        jam = a_product()
        AHub(shop).tells("product", jam.product, jam).sends()

        item = found(shop, "figue")
        scanned = selling.understand(shop, "3017620422003")
        assert isinstance(scanned, selling.ProductFound)
        assert scanned.item == item
        assert (item.price, item.vat.basis_points, item.flags) == (
            Money(4_50),
            550,
            frozenset({"meal_voucher"}),
        )
        names = [category.name for category in selling.categories(shop)]
        assert names == ["Épicerie", "Confitures"]
        assert sell(shop, "figue").total == Money(4_50)


def test_a_category_told_again_is_the_one_the_shop_has(tmp_path: Path) -> None:
    with a_shop(tmp_path).opened() as shop:
        hub, jam = AHub(shop), a_product(category=("Épicerie", "Été", "☀"))
        for ver in (1, 2):
            told = msgspec.structs.replace(jam, ver=ver)
            hub.tells("product", jam.product, told).sends()
        assert [category.name for category in selling.categories(shop)] == list(jam.category)


def test_a_branch_keeps_its_place_when_its_product_is_saved_here(tmp_path: Path) -> None:
    with a_shop(tmp_path).opened() as shop:
        hub, jam = AHub(shop), a_product()
        hub.tells("product", jam.product, jam).sends()
        before = selling.categories(shop)

        draft = cataloguing.draft_of(catalogue.product(shop, jam.product))
        cataloguing.save_product(shop, replace(draft, name="Confiture de mûre"), "01")

        log = OutboxRows(shop)
        ops = log.pending(log.streams()[0].incarnation, 0, 100, 10**6)
        (told,) = [
            msgspec.json.decode(op.body, type=v1.ProductSet)
            for op in ops
            if op.kind == "product.set"
        ]
        assert told.category == ("Épicerie", "Confitures")
        # A hub that knows the last name only does not make a second branch of it.
        alone = msgspec.structs.replace(jam, ver=2, category=("Confitures",))
        hub.tells("product", jam.product, alone).sends(knows=hub.last_op())
        assert selling.categories(shop) == before


def test_a_change_from_the_town_is_in_the_history_and_its_tag_is_due(tmp_path: Path) -> None:
    with a_shop(tmp_path).opened() as shop:
        hub, jam = AHub(shop), a_product()
        hub.tells("product", jam.product, jam).sends()
        assert (history(shop), tags.count(shop)) == ((), 0)
        (variant,) = jam.variants
        dearer = msgspec.structs.replace(jam, ver=2, prices={variant.variant: (4_90, 2)})
        for _told_twice in range(2):
            hub.tells("product", jam.product, dearer).sends(knows=hub.last_op())

        (change,) = history(shop, jam.product)
        assert change.by == "hub"
        assert [(each.field, each.after) for each in change.differences] == [("price_cents", 490)]
        assert [tag.why for tag in tags.due(shop).tags] == ["price"]
        cataloguing.undo(shop, change.id, OWNER)
        assert found(shop, "figue").price == Money(4_50)

        hub.ends("product", jam.product).sends(knows=hub.last_op())
        assert tags.count(shop) == 0


def test_what_was_done_here_comes_back_without_a_trace(tmp_path: Path) -> None:
    with a_shop(tmp_path).opened() as shop:
        hub, jam = AHub(shop), a_product()
        hub.tells("product", jam.product, jam).sends()
        draft = cataloguing.draft_of(catalogue.product(shop, jam.product))
        cataloguing.save_product(shop, replace(draft, name="Confiture de mûre"), OWNER)
        echo = msgspec.structs.replace(jam, ver=2, name="Confiture de mûre")
        hub.tells("product", jam.product, echo).sends(knows=hub.last_op())
        assert len(history(shop, jam.product)) == 1


def test_a_product_archived_elsewhere_leaves_the_shelf(tmp_path: Path) -> None:
    with a_shop(tmp_path).opened() as shop:
        hub, jam = AHub(shop), a_product()
        hub.tells("product", jam.product, jam).sends()
        sold = sell(shop, "figue")
        archived = msgspec.structs.replace(jam, archived=True, ver=2)
        hub.tells("product", jam.product, archived).sends(knows=hub.last_op())

        assert selling.search(shop, "figue") == ()
        assert isinstance(selling.understand(shop, "3017620422003"), selling.NotFound)
        assert selling.sale(shop, sold.sale_id).lines[0].label == "Confiture de figue"


def test_a_variant_the_hub_no_longer_names_is_archived(tmp_path: Path) -> None:
    with a_shop(tmp_path).opened() as shop:
        hub, jam = AHub(shop), a_product()
        small = v1.VariantFields(variant=new_id(), sku="CONF-S")
        both = msgspec.structs.replace(jam, variants=(*jam.variants, small))
        hub.tells("product", jam.product, both).sends()
        assert len(selling.search(shop, "figue")) == 2
        hub.tells("product", jam.product, jam).sends()

        assert len(selling.search(shop, "figue")) == 1


# --- stock ---


def test_own_sales_the_hub_does_not_know_stay_off_the_shelf(tmp_path: Path) -> None:
    with a_shop(tmp_path).with_product("Pain", 1_15, stock=10).opened() as shop:
        hub, variant = AHub(shop), found(shop, "Pain").variant_id
        sell(shop, ("Pain", 3))
        known = hub.last_op()
        sell(shop, ("Pain", 2))

        # Elsewhere one was sold: the hub has 10 - 3 - 1 and not our last two.
        hub.tells("stock", variant, stock_of(variant, 6_000, reserved=1_000)).sends(knows=known)
        assert on_hand(shop, variant) == 4_000

        hub.tells("stock", variant, stock_of(variant, 4_000)).sends(knows=hub.last_op())
        assert on_hand(shop, variant) == 4_000


def test_an_own_sale_does_not_vanish_between_two_pages(tmp_path: Path) -> None:
    with a_shop(tmp_path).with_product("Pain", 1_15, stock=10).opened() as shop:
        hub, variant = AHub(shop), found(shop, "Pain").variant_id
        sell(shop, ("Pain", 3))
        hub.tells("stock", variant, stock_of(variant, 7_000)).sends(is_last=False)
        assert on_hand(shop, variant) == 7_000

        hub.sends(knows=hub.last_op())
        assert on_hand(shop, variant) == 7_000


def test_stock_may_be_told_before_its_product(tmp_path: Path) -> None:
    with a_shop(tmp_path).opened() as shop:
        hub, jam = AHub(shop), a_product()
        variant = jam.variants[0].variant
        hub.tells("stock", variant, stock_of(variant, 12_000))
        hub.tells("product", jam.product, jam).sends()

        assert found(shop, "figue").on_hand.thousandths == 12_000
        assert parked(shop) == []


@settings(max_examples=20, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from(("sell", "elsewhere", "pull", "half")), st.integers(1, 5)),
        max_size=12,
    )
)
def test_after_everything_is_told_both_sides_hold_the_same(
    tmp_path_factory: object, steps: list[tuple[str, int]]
) -> None:
    folder = tmp_path_factory.mktemp("stock")  # type: ignore[attr-defined]
    with a_shop(folder).opened() as shop:
        hub, variant = AHub(shop), new_id()
        truth, told, heard = 0, 0, 0
        for act, count in steps:
            if act == "sell":
                message = v1.StockMove(move=new_id(), variant=variant, delta=-count, why="loss")
                with shop.begin() as work:
                    op_id = outbox.append(work, "stock.move", message)
                    move(work, [Move(variant, -count)], why="loss", op_id=op_id)
                    work.commit()
            elif act == "elsewhere":
                truth += count
            else:
                # The hub hears of some of our operations, then tells its sum.
                now = min(heard + count, hub.last_op())
                truth -= sum(own_deltas(shop)[heard:now])
                heard = now
                hub.tells("stock", variant, stock_of(variant, truth))
                hub.sends(knows=heard, is_last=act == "pull")
                told += 1
        truth -= sum(own_deltas(shop)[heard:])
        hub.tells("stock", variant, stock_of(variant, truth)).sends(knows=hub.last_op())

        assert on_hand(shop, variant) == truth


def own_deltas(shop: Shop) -> list[int]:
    with shop.look() as look:
        rows = look.connection.execute(text("SELECT body FROM outbox ORDER BY seq")).scalars()
        return [-int(msgspec.json.decode(body)["delta"]) for body in rows]


# --- what cannot be read, cursors, answers ---


def test_what_this_version_cannot_read_stands_in_nobodys_way(tmp_path: Path) -> None:
    with a_shop(tmp_path).opened() as shop:
        hub, order = AHub(shop), an_order()
        hub.tells_unreadable("loyalty", "x", b'{"points":3}')
        hub.tells("order", order.order, order).sends()

        assert parked(shop) == [("loyalty", "x")]
        assert OutboxRows(shop).waiting().parked == 1
        assert len(order_board.board(shop).to_prepare) == 1


def test_a_new_epoch_counts_anew_beside_nothing_set_aside(tmp_path: Path) -> None:
    with a_shop(tmp_path).opened() as shop:
        hub = AHub(shop)
        hub.tells_unreadable("loyalty", "x", b'{"points":3}').sends()
        InboxRows(shop).reset_cursor("epoch-2")
        assert parked(shop) == []

        hub.seq = 0
        hub.tells_unreadable("gift", "y", b"{}").sends()
        assert parked(shop) == [("gift", "y")]


def test_a_state_that_does_not_fit_is_set_aside_and_taken_once_it_does(tmp_path: Path) -> None:
    with a_shop(tmp_path).opened() as shop:
        hub, first, second = AHub(shop), an_order(), an_order()
        hub.tells("order", first.order, first)
        hub.tells("order", second.order, second).sends()
        assert parked(shop) == [("order", second.order)]

        other_number = msgspec.structs.replace(second, number="00000048")
        hub.tells("order", second.order, other_number).sends()
        assert parked(shop) == []
        assert len(order_board.board(shop).to_prepare) == 2


def test_an_app_that_learnt_to_read_takes_what_was_set_aside(tmp_path: Path) -> None:
    with a_shop(tmp_path).opened() as shop:
        order = an_order()
        AHub(shop).tells_unreadable("order", order.order, encode(order)).sends()
        assert order_board.board(shop).to_prepare == ()

        InboxRows(shop).retry_parked()

        assert parked(shop) == []
        assert len(order_board.board(shop).to_prepare) == 1


def test_the_cursor_moves_with_the_page_and_back_with_the_epoch(tmp_path: Path) -> None:
    with a_shop(tmp_path).opened() as shop:
        inbox = InboxRows(shop)
        assert inbox.cursor() == Cursor()
        order = an_order()
        AHub(shop).tells("order", order.order, order).sends()
        assert inbox.cursor() == Cursor("epoch-1", 1)
        inbox.reset_cursor("epoch-2")
        assert inbox.cursor() == Cursor("epoch-2", 0)


def test_a_rejected_operation_is_counted_until_somebody_has_seen_it(tmp_path: Path) -> None:
    with a_shop(tmp_path).with_product("Pain", 1_15).opened() as shop:
        sell(shop, "Pain")
        log = OutboxRows(shop)
        (stream,) = log.streams()
        told = v1.OpResultEntity(
            seq=1, incarnation=stream.incarnation, kind="sale.closed", result="rejected", code="x"
        )
        log.mark_acked(stream.incarnation, 1, ())
        AHub(shop).tells("op_result", "1", told).sends(knows=1)

        assert log.waiting().rejected == 1
        assert log.waiting().to_send == 0


def test_what_became_of_a_pick_is_known_before_the_order_it_was_for(tmp_path: Path) -> None:
    """An answer that was lost comes with the feed; the goods are in the bag all the same."""
    with a_shop(tmp_path).with_product("Assam", 790).opened() as shop:
        order = placed(shop, ("assam", 1)).in_preparation()
        preparation.pick_by_hand(shop, order.id, order.line())
        log = OutboxRows(shop)
        (stream,) = log.streams()
        seq = AHub(shop).last_op()
        log.mark_acked(stream.incarnation, seq, ())
        ended = an_order(
            order=order.id, state="cancelled", reason="customer", lines=(line_of(shop, "assam", 1),)
        )
        ended = msgspec.structs.replace(
            ended, lines=(msgspec.structs.replace(ended.lines[0], line=order.line()),)
        )
        answer = v1.OpResultEntity(
            seq=seq,
            incarnation=stream.incarnation,
            kind="order.line",
            result="rejected",
            code="order_closed",
        )
        AHub(shop).tells("op_result", "1", answer).tells("order", order.id, ended).sends(knows=seq)
        assert bags.to_put_back(order.view) == (("Assam", Quantity.pieces(1)),)


def test_another_tills_round_is_told_on_this_tills_board(tmp_path: Path) -> None:
    with a_shop(tmp_path).opened() as shop:
        order = an_order(state="ready", mode="merchant", carriage="out", carried_till="T02")
        AHub(shop).tells("order", order.order, order).sends()
        (card,) = order_board.board(shop).ready
        assert (card.carriage, card.carried_till) == ("out", "T02")
