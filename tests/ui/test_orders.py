"""Online orders through the real screens, fed as the marketplace would feed them."""

from datetime import time, timedelta

from msgspec.structs import replace
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QLabel

from desktop.domain.preparation import LineState
from desktop.services.counter import selling
from desktop.services.online import alarm_ladder, order_alarms, orders, preparation
from desktop.services.online.bell import RecordedChime
from desktop.services.shop import Shop
from desktop.ui.orders.bags_box import BagsBox
from desktop.ui.widgets.order_card import OrderCard
from desktop.ui.widgets.promise import Urgency
from sync.contract import v1
from sync.kernel import pickup_code
from sync.kernel.clock import SetClock, milliseconds
from sync.kernel.ids import new_id
from sync.kernel.order_states import OrderState
from sync.kernel.promise import OpeningSpan
from tests.support.a_hub import AHub, an_order
from tests.support.a_shop import MORNING, AShop, found
from tests.ui.conftest import Counter, Opener

BOOK, ATLAS, PEN = "9782070368228", "9782012208100", "3086123456785"


def with_books(builder: AShop) -> AShop:
    return (
        builder.with_product("Roman", 900, vat=550, code=BOOK, category="Livres")
        .with_product("Atlas", 2500, vat=550, code=ATLAS, category="Livres")
        .with_product("Stylo", 250, code=PEN, category="Papeterie")
    )


def line_of(shop: Shop, name: str, pieces: int = 1) -> v1.OrderLine:
    item = found(shop, name)
    return v1.OrderLine(
        line=new_id(),
        variant=item.variant_id,
        label=item.full_label,
        quantity=pieces * 1000,
        unit="piece",
        unit_price_cents=item.price.cents,
        gross_cents=item.price.cents * pieces,
        vat_bp=item.vat.basis_points,
    )


def arrives(
    at: Counter, number: str, *lines: v1.OrderLine, **changed: object
) -> tuple[str, pickup_code.PickupCode]:
    """Have an order come from the marketplace; return its id and its customer's code."""
    code = pickup_code.draw(number)
    order = an_order(
        number=number,
        lines=lines,
        total_cents=sum(line.gross_cents for line in lines),
        commitment=pickup_code.commit(code),
        **changed,
    )
    AHub(at.shop).tells("order", order.order, order).sends()
    at.settle()
    return order.order, code


def prepared(
    at: Counter, number: str, *lines: v1.OrderLine, **changed: object
) -> tuple[str, pickup_code.PickupCode]:
    """Have an order come that stands ready."""
    order_id, code = arrives(at, number, *lines, **changed)
    from desktop.services.online import preparation  # noqa: PLC0415 what the screen itself calls

    orders.accept(at.shop, order_id)
    orders.start_preparing(at.shop, order_id)
    for line in orders.order(at.shop, order_id).lines:
        preparation.pick_by_hand(at.shop, order_id, line.id)
    orders.mark_ready(at.shop, order_id, 1, "B3")
    at.settle()
    return order_id, code


def words_of(at: Counter) -> str:
    return at.text("pickup-verdict-words")


def test_a_new_order_announces_itself_on_the_sale_screen(counter: Opener) -> None:
    at = counter(with_books)
    assert not at.sees("waiting-orders")

    arrives(at, "00004821", line_of(at.shop, "Roman"))

    words = at.window.waiting.words
    assert words.startswith("Nouvelle commande 4821")
    assert "Reçue il y a" in words
    assert isinstance(at.desk.sound, RecordedChime)
    assert at.desk.sound.rung == [("new", 80)]
    at.press("waiting-orders-act")
    assert at.window.room == "orders"
    assert at.sees("order-accept")
    assert order_alarms.standing(at.shop) == ()


def test_news_ring_until_somebody_says_so_and_a_muted_pc_is_told(counter: Opener) -> None:
    at = counter(with_books)
    assert isinstance(at.desk.sound, RecordedChime)
    at.desk.sound.outcome = "muted"
    order_id, _ = arrives(at, "00004821", line_of(at.shop, "Roman"))
    assert "Le son de ce PC est coupé." in at.window.waiting.words
    arrives(at, "00004822", line_of(at.shop, "Roman"))
    assert at.window.waiting.words.startswith("2 à voir · Nouvelle commande 4821")

    at.press("waiting-orders-seen")

    assert at.window.bell.alarms == ()
    assert "Nouvelle" not in at.window.waiting.words
    assert orders.order(at.shop, order_id).is_seen
    assert [step.outcome for step in order_alarms.steps_of(at.shop, order_id)] == ["muted"]


def test_an_orders_page_tells_whom_the_ladder_has_called(counter: Opener) -> None:
    at = counter(with_books)
    order_id, _ = arrives(at, "00004821", line_of(at.shop, "Roman"))
    assert isinstance(at.shop.clock, SetClock)
    at.shop.clock.advance(timedelta(minutes=5))
    alarm_ladder.tick(at.shop)  # no printer here: paper and second paper for nothing, the steward

    at.press("waiting-orders-act")

    assert at.text("order-rungs").startswith("Alertes\u00a0: sonnerie ")
    assert "papier à l'imprimante" in at.text("order-rungs")
    assert "(sans effet)" in at.text("order-rungs")
    assert order_alarms.steps_of(at.shop, order_id)[0].was_done


def test_news_ring_again_in_opening_hours_until_they_are_acknowledged(counter: Opener) -> None:
    week = tuple(OpeningSpan(day, time(9), time(19)) for day in range(5))
    at = counter(lambda builder: with_books(builder).with_settings(opening=week))
    assert isinstance(at.desk.sound, RecordedChime)
    assert isinstance(at.shop.clock, SetClock)
    rung = at.desk.sound.rung
    arrives(at, "00004821", line_of(at.shop, "Roman"))
    assert rung == [("new", 80)]
    pause_ms = at.shop.settings.order_repeat_s * 1000
    (again,) = (
        timer
        for timer in at.window.bell.findChildren(QTimer)
        if timer.isActive() and timer.interval() == pause_ms
    )

    again.timeout.emit()
    at.settle()
    assert rung == [("new", 80)] * 2
    at.shop.clock.instant = MORNING + timedelta(hours=14)
    again.timeout.emit()
    at.settle()
    late, _ = arrives(at, "00004822", line_of(at.shop, "Roman"))
    assert rung == [("new", 80)] * 2, "the shop is shut"
    assert [step.outcome for step in order_alarms.steps_of(at.shop, late)] == ["closed"]
    at.shop.clock.instant = MORNING + timedelta(hours=24)
    again.timeout.emit()
    at.settle()
    assert rung == [("new", 80)] * 3

    at.press("waiting-orders-seen")
    assert not again.isActive()
    assert rung == [("new", 80)] * 3


def test_an_order_is_accepted_picked_by_scanning_and_made_ready(
    counter: Opener, no_sql_on_main: list[str]
) -> None:
    at = counter(with_books)
    order_id, _ = arrives(at, "00004821", line_of(at.shop, "Roman", 2), line_of(at.shop, "Stylo"))
    at.window.go("orders")
    at.settle()
    no_sql_on_main.clear()

    at.press("order-accept-4821")
    at.press("order-prepare-4821")
    at.scan(BOOK)
    assert "il en faut encore" in at.text("order-pick-said")
    at.scan(BOOK)
    at.scan(ATLAS)
    assert "n'est pas dans cette commande" in at.text("order-pick-said")
    assert not at.sees("order-ready")
    at.key(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert "n'est pas dans cette commande" in at.text("order-pick-said"), "nothing to go on to yet"
    at.scan(PEN)
    # The bags keep the focus, or the Enter after a shelf would press something else.
    at.press("order-more-bags")
    assert at.find("order-shelf").hasFocus()
    at.key(Qt.Key.Key_Tab)
    at.key(Qt.Key.Key_Tab)
    assert at.find("order-bag-keep-2").hasFocus()
    at.press("order-bag-contents")
    at.press("order-line-bag-1")
    box = at.find("order-line-bag-1").parentWidget().parentWidget()
    assert isinstance(box, BagsBox)
    assert [len(bag.lines) for bag in box.bags] == [1, 1]
    at.press("order-fewer-bags-2")
    assert at.find("order-shelf").hasFocus()
    at.type("B3")
    at.key(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)

    assert no_sql_on_main == []
    order = orders.order(at.shop, order_id)
    assert order.state is OrderState.READY
    assert (order.bags, order.shelf) == (1, "B3")


def test_what_is_missing_is_replaced_or_left_out(counter: Opener) -> None:
    at = counter(with_books)
    order_id, _ = arrives(at, "00004821", line_of(at.shop, "Roman"), line_of(at.shop, "Stylo"))
    at.window.go("orders")
    at.settle()
    at.press("order-accept-4821")
    at.press("order-prepare-4821")

    at.press("order-line-missing-0")
    at.press("order-instead-0")
    at.press("order-line-missing-1")
    at.press("order-without")

    states = [line.state for line in orders.order(at.shop, order_id).lines]
    assert states == [LineState.SUBSTITUTED, LineState.MISSING]
    assert "Encore 1 article" in at.text("order-left")


def test_an_order_that_ends_in_the_preparers_hands_says_what_goes_back_on_the_shelf(
    counter: Opener,
) -> None:
    at = counter(with_books)
    lines = (line_of(at.shop, "Roman", 2), line_of(at.shop, "Stylo"))
    order_id, _ = arrives(at, "00004821", *lines)
    orders.accept(at.shop, order_id)
    at.window.go("orders")
    at.settle()
    at.press("order-prepare-4821")
    at.scan(BOOK)
    at.press("order-line-missing-1")
    hub = AHub(at.shop, seq=9)
    picked = (replace(lines[0], picked=1000), replace(lines[1], state=v1.LineState.MISSING))
    ended = an_order(order=order_id, number="00004821", lines=picked, state="cancelled", ver=5)
    hub.tells("order", order_id, ended).sends(knows=hub.last_op())
    at.settle()

    assert at.text("order-over").endswith(": 1 × Roman.")
    for gone in (
        "order-promise",
        "order-payment",
        "order-total",
        "order-pick-said",
        "order-pick-scan",
    ):
        assert not at.sees(gone)
    assert at.sees("order-line-0")
    at.scan(PEN)
    assert "n'est plus à préparer" in at.window.banner.words


def test_a_decision_on_a_line_is_taken_back(counter: Opener) -> None:
    at = counter(with_books)
    order_id, _ = arrives(at, "00004821", line_of(at.shop, "Roman"))
    at.window.go("orders")
    at.settle()
    at.press("order-accept-4821")
    at.press("order-prepare-4821")
    at.press("order-line-pick-0")

    at.press("order-line-back-0")

    assert orders.order(at.shop, order_id).open_lines == 1


def test_an_order_is_turned_down_with_a_reason(counter: Opener) -> None:
    at = counter(with_books)
    order_id, _ = arrives(at, "00004821", line_of(at.shop, "Roman"))
    at.window.screen_of("orders").open(order_id)
    at.window.go("orders")
    at.settle()

    at.press("order-refuse")
    # Whoever is asked why cannot accept by an Enter too many.
    assert not at.sees("order-accept")
    at.press("order-refuse-no")
    assert at.sees("order-accept")
    assert at.sees("order-refuse")
    at.press("order-refuse")
    at.press("order-refuse-yes")

    order = orders.order(at.shop, order_id)
    assert order.state is OrderState.REFUSED
    assert order.reason == "Plus en stock"


def test_an_order_that_was_promised_is_cancelled_with_a_reason(counter: Opener) -> None:
    at = counter(with_books)
    order_id, _ = arrives(at, "00004821", line_of(at.shop, "Roman"), line_of(at.shop, "Stylo"))
    preparation.begin(at.shop, order_id)
    first, second = orders.order(at.shop, order_id).lines
    preparation.mark_missing(at.shop, order_id, first.id)
    preparation.pick_by_hand(at.shop, order_id, second.id)
    at.window.screen_of("orders").open(order_id)
    at.window.go("orders")
    at.settle()
    assert at.sees("order-ready")
    preparation.put_back(at.shop, order_id, second.id)
    preparation.mark_missing(at.shop, order_id, second.id)
    at.settle()
    # What holds nothing is not said to be ready: it is given up, or something else is offered.
    assert not at.sees("order-ready")
    at.press("order-cancel")
    assert not at.sees("order-step-back")
    at.key(Qt.Key.Key_Escape)
    assert at.sees("order-step-back")
    at.press("order-cancel")
    at.press("order-refuse-yes")
    order = orders.order(at.shop, order_id)
    assert (order.state, order.reason) == (OrderState.CANCELLED, "Plus en stock")


def test_the_keyboard_walks_an_order_forward_and_back(counter: Opener) -> None:
    at = counter(with_books)
    order_id, _ = arrives(at, "00004821", line_of(at.shop, "Roman"))
    at.key(Qt.Key.Key_F2)
    held = Qt.KeyboardModifier.ControlModifier

    at.key(Qt.Key.Key_Return, held)
    at.key(Qt.Key.Key_Return, held)
    assert orders.order(at.shop, order_id).state is OrderState.PREPARING
    at.key(Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)

    assert orders.order(at.shop, order_id).state is OrderState.ACCEPTED


def test_a_card_tells_its_promise_in_words_by_an_icon_and_by_its_edge(counter: Opener) -> None:
    hours = ((time(9), time(12)), (time(14), time(19)))
    week = tuple(OpeningSpan(day, *each) for day in range(5) for each in hours)
    at = counter(lambda builder: with_books(builder).with_settings(opening=week))
    now = at.shop.clock.now()
    told = [
        (106, "dans 1\u00a0h\u00a046", "clock", "accent", ""),
        (19, "dans 19\u00a0min", "clock", "look", "look"),
        (-8, "en retard de 8\u00a0min", "look", "stop", "stop"),
        (300, "dans 3\u00a0h d'ouverture", "clock", "accent", ""),
    ]
    more: dict[str, object] = {"payment": "online", "paid_cents": 900}
    for place, (minutes, *_says) in enumerate(told):
        due = milliseconds(now + timedelta(minutes=minutes))
        came = milliseconds(now - timedelta(minutes=5))
        roman = line_of(at.shop, "Roman")
        arrives(
            at, f"0000482{place}", roman, promised_from=due, placed_at=came, note="A\nB", **more
        )
        more = {}
    at.window.go("orders")
    at.settle()
    for place, (_minutes, words, icon, pill, edge) in enumerate(told):
        card = at.find(f"order-card-482{place}")
        assert isinstance(card, OrderCard)
        assert card._pill._words.text() == words
        assert words in card.accessibleName()
        assert card._urgency == Urgency(icon, words, pill)
        assert card.property("tone") == edge
        said = [each.text() for each in card.findChildren(QLabel) if each.isVisible()]
        assert "A B" in said
        assert ("À encaisser 9,00\u00a0€" if place else "Payée en ligne") in said
        assert "reçue il y a 5\u00a0min · 1 article\u00a0: 1 × Roman" in said


def test_a_ready_order_is_paid_and_handed_over_by_its_code(counter: Opener) -> None:
    at = counter(with_books)
    order_id, code = prepared(at, "00004811", line_of(at.shop, "Roman"), line_of(at.shop, "Stylo"))

    at.scan(code.text)  # on the sale screen
    assert at.window.room == "pickup"
    assert words_of(at) == "Remettre"
    assert at.text("pickup-to-pay") == "11,50\u00a0€"
    at.key(Qt.Key.Key_F12)
    at.type("20")
    at.key(Qt.Key.Key_Return)

    assert words_of(at) == "Rendu 8,50\u00a0€"
    assert orders.order(at.shop, order_id).state is OrderState.HANDED_OVER
    (sale,) = selling.sales_today(at.shop)
    assert sale.due.cents == 1150


def test_a_code_shown_twice_says_when_it_was_used(counter: Opener) -> None:
    at = counter(with_books)
    order_id, code = prepared(
        at, "00004811", line_of(at.shop, "Roman"), payment="online", paid_cents=900
    )
    at.scan(code.text)
    at.key(Qt.Key.Key_F12)
    assert words_of(at) == "Remise"

    at.scan(code.text)

    assert words_of(at) == "Déjà retirée"
    assert "09:30" in at.text("pickup-verdict-sentence")
    assert at.text("pickup-verdict-sentence").endswith("remise par Propriétaire.")
    assert not at.sees("pickup-give")
    with at.shop.begin() as work:
        orders.change_order(work, order_id, {"state": "returned"})
        work.commit()
    at.scan(code.text)
    assert at.text("pickup-verdict-sentence").endswith("puis rapportée à la boutique.")
    with at.shop.begin() as work:
        orders.change_order(work, order_id, {"state": "delivered", "handed_over_by": ""})
        work.commit()
    at.scan(code.text)
    assert at.text("pickup-verdict-sentence").endswith("09:30.")


def test_pressing_hand_over_twice_takes_the_money_once(counter: Opener) -> None:
    at = counter(with_books)
    _, code = prepared(at, "00004811", line_of(at.shop, "Roman"))
    at.scan(code.text)
    at.key(Qt.Key.Key_F12)
    at.press("pay-cash-exact")

    at.key(Qt.Key.Key_F12)
    at.key(Qt.Key.Key_F12)

    assert len(selling.sales_today(at.shop)) == 1


def test_each_wrong_code_has_its_own_verdict(counter: Opener) -> None:
    at = counter(with_books)
    _, waiting = arrives(at, "00004821", line_of(at.shop, "Roman"))
    prepared(at, "00004811", line_of(at.shop, "Roman"))
    at.window.go("pickup")
    at.settle()

    at.scan(waiting.text)
    assert words_of(at) == "Pas encore prête"
    at.scan(pickup_code.draw("00004811").text)
    assert words_of(at) == "Ne pas remettre"
    assert not at.sees("pickup-lines")
    at.scan(pickup_code.draw("00009999").text)
    assert words_of(at) == "Autre boutique"
    at.scan("123456789")
    assert words_of(at) == "Code non reconnu"


def test_without_a_code_a_reason_goes_with_the_bag(counter: Opener) -> None:
    at = counter(with_books)
    order_id, _ = prepared(
        at, "00004811", line_of(at.shop, "Roman"), payment="online", paid_cents=900
    )
    at.key(Qt.Key.Key_F3)
    at.type("4811")
    at.key(Qt.Key.Key_Return)
    assert at.sees("pickup-reason")

    at.press("pickup-give")

    assert orders.order(at.shop, order_id).state is OrderState.HANDED_OVER


def test_leaving_the_payment_hands_nothing_over(counter: Opener) -> None:
    at = counter(with_books)
    order_id, code = prepared(at, "00004811", line_of(at.shop, "Roman"))
    at.scan(code.text)
    at.key(Qt.Key.Key_F12)

    at.key(Qt.Key.Key_Escape)

    assert words_of(at) == "Remettre"
    assert orders.order(at.shop, order_id).state is OrderState.READY
    assert selling.sales_today(at.shop) == ()


def test_a_closed_till_says_so_before_the_customer_pays(counter: Opener) -> None:
    at = counter(lambda builder: with_books(builder).with_closed_till())
    _, code = prepared(at, "00004811", line_of(at.shop, "Roman"))
    at.key(Qt.Key.Key_F3)
    at.scan(code.text)

    at.press("pickup-give")

    assert not at.sees("pay-card")
    assert at.sees("pickup-give")
