"""Goods that come back over the counter in a storm: all of an order, a line, a piece of a line.

Paid at a till, that one's ticket pays them; paid online, the marketplace does, or a credit note.
Some go with the same goods to both counters, in the dark where one can be had.
"""

from collections.abc import Collection
from typing import TYPE_CHECKING

import pytest

from desktop.domain.tender import Means
from desktop.errors import RefusedError
from desktop.services.counter import returns
from desktop.services.counter.refunds import RefundLine
from desktop.services.online import order_returns
from desktop.services.online.order_returns import Returnable, TakenBack
from desktop.services.team.crew import OWNER_CODE
from sync.kernel.ids import new_id
from sync.kernel.money import total_of
from sync.kernel.quantity import Quantity, Unit

from .storm_counters import open_the_till
from .storm_post import Post
from .storm_told import Told

if TYPE_CHECKING:
    from .order_storm import OrderStorm

_WHY = "abîmé dans le sac"
_LATELY = 40
"""So many orders back somebody may still think of bringing something."""
_BY_TICKET = (Means.CASH, Means.CARD, Means.CREDIT_NOTE)


class Returns:
    """Customers who bring something back, and whoever takes it."""

    def __init__(self, storm: "OrderStorm") -> None:
        self._storm, self._chance = storm, storm.chance

    def bring_back(self, post: Post) -> None:
        """Let somebody bring an order back, or some of it."""
        told = self._somebody()
        if told is not None:
            some = told.at_home()
            if self._chance.randrange(2):
                some = [self._chance.choice(some)]
            self._take_back(post, told, some)

    def bring_back_twice(self, _post: Post) -> None:
        """Bring the same things to both counters, one right after the other."""
        told = self._somebody()
        if told is None:
            return
        if not self._storm.is_over and self._chance.randrange(100) < 60:
            for post in self._storm.posts:
                post.counter.is_cut_off = True
            self._storm.befell["brings back in the dark"] += 1
        some = told.at_home()
        for post in self._storm.posts:
            self._take_back(post, told, some)

    def bring_a_piece(self, post: Post) -> None:
        """Bring back one of several, or the rest of a portion, with the till's ticket."""
        told = self._somebody()
        if told is None or not post.has_hands:
            return
        open_the_till(post)
        standing = self._look_up(post, told)
        for each in () if standing is None else standing.lines:
            whole = each.quantity
            part = whole.thousandths // 2
            if whole.unit is Unit.PIECE:
                part = part // 1000 * 1000
            if not each.sale_id or not part or each.line.id not in told.at_home():
                continue
            back = (RefundLine(each.position, Quantity(part, whole.unit)),)
            means = self._chance.choice(_BY_TICKET)
            try:
                given = returns.refund(
                    post.counter.shop, each.sale_id, back, means, OWNER_CODE, _WHY
                )
            except RefusedError as refused:
                self._storm.refused(refused)
                return
            told.paid.append(given.total)
            before = told.for_pieces.get(each.line.id, given.total - given.total)
            told.for_pieces[each.line.id] = before - given.total
            self._storm.stepped(post, "take a piece back", told.bought.order_id)
            return

    def _somebody(self) -> Told | None:
        lately = [*self._storm.told.values()][-_LATELY:]
        known = [told for told in lately if told.at_home()]
        return self._chance.choice(known) if known else None

    def _look_up(self, post: Post, told: Told) -> Returnable | None:
        try:
            return order_returns.look_up(post.counter.shop, told.bought.order_id)
        except RefusedError as refused:
            self._storm.refused(refused)
            return None

    def _take_back(self, post: Post, told: Told, wanted: Collection[str]) -> None:
        if not post.has_hands:
            return
        open_the_till(post)
        standing = self._look_up(post, told)
        if standing is None:
            return
        goods = [each.line.id for each in standing.lines if each.line.variant_id]
        some = [each for each in goods if each in wanted]
        if not some:
            return
        ways = (None, None, Means.CREDIT_NOTE) if standing.is_by_hub else _BY_TICKET
        means, refund_id = self._chance.choice(ways), new_id()
        try:
            done = self._press(post, told, some, means, refund_id)
        except RefusedError as refused:
            self._storm.refused(refused)
            return
        told.came_back.update(some)
        given = [ticket.total for ticket in done.tickets]
        if standing.is_by_hub:
            told.credited += given
            self._hold_credit(standing, done, some)
        else:
            told.paid += given
        self._storm.stepped(post, "take back", told.bought.order_id)
        self._press_again(post, told, some, means, refund_id, done)

    def _press(
        self, post: Post, told: Told, lines: Collection[str], means: Means | None, refund_id: str
    ) -> TakenBack:
        return order_returns.take_back(
            post.counter.shop,
            told.bought.order_id,
            lines,
            OWNER_CODE,
            _WHY,
            means=means,
            refund_id=refund_id,
        )

    def _hold_credit(self, standing: Returnable, done: TakenBack, lines: Collection[str]) -> None:
        """Hold: what goes back, or is credited, is what the panel named for what came."""
        back = {each.line.id: each.quantity for each in standing.lines if each.line.id in lines}
        worth = total_of([each.credit for each in standing.with_lines(back)])
        given = total_of([done.by_hub, *(ticket.total for ticket in done.tickets)])
        self._storm.held["given for what came back"] += 1
        assert given == worth, f"{standing.order.number}: {given} for {worth}"

    def _press_again(
        self,
        post: Post,
        told: Told,
        lines: Collection[str],
        means: Means | None,
        refund_id: str,
        done: TakenBack,
    ) -> None:
        """Hold: a second press, after a power cut as well, gives nothing again."""
        self._storm.held["a second press gives nothing"] += 1
        if not done.tickets:
            # No ticket says that it was done; the lines do.
            with pytest.raises(RefusedError, match="nothing_to_refund"):
                self._press(post, told, lines, means, refund_id)
            return
        again = self._press(post, told, lines, means, refund_id)
        same = [ticket.sale_id for ticket in done.tickets[:1]]
        assert [ticket.sale_id for ticket in again.tickets] == same, "given twice"
        assert not again.by_hub, "sent back twice"
