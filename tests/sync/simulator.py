"""Two shops with two tills each and their marketplace in one thread, under faults from one seed.

The tills run the real engine over `ShopStore`, the marketplace is the real one over SQLite; only
the network between them is made up here. Everything that goes wrong is drawn from one `Random`,
so a seed that fails, fails again.
"""

import shutil
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import TypeVar

from sqlalchemy import text

from marketplace.api.desk import SyncDesk
from marketplace.errors import StorageError
from marketplace.services import entities, greeting
from marketplace.services.devices import Caller
from marketplace.services.handlers import HANDLERS, Arrived, Done
from marketplace.services.hub import Hub
from marketplace.services.problems import ProblemError as HubProblemError
from sync.contract import v1
from sync.contract.canonical import decode, encode
from sync.engine import asking, conversation
from sync.engine.asking import Ask, Talk
from sync.engine.conversation import Outcome
from sync.engine.stores import Stores
from sync.kernel.clock import SetClock
from tests.support import hub_database

from .shop_store import ShopStore, moves_of
from .town import FILE, ShopOfTest, add_device, copy_town, place_order, shops_of

Result = TypeVar("Result")
NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
PAGE = 4
"""Rows per page: small, so that a pull takes several."""
RENDER = entities.renderer("https://ville.example")
ROUNDS_TO_HEAL = 4


class PowerCut(BaseException):
    """A machine stops in the middle of something."""


class LostError(Exception):
    """The network swallowed a request or its answer."""


class BrokenPromiseError(AssertionError):
    """A property of the sync does not hold."""


@dataclass(frozen=True, slots=True)
class Faults:
    """How likely what is, in percent of the occasions."""

    request_lost: int = 10
    request_twice: int = 15
    answer_lost: int = 12
    request_late: int = 20
    till_cut: int = 2
    hub_cut: int = 3
    hub_full: int = 2
    till_restored: int = 3
    till_cut_off: int = 4
    hub_restored: int = 0


NONE = Faults(*[0] * 10)


@dataclass
class Till:
    """A till: what it keeps on disk, and what it would lose with the power."""

    name: str
    shop: ShopOfTest
    caller: Caller
    store: ShopStore
    backups: list[bytes] = field(default_factory=list)
    mind: "conversation.Conversation | None" = None
    talk: Talk[Outcome] | None = None
    ask: Ask | None = None
    stuck: str = ""
    is_cut_off: bool = False
    """No network: it writes, is backed up and restored, and nobody hears of it."""


class Simulation:
    """One seed's day."""

    def __init__(
        self,
        template: Path,
        folder: Path,
        seed: int,
        faults: Faults,
        make_store: Callable[[str], ShopStore] = ShopStore,
    ) -> None:
        self.chance = Random(seed)
        self.faults = faults
        self.clock = SetClock(NOON)
        self._template, self._folder = template, folder
        self._make_store = make_store
        self._serial = 0
        self._is_serving = False
        self.hub = self._open_hub()
        self.desk = self._open_desk()
        self.tills = [
            self._open_till(shop, place) for shop in shops_of(self.hub) for place in range(2)
        ]
        self.late: list[tuple[Caller, Ask]] = []
        self.written: dict[str, tuple[str, v1.Op]] = {}
        self.forgiven: set[str] = set()
        self.orders: list[tuple[str, str]] = []
        self.hub_backups: list[str] = []
        self._back_up_hub()

    def close(self) -> None:
        for till in self.tills:
            till.store.close()
        self.hub.close()
        shutil.rmtree(self._folder)

    # The day.

    def run(self, actions: int) -> None:
        """Let things happen, good and bad; then heal, and hold everybody to their promises."""
        for _ in range(actions):
            self._act()
        self._heal()
        self._check()

    def _act(self) -> None:
        self.clock.advance(timedelta(seconds=self.chance.randrange(60)))
        till = self.chance.choice(self.tills)
        happening = self.chance.random() * 100
        if self._befalls(self.faults.till_restored):
            self._restore_till(till)
        elif self._befalls(self.faults.hub_restored):
            self._restore_hub()
        elif self._befalls(self.faults.till_cut_off):
            till.is_cut_off = not till.is_cut_off
        elif happening < 30:
            self._write_something(till)
        elif happening < 33:
            order_id = place_order(self.hub, till.shop, self.chance.choice(till.shop.variants))
            self.orders.append((till.shop.id, order_id))
        elif happening < 40:
            till.backups = [*till.backups[-1:], till.store.backup()]
        elif happening < 41:
            self._back_up_hub()
        elif happening < 46 and self.late:
            self._deliver_late(self.chance.randrange(len(self.late)))
        else:
            for _ in range(self.chance.randrange(1, 6)):
                self._talk_on(till)

    def _befalls(self, percent: int) -> bool:
        return self.chance.randrange(100) < percent

    def _make_id(self) -> str:
        self._serial += 1
        return f"01900000-0000-7000-8000-{self._serial:012x}"

    # At the counter.

    def _write_something(self, till: Till) -> None:
        kind, message, version = self._something(till)
        op_id = self._make_id()
        try:
            chained = till.store.write(op_id, kind, message, version)
        except PowerCut:
            self._lose_power(till)
            logged = {one.op.id: one.op for one, _ in till.store.log()}
            if op_id in logged:
                self.written[op_id] = (till.shop.id, logged[op_id])
        else:
            self.written[op_id] = (till.shop.id, chained.op)

    def _something(self, till: Till) -> tuple[str, v1.Message, int]:
        variant = self.chance.choice(till.shop.variants)
        orders = [order for shop, order in self.orders if shop == till.shop.id] or ["unknown"]
        order = self.chance.choice(orders)
        happening = self.chance.randrange(100)
        if happening < 35:
            delta = self.chance.choice([-3000, -1000, 2000, 12_000])
            move = v1.StockMove(move=self._make_id(), variant=variant, delta=delta, why="received")
            return "stock.move", move, 1
        if happening < 60:
            return "sale.closed", self._sale(variant), 1
        if happening < 70:
            price = v1.PriceSet(variant=variant, price_cents=self.chance.randrange(10_000))
            return "price.set", price, 1
        if happening < 80:
            step = self.chance.choice(["order.accept", "order.prepare", "order.ready"])
            return step, v1.OrderStep(order=order, base_ver=1), 1
        if happening < 90:
            return "order.handed_over", v1.OrderHandedOver(order=order, at=0, by="Nora"), 1
        return self._poison(variant)

    def _poison(self, variant: str) -> tuple[str, v1.Message, int]:
        return self.chance.choice(
            [
                ("stock.teleport", v1.OrderSeen(order="a kind of the future"), 1),
                ("stock.move", v1.OrderSeen(order="a body of the future"), 2),
                ("stock.move", v1.OrderSeen(order="no such fields"), 1),
                ("price.set", v1.PriceSet(variant=variant, price_cents=-1), 1),
                ("till.closed", _cursed_closing(), 1),
            ]
        )

    def _sale(self, variant: str) -> v1.SaleClosed:
        quantity = self.chance.choice([1000, 2000, -1000])
        line = v1.SaleLine(
            label="Article", quantity=quantity, gross_cents=120, vat_bp=2000, variant=variant
        )
        return v1.SaleClosed(
            sale=self._make_id(),
            till="T1",
            number=str(self._serial),
            kind="sale",
            business_day="2026-11-21",
            at=0,
            gross_cents=120,
            net_cents=100,
            lines=(line,),
            tenders=(v1.Tender(means="cash", cents=120),),
            journal_seq=self._serial,
            journal_hash="",
        )

    # Between the two.

    def _talk_on(self, till: Till) -> None:
        """Carry one question of a till to the hub, and the answer back, if nothing befalls it."""
        try:
            if till.talk is None:
                self._begin_round(till)
            else:
                answer = self._carry(till)
                till.ask = till.talk.send(answer)
                self._check_confirmed(till, answer)
                self._check_pending(till, answer)
        except StopIteration:
            till.talk = None
        except PowerCut:
            self._lose_power(till)
        except LostError:
            self._give_up(till)
            if self._befalls(5 * self.faults.till_restored):
                self._restore_till(till)
        except asking.ProblemError:
            till.talk = None
        except asking.StuckError as error:
            till.talk, till.stuck = None, str(error)

    def _begin_round(self, till: Till) -> None:
        if till.mind is None:
            store = till.store
            till.mind = conversation.Conversation(
                Stores(store, store, store, store), _run_at_once, self._make_id, "test"
            )
        till.talk = till.mind.round()
        till.ask = next(till.talk)

    def _carry(self, till: Till) -> v1.Message:
        ask = till.ask
        assert ask is not None
        if till.is_cut_off or self._befalls(self.faults.request_lost):
            raise LostError
        own_late = [place for place, (caller, _) in enumerate(self.late) if caller == till.caller]
        if own_late and self._befalls(self.faults.request_late):
            self._deliver_late(self.chance.choice(own_late))
        if ask.path == "/push" and self._befalls(self.faults.request_late):
            self.late.append((till.caller, ask))
            raise LostError
        if ask.path == "/push" and self._befalls(self.faults.request_twice):
            self.late.append((till.caller, ask))
        answer = self._serve(till.caller, ask)
        if self._befalls(self.faults.answer_lost):
            raise LostError
        if isinstance(answer, v1.ChangesPage):
            till.store.held_by_page = answer.applied
        return answer

    def _serve(self, caller: Caller, ask: Ask) -> v1.Message:
        if self._befalls(self.faults.hub_full):
            return v1.Problem(error="storage", retry_after_s=5)
        self._is_serving = True
        try:
            return self._answer(caller, ask)
        except HubProblemError as error:
            return error.problem
        except StorageError:
            return v1.Problem(error="storage", retry_after_s=5)
        except PowerCut as cut:
            self._restart_hub()
            raise LostError from cut
        finally:
            self._is_serving = False

    def _answer(self, caller: Caller, ask: Ask) -> v1.Message:
        match ask.path, ask.body:
            case "/hello", v1.Hello() as hello:
                return self.desk.hello(caller, hello)
            case "/push", v1.Push() as push:
                return self.desk.push(caller, push)
            case "/history", None:
                return self.desk.history(caller, ask.query["incarnation"], int(ask.query["after"]))
            case "/changes", None:
                return self.desk.changes(caller, ask.query["cursor"], PAGE)
        raise AssertionError(ask.path)

    def _deliver_late(self, place: int) -> None:
        """Let a request of a dead session arrive after all; nobody waits for its answer."""
        caller, ask = self.late.pop(place)
        with suppress(LostError):
            self._serve(caller, ask)

    # What goes wrong.

    def _give_up(self, till: Till) -> None:
        if till.talk is not None:
            till.talk.close()
        till.talk = None
        if till.mind is not None:
            till.mind.doubt()

    def _lose_power(self, till: Till) -> None:
        if till.talk is not None:
            till.talk.close()
        till.talk = till.mind = None

    def _restore_till(self, till: Till) -> None:
        if not till.backups:
            return
        self._lose_power(till)
        till.is_cut_off = self._befalls(50)
        before = {one.op.id for one, _ in till.store.log()}
        till.store.restore(self.chance.choice(till.backups))
        after = {one.op.id for one, _ in till.store.log()}
        # Never pushed, and gone with the disk: nobody can bring it back.
        self.forgiven |= before - after - self._known_to_hub()

    def _back_up_hub(self) -> None:
        name = f"backup-{len(self.hub_backups)}"
        hub_database.keep(self.hub.database, self._folder, FILE, name)
        self.hub_backups.append(name)

    def _restore_hub(self) -> None:
        self.hub.close()
        hub_database.put_back(self._folder, FILE, self.chance.choice(self.hub_backups))
        self._restart_hub()
        with self.hub.database.write() as session:
            greeting.renew_epoch(session, self.clock.now())
        kept = {one.op.id for till in self.tills for one, _ in till.store.log()}
        self.forgiven |= set(self.written) - kept - self._known_to_hub()

    def _restart_hub(self) -> None:
        self.hub.close()
        self.hub = self._open_hub()
        self.desk = self._open_desk()

    def _open_hub(self) -> Hub:
        return copy_town(self._template, self._folder, self.clock, is_durable=False)

    def _open_desk(self) -> SyncDesk:
        desk = SyncDesk(self.hub, {**HANDLERS, "till.closed": _break_on_cursed})
        self.hub.database.before_commit(lambda _session: self._cut_hub())
        return desk

    def _open_till(self, shop: ShopOfTest, place: int) -> Till:
        store = self._make_store(f"i-{shop.slug}-{place}")
        store.fault = lambda _moment: self._cut(self.faults.till_cut)
        name = f"T{place}"
        caller = add_device(self.hub, shop.id, f"{shop.slug}-{name}")
        return Till(name, shop, caller, store)

    def _cut_hub(self) -> None:
        if self._is_serving:
            self._cut(self.faults.hub_cut)

    def _cut(self, percent: int) -> None:
        if self._befalls(percent):
            raise PowerCut

    # After the storm.

    def _heal(self) -> None:
        self.faults = NONE
        while self.late:
            self._deliver_late(self.chance.randrange(len(self.late)))
        for till in self.tills:
            till.is_cut_off = False
            self._give_up(till)
        for _ in range(ROUNDS_TO_HEAL):
            for till in self.tills:
                till.stuck = ""
                self._talk_on(till)
                while till.talk is not None:
                    self._talk_on(till)

    # The promises.

    def _check_pending(self, till: Till, answer: v1.Message) -> None:
        """P6: an own operation leaves the waiting ones only when its effect was pulled."""
        if not isinstance(answer, v1.ChangesPage):
            return
        for stream in till.store.streams():
            for chained, result in till.store.log():
                if (
                    chained.incarnation != stream.incarnation
                    or chained.op.seq > stream.applied_seq
                    or result in {"rejected", "dup"}
                ):
                    continue
                for variant in moves_of(chained.op):
                    held = till.store.held("stock", variant).get(stream.incarnation, 0)
                    _promise(held >= chained.op.seq, f"P6 {till.name} lost sight of its own sale")

    def _check_confirmed(self, till: Till, answer: v1.Message) -> None:
        """P1: what a till believes confirmed is at the hub, as long as the hub keeps its disk."""
        if not isinstance(answer, v1.PushAnswer) or self.faults.hub_restored:
            return
        acked = {stream.incarnation: stream.acked_seq for stream in till.store.streams()}
        confirmed = {
            chained.op.id
            for chained, _ in till.store.log()
            if chained.op.seq <= acked[chained.incarnation]
        }
        _promise(confirmed <= self._known_to_hub(), "P1 confirmed, and not at the hub")

    def _known_to_hub(self) -> set[str]:
        with self.hub.database.read() as session:
            return set(session.execute(text("SELECT op_id FROM op_seen")).scalars())

    def _check(self) -> None:
        with self.hub.database.read() as session:
            effective = session.execute(
                text(
                    "SELECT op_id, result, device_id, incarnation, seq FROM oplog"
                    " WHERE result <> 'dup'"
                )
            ).all()
            handed = list(
                session.execute(
                    text("SELECT order_id FROM order_event WHERE kind LIKE '%handed_over%'")
                ).scalars()
            )
            rows = session.execute(text("SELECT variant, on_hand FROM offer"))
            stock = {row.variant: row.on_hand for row in rows}
            anomalous = set(
                session.execute(text("SELECT id FROM shop_order WHERE anomaly <> ''")).scalars()
            )
            known_orders = set(session.execute(text("SELECT id FROM shop_order")).scalars())
        self._check_once([row.op_id for row in effective])
        self._check_regained({(row.device_id, row.op_id) for row in effective})
        places = {(row.device_id, row.incarnation, row.seq): row.result for row in effective}
        self._check_results(places)
        results = {row.op_id: row.result for row in effective}
        self._check_poison(results)
        self._check_stock(stock, results)
        self._check_hand_overs(handed, anomalous, known_orders, results)
        self._check_convergence()

    def _check_once(self, effective: list[str]) -> None:
        _promise(len(effective) == len(set(effective)), "P1 an operation counted twice")
        expected = set(self.written) - self.forgiven
        _promise(expected <= set(effective), "P1/P11 an operation never reached the hub")
        for till in self.tills:
            kept = {chained.op.id for chained, _ in till.store.log()}
            _promise(kept <= set(effective), "P1 the outbox did not drain")
            _promise(not till.store.waiting().to_send, f"P14 {till.name} still waits: {till.stuck}")

    def _check_regained(self, effective: set[tuple[str, str]]) -> None:
        for till in self.tills:
            kept = {chained.op.id for chained, _ in till.store.log()}
            own = {op_id for device, op_id in effective if device == till.caller.device_id}
            _promise(own <= kept, f"P11 {till.name} did not get back what it had lost")

    def _check_results(self, places: dict[tuple[str, str, int], str]) -> None:
        for till in self.tills:
            for chained, told in till.store.log():
                place = (till.caller.device_id, chained.incarnation, chained.op.seq)
                result = places.get(place, "ok")
                is_told = result in {"ok", told}
                _promise(is_told, f"{till.name} was never told of a {result} {chained.op.kind}")

    def _check_poison(self, results: dict[str, str]) -> None:
        for op_id, (_, op) in self.written.items():
            if op_id not in results:
                continue
            if op.kind == "stock.teleport" or op.v != 1:
                _promise(results[op_id] == "deferred", "P7 the future was not kept for later")
            elif b"no such fields" in bytes(op.body) or op.kind == "till.closed":
                _promise(results[op_id] == "rejected", "P7 poison was not set aside")

    def _check_stock(self, stock: dict[str, int], results: dict[str, str]) -> None:
        expected = {variant: 100_000 for till in self.tills for variant in till.shop.variants}
        for op_id, (_, op) in self.written.items():
            if results.get(op_id) == "ok":
                for variant, delta in moves_of(op).items():
                    expected[variant] += delta
        _promise(stock == expected, f"P3 the hub's stock is wrong: {stock} {expected}")
        for till in self.tills:
            shown = till.store.stock()
            _promise(
                shown == {variant: stock[variant] for variant in till.shop.variants},
                f"P3 {till.name} shows another stock",
            )

    def _check_hand_overs(
        self,
        handed: list[str],
        anomalous: set[str],
        known_orders: set[str],
        results: dict[str, str],
    ) -> None:
        told: dict[str, int] = {}
        for op_id, (_, op) in self.written.items():
            if op.kind == "order.handed_over" and results.get(op_id) == "ok":
                order = _order_in(op)
                told[order] = told.get(order, 0) + 1
        for order, times in told.items():
            _promise(handed.count(order) == times, "P8 a hand-over was lost or doubled")
            if times > 1 and order in known_orders:
                _promise(order in anomalous, "P8 a second hand-over went unnoticed")

    def _check_convergence(self) -> None:
        kinds = ("product", "stock", "shop", "order")
        for till in self.tills:
            seen = till.store.entities(*kinds)
            for (entity, one), state in seen.items():
                with self.hub.database.read() as session:
                    truth = RENDER(session, till.shop.id, entity, one)
                if truth is None and entity == "order":
                    continue  # lost with the hub's disk; its tills list it for a human
                _promise(truth is not None, f"P5 {till.name} keeps a ghost {entity}")
                _promise(_encoded(truth) == state, f"P5 {till.name} differs on a {entity}")
        for left, right in zip(self.tills[::2], self.tills[1::2], strict=True):
            _promise(
                left.store.entities("product", "stock", "shop")
                == right.store.entities("product", "stock", "shop"),
                "P5 two tills of a shop differ",
            )


def _encoded(message: v1.Message | None) -> bytes:
    assert message is not None
    return encode(message)


def _order_in(op: v1.Op) -> str:
    return decode(op.body, v1.OrderHandedOver).order


def _run_at_once(work: Callable[[], Result]) -> Result:
    return work()


def _promise(is_kept: bool, message: str) -> None:
    if not is_kept:
        raise BrokenPromiseError(message)


def _cursed_closing() -> v1.TillClosed:
    return v1.TillClosed(
        till="T1",
        z_number=666,
        business_day="2026-11-21",
        gross_cents=0,
        net_cents=0,
        tickets=0,
        journal_seq=1,
        journal_hash="",
    )


def _break_on_cursed(_session: object, _arrived: Arrived) -> Done:
    raise KeyError("a bug nobody has found yet")
