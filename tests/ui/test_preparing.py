"""Preparing at the counter: weighed, missing, asked, shared, in one walk, with its papers seen first."""

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from desktop.domain.order_codes import OrderCode
from desktop.domain.preparation import LineState
from desktop.domain.roles import Role
from desktop.services.online import lacks, orders, preparation, walks
from desktop.services.online.bell import RecordedChime
from desktop.services.papers import print_queue
from desktop.services.team import people
from desktop.settings import PrinterSettings
from desktop.ui.orders.screen import OrdersScreen
from desktop.ui.screen import Errand
from sync.contract import v1
from sync.kernel.order_states import OrderState
from sync.kernel.quantity import Quantity
from tests.support.a_shop import OWNER, AShop, found
from tests.support.an_order import Placed, placed
from tests.ui.conftest import Counter, Opener

TEA, COFFEE, CEYLAN = "3017620422003", "3068320055008", "3086123456785"


def with_teas(builder: AShop) -> AShop:
    return (
        builder.with_product("Assam", 790, vat=550, code=TEA, category="Thés")
        .with_product("Ceylan", 750, vat=550, code=CEYLAN, category="Thés")
        .with_product("Café", 450, code=COFFEE, category="Cafés")
        .with_product("Comté", 2490, vat=550, unit="kg", category="Fromages")
        .with_settings(
            printers=(PrinterSettings(code="etiquettes", address="tcp://127.0.0.1:9"),),
            label_printer="etiquettes",
        )
    )


def opened(at: Counter, *wanted: tuple[str, int], **changed: object) -> Placed:
    """Have an order come and begin to prepare it in front."""
    order = placed(at.shop, *wanted, **changed)  # type: ignore[arg-type]
    orders.accept(at.shop, order.id)
    at.window.go("orders")
    at.settle()
    at.press(f"order-prepare-{order.view.short_number}")
    return order


def test_a_portion_is_weighed_priced_and_never_too_heavy(
    counter: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = counter(with_teas)
    order = opened(at, ("comte", 300))
    at.press("order-line-weigh-0")
    asked: list[bool] = []
    screen = at.window.screen_of("orders")
    assert isinstance(screen, OrdersScreen)
    monkeypatch.setattr(screen.detail.weigher, "read", lambda: asked.append(True))
    at.key(Qt.Key.Key_W, Qt.KeyboardModifier.ControlModifier)
    assert asked == [True], "the scale is asked by a key"
    at.type("0,4")
    assert not at.find("order-weigh-put").isEnabled()
    at.find("order-weight").clear()  # type: ignore[attr-defined] # a field
    at.type("0,25")
    at.key(Qt.Key.Key_Return)
    line = order.view.lines[0]
    assert (line.state, line.picked) == (LineState.PICKED, Quantity.grams(250))
    at.press("order-line-back-0")
    assert order.view.open_lines == 1

    # The scale was read before the cheese lay on it.
    at.press("order-line-weigh-0")
    at.type("0,02")
    at.key(Qt.Key.Key_Return)
    assert order.view.open_lines == 1
    assert "confirmez encore une fois" in at.text("order-weigher-told")
    at.key(Qt.Key.Key_Return)
    assert order.view.lines[0].picked == Quantity.grams(20)


def test_what_does_not_belong_in_the_bag_is_heard_and_read(counter: Opener) -> None:
    at = counter(with_teas)
    order = opened(at, ("assam", 1))
    assert isinstance(at.desk.sound, RecordedChime)
    at.scan(COFFEE)
    assert "n'est pas dans cette commande" in at.text("order-pick-said")
    assert [kind for kind, _percent in at.desk.sound.rung] == ["refused"]
    at.scan(TEA)
    at.scan("B3")
    assert at.find("order-shelf").text() == "B3"  # type: ignore[attr-defined] # a field
    at.press("order-ready")
    assert (order.view.state, order.view.shelf) == (OrderState.READY, "B3")
    assert [job.kind for job in print_queue.jobs(at.shop)] == ["label"]


def test_one_tap_does_what_the_customer_chose(counter: Opener) -> None:
    at = counter(with_teas)
    order = opened(at, ("assam", 1), if_missing="substitute")
    at.press("order-line-missing-0")
    at.press("order-lack-give")
    assert order.view.lines[0].substitute_label == "Ceylan"


def test_an_empty_shelf_is_counted_and_the_count_undone(counter: Opener) -> None:
    at = counter(with_teas)
    opened(at, ("assam", 1))
    at.press("order-line-missing-0")
    at.press("order-lack-empty")
    assert found(at.shop, "assam").on_hand == Quantity.pieces(0)
    assert not at.sees("order-lack-empty")
    at.press("banner-act")
    assert found(at.shop, "assam").on_hand == Quantity.pieces(10)


def test_an_order_somebody_has_in_hand_says_so_and_is_taken_over(counter: Opener) -> None:
    at = counter(with_teas)
    claire = people.engage(at.shop, "Claire", Role.SELLER, OWNER).code
    order = placed(at.shop, ("assam", 1))
    preparation.begin(at.shop, order.id, claire)
    at.scan(OrderCode(order.view.number, 1).text)  # on the sale screen
    assert at.window.room == "orders"
    assert "Claire" in at.text("order-holder")
    at.press("order-take-over")
    holder = order.view.holder
    assert holder is not None
    assert holder.code == OWNER
    assert "Claire" in at.window.banner.words
    at.press("order-let-go")
    assert order.view.holder is None


def test_two_orders_are_picked_in_one_walk_and_parted(counter: Opener) -> None:
    at = counter(with_teas)
    first = placed(at.shop, ("assam", 1), number="00000011")
    second = placed(at.shop, ("assam", 1), ("cafe", 1), number="00000012")
    at.window.go("orders")
    at.settle()
    at.press("orders-walk")
    at.press("walk-begin")
    at.scan(TEA)
    assert at.text("walk-letter") == "A"
    at.scan(TEA)
    assert at.text("walk-letter") == "B"
    at.scan(TEA)
    assert "le compte y est déjà" in at.text("walk-said")
    at.scan(COFFEE)
    assert (first.view.open_lines, second.view.open_lines) == (0, 0)
    at.press("walk-bag-0011")
    at.press("order-ready")
    assert first.view.state is OrderState.READY
    walk = walks.current_walk(at.shop)
    assert walk is not None
    assert [order.id for order in walk.orders] == [second.id]


def test_papers_are_seen_before_they_are_printed(counter: Opener) -> None:
    at = counter(with_teas)
    order = opened(at, ("assam", 1))
    at.press("order-papers")
    assert not at.sees("paper-print-bag"), "there is one"
    picture = at.find("paper-picture")
    assert picture.pixmap().width() > 200  # type: ignore[attr-defined] # a label
    at.press("paper-print")
    assert [job.title for job in print_queue.jobs(at.shop)] == [order.view.short_number]
    at.press("papers-back")
    at.press("order-back")
    at.press("orders-papers")
    at.press("paper-print")
    assert len(print_queue.jobs(at.shop)) == 2
    at.press("papers-back")
    at.window.errand(Errand("orders", "open", order.ready(3).id))
    at.settle()
    at.press("order-papers")
    at.press("paper-bag-after")
    before = len(print_queue.jobs(at.shop))
    at.press("paper-print-bag")
    spoilt, *others = print_queue.jobs(at.shop)
    assert (spoilt.title, len(others)) == (f"{order.view.short_number} 2/3", before)


def test_an_answer_that_comes_is_applied_and_told(counter: Opener) -> None:
    at = counter(with_teas)
    order = opened(at, ("assam", 1))
    at.press("order-line-missing-0")
    at.press("order-ask")
    ceylan = found(at.shop, "ceylan").variant_id
    asked = order.view.lines[0].asked
    assert asked is not None

    def answers(**said: str) -> None:
        with at.shop.begin() as work:
            told = msgspec.structs.replace(asked, **said)
            lacks.note_asked(work, order.id, order.line(), told)
            work.commit()
        at.settle()

    answers(answer="phone", phone="0639981234")
    called = [each.text() for each in at.find("order-line-0").findChildren(QLabel)]
    assert "le client veut être appelé\u00a0: 06 39 98 12 34".replace(" ", "\u00a0") in [
        each.replace(" ", "\u00a0") for each in called
    ]
    answers(answer="choice", choice=ceylan)
    assert order.view.lines[0].substitute_label == "Ceylan"
    assert "Ceylan" in at.window.banner.words
    # Nobody has put it in by choosing it: the row names it, and the bag stays open.
    shown = [each.text() for each in at.find("order-line-0").findChildren(QLabel)]
    assert "1 × Ceylan" in shown
    assert "à la place de Assam" in shown
    assert not at.sees("order-ready")
    at.press("order-line-pick-0")
    assert at.sees("order-ready")


def test_who_asks_is_told_first_that_only_a_page_will_ask(counter: Opener) -> None:
    at = counter(with_teas)
    home = v1.Destination(kind="home", name="Camille D.", phone="0601020304")
    facts: tuple[dict[str, object], ...] = (
        {"number": "00000021"},
        {"number": "00000022", "has_no_mail": True},
        {"number": "00000023", "has_no_mail": True, "mode": "merchant", "destination": home},
    )
    said = []
    for each in facts:
        opened(at, ("assam", 1), **each)
        at.press("order-line-missing-0")
        assert at.sees("order-ask")
        said.append(at.text("order-lack-no-mail") if at.sees("order-lack-no-mail") else "")
        at.press("order-back")
    assert said[0] == ""
    assert "que sur la page" in said[1]
    assert "06" not in said[1], "an order that is collected bears no number"
    assert "Appelez-le au 06 01 02 03 04" in said[2].replace("\u00a0", " ")


def test_what_was_in_the_bag_comes_out_for_what_replaces_it(counter: Opener) -> None:
    at = counter(with_teas)
    order = opened(at, ("assam", 3))
    at.press("order-line-one-0")
    at.press("order-line-missing-0")
    at.press("order-instead-0")
    assert order.view.lines[0].state is LineState.SUBSTITUTED
    assert "Retirez du sac 1 × Assam" in at.window.banner.words
    # Its own code is no wrong article, and its pieces are counted.
    at.scan(CEYLAN)
    assert "il en faut encore" in at.text("order-pick-said")
    assert not at.sees("order-ready")
    at.scan(CEYLAN)
    at.scan(CEYLAN)
    assert at.sees("order-ready")
    assert isinstance(at.desk.sound, RecordedChime)
    assert at.desk.sound.rung == []
    at.scan(CEYLAN)
    assert [kind for kind, _percent in at.desk.sound.rung] == ["refused"]
