"""Two banks of lockers in a storm: a wall with a computer of its own, and a bare board of locks.

Both are the simulators that come with the till, on the loopback; what really lies behind a door is
kept here, for a board knows nothing of it. Banks jam, fall silent and lose what they answer.
"""

from contextlib import ExitStack
from typing import TYPE_CHECKING

from msgspec import structs

from demo.town.carriage import LOCKERS
from desktop.devices.locker import Answer, Report
from desktop.devices.locker_simulators import (
    BankFault,
    BoardFault,
    LockerBankSimulator,
    LockerBoardSimulator,
)
from desktop.errors import RefusedError, WorldError
from desktop.services.carriage import locker_emptying, lockers, on_the_road
from desktop.services.carriage.locker_lines import has_feedback, line_to
from desktop.services.carriage.locker_rows import DepositView, DoorState
from desktop.services.carriage.lockers import Asked
from desktop.services.carriage.on_the_road import Receipt
from desktop.services.carriage.rounds import RoundView, StopView
from desktop.services.online import bags, orders
from desktop.services.upkeep import house
from desktop.settings import LockerSettings
from marketplace.models.orders import ShopOrder

from . import storm_promises
from .storm_counters import open_the_till
from .storm_post import Post
from .storm_told import Bag, Place, Told

if TYPE_CHECKING:
    from .order_storm import OrderStorm

WALL, HALL = "wall", "hall"
_HANDS = "01"
_BOXES = {str(number): "S" for number in range(1, 9)}
_PATIENCE_S = 10
_FAULTS = (
    BankFault.JAMS,
    BankFault.DROPS_IN_REQUEST,
    BankFault.DROPS_AFTER_REQUEST,
    BankFault.DROPS_IN_ANSWER,
    BankFault.NO_CODE,
    BankFault.OTHER_BOX,
    BankFault.GARBAGE,
    BankFault.DENIES,
)
"""Those that are over at once: nobody waits for a clock in a storm."""


class Lockers:
    """The banks, and whoever stands before them."""

    def __init__(self, storm: "OrderStorm") -> None:
        self._storm, self._chance = storm, storm.chance
        self._running = ExitStack()
        self._wall = self._running.enter_context(LockerBankSimulator(_BOXES))
        self._hall = self._running.enter_context(LockerBoardSimulator())
        for post in storm.posts:
            self._set_up(post)

    def close(self) -> None:
        """Switch the banks off."""
        self._running.close()

    def _set_up(self, post: Post) -> None:
        banks = (
            LockerSettings(
                code=WALL, address=self._wall.address, place=LOCKERS[0].slug, keep_days=1
            ),
            LockerSettings(code=HALL, address=self._hall.address, plan="1-8 S", keep_days=1),
        )
        settings = structs.replace(post.counter.shop.settings, lockers=banks)
        house.change_settings(post.counter.shop, settings)

    def befall(self) -> str:
        """Have one of the banks fail in some way, or work again."""
        if self._chance.randrange(2):
            self.recover()
            return "lockers work"
        self._wall.fault = self._chance.choice(_FAULTS)
        self._hall.fault = self._chance.choice(list(BoardFault))
        return f"locker {self._wall.fault}"

    def recover(self) -> None:
        """Let both work."""
        self._wall.fault, self._hall.fault = BankFault.NONE, BoardFault.NONE

    # --- in ---------------------------------------------------------------------------------------

    def begin(self, post: Post) -> None:
        """Take something that is ready to a locker, without a round, or go on with what was begun."""
        if not post.has_hands:
            return
        shop = post.counter.shop
        standing = locker_emptying.overview(shop)
        waiting = sorted(each.id for each in standing.waiting if self._storm.is_awaited(each.id))
        try:
            if standing.unfinished:
                begun = sorted(standing.unfinished, key=lambda each: each.id)
                self._go_on(post, self._chance.choice(begun))
            elif waiting:
                self._ask(post, self._chance.choice(waiting))
        except RefusedError as refused:
            self._storm.refused(refused)

    def come_with(self, post: Post, one: RoundView, stop: StopView) -> None:
        """Stand before a bank with a stop of a round."""
        shop, order_id = post.counter.shop, stop.order.id
        held = lockers.stop_for(shop, order_id).deposit
        if held is not None:
            self._go_on(post, held)
        elif self._chance.randrange(100) < 15:
            self._put_in_by_hand(post, one, order_id)
        else:
            try:
                self._ask(post, order_id)
            except RefusedError as refused:
                self._storm.refused(refused)
                self._storm.carriage.fail(post, one, stop)

    def _ask(self, post: Post, order_id: str) -> None:
        shop = post.counter.shop
        stop = lockers.stop_for(shop, order_id)
        bank = self._chance.choice(stop.banks)
        report = self._report(post, bank.code)
        if has_feedback(bank) and report is None:
            return
        asked = lockers.ask(shop, order_id, _HANDS, locker=bank.code, size=stop.size, report=report)
        self._storm.stepped(post, "ask a door", order_id)
        self._open(post, asked)

    def _report(self, post: Post, code: str) -> Report | None:
        line = line_to(post.counter.shop, code)
        if not line.has_feedback:
            return None
        try:
            return line.report()
        except WorldError as silent:
            self._storm.befell[silent.code] += 1
            return None

    def _open(self, post: Post, asked: Asked) -> None:
        """Send a wish, and note the answer unless the PC goes dark before."""
        answer = self._send(post, asked)
        if self._chance.randrange(100) < 15:
            self._storm.stepped(post, "door unanswered")
            return
        shop = post.counter.shop
        lockers.note_answer(shop, asked.deposit.id, asked.opening.key, answer)
        self._storm.stepped(post, "door answered", asked.deposit.order_id)

    def _send(self, post: Post, asked: Asked) -> Answer:
        answer = line_to(post.counter.shop, asked.deposit.locker).send(asked.opening)
        if asked.deposit.locker == HALL:
            # The board has heard the whole of it once it has hung up.
            assert self._hall.calls.acquire(timeout=_PATIENCE_S)
        return answer

    def _go_on(self, post: Post, found: DepositView) -> None:
        """Take the next step of a deposit that was begun."""
        shop = post.counter.shop
        if found.is_doubtful:
            found = self._look(post, found)
        if found.door is DoorState.OPENED and not self._is_taken(found.locker, found.box):
            self._put_in(post, found)
        elif self._chance.randrange(3) == 0:
            lockers.give_up(shop, found.id, is_stuck=bool(self._chance.randrange(2)))
            self._storm.stepped(post, "give a door up", found.order_id)
        elif self._chance.randrange(2) or found.door is DoorState.OPENED:
            report = self._report(post, found.locker)
            asked = lockers.ask_other(
                shop, found.id, _HANDS, size=lockers.stop_for(shop, found.order_id).size,
                report=report, is_stuck=True,
            )  # fmt: skip
            self._storm.stepped(post, "another door", found.order_id)
            self._open(post, asked)
        else:
            self._open(post, lockers.ask_again(shop, found.id, _HANDS))

    def _look(self, post: Post, found: DepositView) -> DepositView:
        """Ask the bank again, and where it does not tell, look at the door."""
        shop = post.counter.shop
        line = line_to(shop, found.locker)
        if line.has_feedback:
            key = lockers.last_wish(shop, found.id)
            found = lockers.note_answer(shop, found.id, key, line.recall(key))
        if not found.is_doubtful:
            return found
        if found.locker == WALL:
            is_open = self._wall.doors[found.box].is_open
        else:
            is_open = self._hall.fault is BoardFault.NONE
        return lockers.say_door(shop, found.id, is_open=is_open)

    def _put_in(self, post: Post, found: DepositView) -> None:
        shop, told = post.counter.shop, self._storm.told[found.order_id]
        order = orders.order(shop, found.order_id)
        bag = told.bag(Place.ROAD, sender=post.name)
        if found.locker == WALL:
            self._wall.shut(found.box)
        storm_promises.hold_label(self._storm, order)
        try:
            lockers.confirm(shop, found.id, _HANDS)
        except RefusedError as refused:
            # Taken out again: nobody can open it for the customer, or it was ended meanwhile.
            self._storm.refused(refused)
            lockers.give_up(shop, found.id)
            self._storm.stepped(post, "give a door up", found.order_id)
            return
        self._lies_in(post, told, bag, found)
        self._storm.put_in_the_dark(post)
        self._storm.stepped(post, "deposit", found.order_id)

    def _put_in_by_hand(self, post: Post, one: RoundView, order_id: str) -> None:
        """Put a parcel into the hall with a key of one's own, and note it afterwards."""
        shop, told = post.counter.shop, self._storm.told[order_id]
        bag = told.bag(Place.ROAD, sender=post.name)
        free = [each for each in _BOXES if not self._is_taken(HALL, each)]
        box = self._chance.choice(free)
        if self._chance.randrange(2):
            found = lockers.put_in_by_hand(shop, order_id, _HANDS, box, locker=HALL)
        else:
            receipt = Receipt(proof="name", received_by="consigne", box=box)
            on_the_road.deliver(shop, one.id, order_id, _HANDS, receipt)
            held = lockers.stop_for(shop, order_id).deposit
            assert held is not None
            found = held
        self._lies_in(post, told, bag, found)
        self._storm.stepped(post, "deposit by hand", order_id)

    def _is_taken(self, locker: str, box: str) -> bool:
        """Tell whether somebody's parcel lies behind a door."""
        return any(
            bag.place is Place.LOCKER and bag.box == (locker, box)
            for told in self._storm.told.values()
            for bag in told.bags
        )

    def _lies_in(self, post: Post, told: Told, bag: Bag | None, found: DepositView) -> None:
        if bag is None:
            order = orders.order(post.counter.shop, found.order_id)
            lines = frozenset(line.id for line in bags.here(order))
            bag = Bag(found.order_id, lines, post.name)
            told.bags.append(bag)
        bag.place, bag.deposit = Place.LOCKER, found.id
        bag.box = (found.locker, found.box)

    # --- out --------------------------------------------------------------------------------------

    def take(self, post: Post) -> None:
        """Let a customer open a locker: with the bank's code, late as well, or at the till's door."""
        waiting = [told for told in self._storm.with_bag(Place.LOCKER) if told.comes]
        if not waiting:
            return
        told = self._chance.choice(waiting)
        bag = told.bag(Place.LOCKER)
        assert bag is not None
        if bag.box[0] == HALL:
            self._take_at_the_board(post, told, bag)
            return
        self._listen(told)
        code = self._wall.code_of(bag.deposit)
        if code and code == told.opening_code:
            self._wall.collect(bag.deposit)
            self._storm.given(told, bag.lines, bag)
            self._storm.befell["taken from the wall"] += 1

    def _listen(self, told: Told) -> None:
        """Let the customer read the code on the order's page; it is kept once it was read."""
        with self._storm.town.hub.database.read() as session:
            said = session.get_one(ShopOrder, told.bought.order_id).opening_code
        told.opening_code = said or told.opening_code

    def _take_at_the_board(self, post: Post, told: Told, bag: Bag) -> None:
        if not post.has_hands:
            return
        shop = post.counter.shop
        open_the_till(post)
        try:
            found, secret = locker_emptying.find_by_code(shop, told.bought.code.text)
            if found.id != bag.deposit:
                return  # this till knows of another bag of the order, behind another door
            asked = locker_emptying.ask_for_customer(shop, found.id, _HANDS, secret=secret)
            self._storm.stepped(post, "ask for a customer", bag.order_id)
            self._send(post, asked)
            if self._hall.fault is not BoardFault.NONE:
                locker_emptying.leave_in(shop, found.id)
                self._storm.stepped(post, "stays in", bag.order_id)
                return
            self._storm.given(told, bag.lines, bag)
            locker_emptying.confirm_taken(shop, found.id, _HANDS, secret=secret)
        except RefusedError as refused:
            self._storm.refused(refused)
            return
        self._storm.stepped(post, "taken at the board", bag.order_id)

    def hear(self, post: Post) -> None:
        """Let a till ask the wall what was taken, as it does every minute."""
        if post.is_asleep:
            return
        open_the_till(post)
        shop = post.counter.shop
        for code in sorted(locker_emptying.to_hear(shop)):
            report = self._report(post, code)
            if report is None:
                continue
            heard = locker_emptying.hear(shop, code, report)
            for each in heard.taken:
                self._storm.stepped(post, "hear", each.order_id)
            line_to(shop, code).release(heard.to_release)

    def fetch(self, post: Post) -> None:
        """Fetch back what nobody came for, or what has ended."""
        if not post.has_hands:
            return
        shop = post.counter.shop
        due = sorted(locker_emptying.overview(shop).due, key=lambda each: each.id)
        if not due:
            return
        found = self._chance.choice(due)
        told = self._storm.told[found.order_id]
        bag = next((each for each in told.bags if each.deposit == found.id), None)
        try:
            asked = locker_emptying.ask_to_fetch(shop, found.id, _HANDS)
            self._storm.stepped(post, "ask to fetch", found.order_id)
            answer = self._send(post, asked)
            lockers.note_answer(shop, found.id, asked.opening.key, answer)
            is_open = found.locker == WALL and self._wall.doors[found.box].is_open
            is_open |= found.locker == HALL and self._hall.fault is BoardFault.NONE
            is_in = bag is not None and bag.place is Place.LOCKER
            if found.locker == WALL and is_open:
                self._wall.shut(found.box)
            was_fetched = bag is not None and bag.place is Place.BACK
            is_seen_empty = is_open and not is_in and (found.locker == HALL or was_fetched)
            if not (is_open and is_in) and not is_seen_empty:
                # Shut, or empty: its customer was faster, and the bank will say so.
                locker_emptying.leave_in(shop, found.id)
                self._storm.stepped(post, "stays in", found.order_id)
                return
            locker_emptying.confirm_back(shop, found.id, _HANDS, "B3")
        except RefusedError as refused:
            self._storm.refused(refused)
            return
        if bag is not None and is_in:
            bag.place = Place.BACK
        self._storm.stepped(post, "fetch", found.order_id)

    # --- looking -----------------------------------------------------------------------------------

    @staticmethod
    def standing(post: Post, order_id: str) -> DepositView | None:
        """Return what a till has written down of the locker an order is in."""
        return lockers.stop_for(post.counter.shop, order_id).deposit

    def is_anything_open(self) -> list[str]:
        """Return in words what still lies in a locker, or is on its way into one."""
        return [
            f"{each.locker} {each.box} {each.state} {each.must_leave}"
            for post in self._storm.posts
            for standing in [locker_emptying.overview(post.counter.shop)]
            for each in (*standing.unfinished, *standing.due, *standing.kept)
        ]
