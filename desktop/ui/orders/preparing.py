"""Preparing the order in front: what the hands do, told to the shop, and what came of it shown."""

from collections.abc import Callable
from datetime import datetime
from functools import partial

from PySide6.QtCore import QObject, Signal

from desktop.domain.pace import Until
from desktop.domain.preparation import LineState, PickResult
from desktop.errors import ShopError
from desktop.services.online import (
    bags,
    delays,
    lacks,
    order_alarms,
    order_pace,
    orders,
    preparation,
    walks,
)
from desktop.services.online.bags import Bag
from desktop.services.online.lacks import Outcome, Settled
from desktop.services.online.order_lines import line_of
from desktop.services.online.orders import OrderLineView, OrderView
from desktop.services.online.preparation import Held, PickVerdict
from desktop.services.shop import Shop
from desktop.services.stockroom import stocktaking
from desktop.services.stockroom.stocktaking import Counted
from desktop.services.team import staff
from desktop.ui.desk import Desk
from desktop.ui.orders.detail import REFUSED_ALOUD, OrderDetail, Sheet
from desktop.ui.screen import Notice
from desktop.ui.staff.pin import name_of
from sync.kernel.order_states import OrderState
from sync.kernel.quantity import Quantity, Unit


class Preparing(QObject):
    """Stands between the order shown and the shop; says what the room has to do about it."""

    #: A Notice for the banner.
    tells = Signal(object)
    #: A ShopError: the order may stand elsewhere by now.
    refuses = Signal(object)
    #: An OrderView: its bags stand on their shelves.
    finished = Signal(object)
    #: The order is about to be shown and belongs in front.
    brings = Signal()

    def __init__(self, desk: Desk, detail: OrderDetail, parent: QObject) -> None:
        super().__init__(parent)
        self._desk, self._detail = desk, detail
        detail.scans.connect(self.scanned)
        detail.is_ready.connect(self._mark_ready)
        rows = detail.list
        rows.picked.connect(self._with(preparation.pick_by_hand))
        rows.taken_back.connect(self._with(preparation.put_back))
        rows.counted.connect(self._count)
        rows.weighing.connect(lambda _order_id, line_id: detail.weigh(line_id))
        rows.missing.connect(self._look_for_others)
        detail.weigher.weighed.connect(self._weigh)
        detail.lack.replaces.connect(self._replace)
        detail.lack.asks.connect(self._ask)
        detail.lack.leaves_out.connect(self._with(lacks.mark_missing))
        detail.lack.counts_empty.connect(self._count_empty)
        detail.lack.takes_off.connect(self._take_off)
        detail.delay.delays.connect(self._delay)

    @property
    def order_id(self) -> str:
        """Return the order shown, or nothing."""
        order = self._detail.order
        return "" if order is None else order.id

    def load(self, order_id: str) -> None:
        """Read the order in front anew."""
        self._do(partial(_sheet, self._desk.shop, order_id), partial(self._show, False))

    def bring(self, order_id: str) -> None:
        """Read an order and bring it to the front."""
        self._do(partial(_sheet, self._desk.shop, order_id), self._bring)

    def begin(self, order_id: str) -> None:
        """Take an order in hand; whoever had it is named."""
        shop = self._desk.shop

        def act() -> tuple[Held, Sheet]:
            held = preparation.begin(shop, order_id)
            return held, _sheet(shop, order_id)

        self._do(act, self._on_held)

    def hold(self, order_id: str) -> None:
        """Go on with an order that somebody else has."""
        shop = self._desk.shop

        def act() -> tuple[Held, Sheet]:
            return preparation.hold(shop, order_id), _sheet(shop, order_id)

        self._do(act, self._on_held)

    def let_go(self, order_id: str) -> None:
        """Leave an order to others."""
        shop = self._desk.shop

        def act() -> Sheet:
            preparation.let_go(shop, order_id)
            return _sheet(shop, order_id)

        self._do(act, self._bring)

    def scanned(self, text: str) -> None:
        """Put what was scanned into the bag; once nothing is open, an unknown code is a shelf."""
        order_id = self.order_id
        self._do(
            partial(_picked, self._desk.shop, order_id, text),
            partial(self._on_picked, text.strip()),
        )

    def settle(self) -> None:
        """Apply answers that have come and questions whose time is over."""
        self._desk.tasks.ledger(self, partial(lacks.settle, self._desk.shop), self._on_settled)

    # --- what the hands do ----------------------------------------------------------------------

    def _with(self, act: Callable[[Shop, str, str], object]) -> Callable[[str, str], None]:
        def run(order_id: str, line_id: str) -> None:
            shop = self._desk.shop

            def job() -> Sheet:
                act(shop, order_id, line_id)
                return _sheet(shop, order_id)

            self._do(job, self._decided)

        return run

    def _count(self, order_id: str, line_id: str) -> None:
        self._verdict(partial(preparation.pick_one, self._desk.shop, order_id, line_id))

    def _weigh(self, order_id: str, line_id: str, weight: Quantity) -> None:
        job = partial(preparation.weigh_line, self._desk.shop, order_id, line_id, weight)
        self._verdict(job)

    def _verdict(self, job: Callable[[], PickVerdict]) -> None:
        shop = self._desk.shop

        def act() -> tuple[PickVerdict, Sheet]:
            verdict = job()
            return verdict, _sheet(shop, verdict.order.id)

        self._do(act, partial(self._on_picked, ""))

    def _look_for_others(self, order_id: str, line_id: str) -> None:
        job = partial(lacks.lack, self._desk.shop, order_id, line_id)
        self._do(job, self._detail.show_lack)

    def _replace(self, order_id: str, line_id: str, variant_id: str) -> None:
        shop = self._desk.shop

        def job() -> tuple[OrderLineView, Sheet]:
            before = line_of(orders.order(shop, order_id), line_id)
            lacks.substitute(shop, order_id, line_id, variant_id)
            return before, _sheet(shop, order_id)

        self._do(job, self._on_replaced)

    def _ask(self, order_id: str, line_id: str) -> None:
        shop = self._desk.shop

        def job() -> Sheet:
            lacks.ask(shop, order_id, line_id)
            return _sheet(shop, order_id)

        self._do(job, self._decided)

    def _take_off(self, variant_id: str, until: str) -> None:
        """Have the town not order the article for a while, and offer to take that back."""
        desk, shop = self._desk, self._desk.shop

        def told(off: order_pace.OffView) -> None:
            say = desk.say
            moment = say.moment(off.until, shop.clock.now())
            name = "pace.is_off_open_end" if off.is_open_ended else "pace.is_off"
            words = say(name, name=off.name, moment=moment)
            back = partial(self._do, partial(order_pace.bring_back, shop, off.product_id), _nothing)
            self.tells.emit(Notice(words, "go", act=say("pace.undo"), then=back))

        self._do(partial(order_pace.take_off_article, shop, variant_id, Until(until)), told)

    def _count_empty(self, variant_id: str) -> None:
        job = partial(lacks.count_shelf_empty, self._desk.shop, variant_id)
        self._do(job, self._on_counted)

    def _delay(self, until: datetime) -> None:
        """Promise the order for later, and offer to take that back."""
        shop, order = self._desk.shop, self._detail.order
        if order is None:
            return

        def job() -> Sheet:
            return _sheet_of(shop, delays.delay(shop, order.id, until))

        def back() -> None:
            self._do(lambda: delays.take_back(shop, order), self._on_taken_back)

        self._do(job, partial(self._on_delayed, back))

    def _on_delayed(self, back: Callable[[], None], sheet: Sheet) -> None:
        self._detail.close_delay()
        self._show(True, sheet)
        words = self._promised("delay.told", sheet.order)
        self.tells.emit(Notice(words, "go", act=self._desk.say("pace.undo"), then=back))

    def _on_taken_back(self, order: OrderView) -> None:
        self.tells.emit(Notice(self._promised("delay.taken_back", order), "go"))

    def _promised(self, name: str, order: OrderView) -> str:
        say = self._desk.say
        moment = say.moment(order.promised_from, self._desk.shop.clock.now())
        return say(name, number=order.short_number, moment=moment)

    def _mark_ready(self, told: tuple[Bag, ...]) -> None:
        shop, order_id = self._desk.shop, self.order_id
        self._do(lambda: orders.mark_ready(shop, order_id, bag_list=told), self.finished.emit)

    # --- what came of it ------------------------------------------------------------------------

    def _do(self, job: Callable[[], object], then: Callable[..., object]) -> None:
        self._desk.tasks.ledger(self, job, then, self._refused)

    def _refused(self, error: ShopError) -> None:
        self.refuses.emit(error)

    def _show(self, takes_focus: bool, sheet: Sheet) -> None:
        self._detail.show_sheet(sheet, self._desk.shop.clock.now())
        if takes_focus:
            self._detail.take_focus()

    def _bring(self, sheet: Sheet) -> None:
        self.brings.emit()
        self._show(True, sheet)

    def _decided(self, sheet: Sheet) -> None:
        self._detail.close_offer()
        self._detail.hush()
        self._show(True, sheet)

    def _on_replaced(self, both: tuple[OrderLineView, Sheet]) -> None:
        """Say what has to come out of the bag again; of what is cut, ask how heavy it is."""
        before, sheet = both
        self._decided(sheet)
        after = line_of(sheet.order, before.id)
        if before.state is LineState.OPEN and before.picked:
            words = self._comes_out(before.picked, before.label)
            self.tells.emit(Notice(words, "look", stays=True))
        if after.quantity.unit is not Unit.PIECE:
            self._detail.weigh(after.id)

    def _comes_out(self, picked: Quantity, name: str) -> str:
        say = self._desk.say
        return say("lack.comes_out", quantity=say.quantity(picked), name=name)

    def _on_held(self, both: tuple[Held, Sheet]) -> None:
        held, sheet = both
        self._bring(sheet)
        if held.taken_from is not None:
            say, now = self._desk.say, self._desk.shop.clock.now()
            words = say(
                "hold.taken",
                number=held.order.short_number,
                who=name_of(say, held.taken_from),
                at=say.moment(held.since or now, now),
            )
            self.tells.emit(Notice(words, "look"))

    def _on_picked(self, text: str, both: tuple[PickVerdict, Sheet]) -> None:
        verdict, sheet = both
        is_done = sheet.order.state is OrderState.PREPARING and not sheet.order.open_lines
        self._show(False, sheet)
        if text and is_done and verdict.result is PickResult.UNKNOWN:
            bag = self._detail.bags.take_shelf(text)
            self._detail.say_aloud(self._desk.say("bag.shelf_read", n=bag, shelf=text), "go")
            return
        self._detail.say_pick(verdict.result, verdict.label)
        if verdict.result is PickResult.ASKS_WEIGHT:
            self._detail.weigh(verdict.line_id)
            return
        if verdict.result in REFUSED_ALOUD:
            self.sound_refusal()
        if verdict.result is not PickResult.TOO_HEAVY:
            self._detail.close_offer()
            self._detail.take_focus()

    def sound_refusal(self) -> None:
        """Have what does not belong there heard; a muted PC is told by the words alone."""
        desk, percent = self._desk, self._desk.shop.settings.order_volume
        if percent:
            desk.tasks.aside(
                self,
                lambda: desk.sound.ring("refused", percent),
                lambda _outcome: None,
                lambda _error: None,  # the words stand on the screen
            )

    def _on_counted(self, counted: Counted) -> None:
        shop, say = self._desk.shop, self._desk.say

        def undo() -> None:
            self._do(lambda: stocktaking.undo_counts(shop, [counted.count_id]), lambda _done: None)

        self.tells.emit(Notice(say("lack.counted"), "go", act=say("lack.undo"), then=undo))
        if self._detail.lack.about is not None:
            self._look_for_others(*self._detail.lack.about)

    def _on_settled(self, settled: tuple[Settled, ...]) -> None:
        for each in settled:
            words = self._words_of(each)
            if each.comes_out:
                words = f"{words} {self._comes_out(each.comes_out, each.label)}"
            self.tells.emit(Notice(words, "look", stays=True))
        if any(each.order_id == self.order_id for each in settled):
            self.load(self.order_id)

    def _words_of(self, settled: Settled) -> str:
        name = {Outcome.CHOSEN: "lack.chosen", Outcome.DECLINED: "lack.declined"}.get(
            settled.outcome, "lack.unanswered_given" if settled.instead else "lack.unanswered"
        )
        return self._desk.say(
            name, number=settled.short_number, name=settled.label, instead=settled.instead
        )


def _sheet(shop: Shop, order_id: str) -> Sheet:
    order = orders.order(shop, order_id)
    return _sheet_of(shop, order)


def _sheet_of(shop: Shop, order: OrderView) -> Sheet:
    return Sheet(
        order=order,
        stops=walks.pick_list(shop, [order.id]),
        bagging=bags.propose(shop, order.id),
        me=staff.current(shop).code,
        rungs=order_alarms.steps_of(shop, order.id),
    )


def _picked(shop: Shop, order_id: str, text: str) -> tuple[PickVerdict, Sheet]:
    verdict = preparation.pick_scanned(shop, order_id, text)
    return verdict, _sheet_of(shop, verdict.order)


def _nothing(_done: object) -> None:
    """Leave the rest to the screens, which hear of it."""
