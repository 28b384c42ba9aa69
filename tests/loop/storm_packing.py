"""What goes into the bags in a storm: pieces, weighed portions, and what stands in for a lack.

What lacks is done by the rule its customer chose at the checkout; who is asked answers on the
order's page, wants to be called, or lets the time run out.
"""

from typing import TYPE_CHECKING

from desktop.domain.preparation import DONE, IfMissing, LineState
from desktop.services.online import lacks, preparation
from desktop.services.online.orders import OrderLineView, OrderView
from marketplace.errors import HubError
from marketplace.services import order_page, questions
from sync.kernel.quantity import Quantity, Unit

from . import storm_goods
from .storm_post import Post
from .storm_told import Told

if TYPE_CHECKING:
    from .order_storm import OrderStorm

_LIGHTEST, _HEAVIEST = 80, 116
"""Percent of what was ordered that is cut; a tenth above it is too much."""


class Packing:
    """Whoever fills bags, and customers who are asked."""

    def __init__(self, storm: "OrderStorm") -> None:
        self._storm, self._chance = storm, storm.chance

    # --- in the shop --------------------------------------------------------------------------------

    def fill(self, post: Post, order: OrderView) -> str:
        """Do something about an open line; return what, or nothing where its customer is awaited."""
        open_lines = [line for line in order.lines if line.is_open]
        line = self._chance.choice(open_lines)
        if line.asked is not None and line.asked.answer == "phone":
            kind = self._call(post, order, line)
        elif line.asked is not None and self._chance.randrange(100) < 95:
            return ""
        elif line.state is LineState.OPEN and not line.asked and self._chance.randrange(100) < 14:
            kind = self._lack(post, order, line)
        else:
            kind = self._put_in(post, order, line)
        storm_goods.hold_prices(self._storm, post, order.id)
        return kind

    def _put_in(self, post: Post, order: OrderView, line: OrderLineView) -> str:
        shop, by_hand = post.counter.shop, self._chance.randrange(100) < 15
        if line.quantity.unit is not Unit.PIECE and not by_hand:
            return self._weigh(post, order, line)
        if line.quantity.thousandths > 1000 and not by_hand:
            preparation.pick_one(shop, order.id, line.id)
            return "pick one"
        preparation.pick_by_hand(shop, order.id, line.id)
        return "pick"

    def _weigh(self, post: Post, order: OrderView, line: OrderLineView) -> str:
        """Put a portion on the scale; one that is too heavy is cut again later."""
        cut = line.quantity.thousandths * self._chance.randrange(_LIGHTEST, _HEAVIEST) // 100
        weight = Quantity(cut, line.quantity.unit)
        done = preparation.weigh_line(post.counter.shop, order.id, line.id, weight)
        return "weigh" if done.result in DONE else "too heavy"

    def _lack(self, post: Post, order: OrderView, line: OrderLineView) -> str:
        """Do what the customer wanted done, or think better of it."""
        shop = post.counter.shop
        found = lacks.lack(shop, order.id, line.id)
        rule = self._chance.choice((found.rule, found.rule, *IfMissing))
        if rule is IfMissing.SUBSTITUTE and found.unasked is not None:
            return self._give_instead(post, order, line, found.unasked)
        if rule is IfMissing.REFUND or not found.proposals:
            lacks.mark_missing(shop, order.id, line.id)
            return "missing"
        lacks.ask(shop, order.id, line.id)
        self._storm.told[order.id].is_asked = True
        return "ask"

    def _call(self, post: Post, order: OrderView, line: OrderLineView) -> str:
        """Do what a customer says on the telephone, and be it something dearer."""
        proposals = lacks.lack(post.counter.shop, order.id, line.id).proposals
        said = self._chance.choice((*proposals, None))
        if said is not None:
            return self._give_instead(post, order, line, said)
        lacks.mark_missing(post.counter.shop, order.id, line.id)
        return "missing"

    def _give_instead(
        self, post: Post, order: OrderView, line: OrderLineView, given: lacks.Proposal
    ) -> str:
        lacks.substitute(post.counter.shop, order.id, line.id, given.item.variant_id)
        if line.quantity.unit is not Unit.PIECE and self._chance.randrange(100) < 70:
            self._weigh(post, order, line)
        return "substitute"

    def settle(self, post: Post) -> None:
        """Let the program apply answers that have come, and the rule where none came in time."""
        if post.is_asleep:
            return
        settled = lacks.settle(post.counter.shop)
        for each in sorted(settled, key=lambda one: (one.order_id, one.line_id)):
            self._storm.befell[f"answer {each.outcome.value}"] += 1
            storm_goods.hold_prices(self._storm, post, each.order_id)
            self._storm.stepped(post, "settle", each.order_id)

    # --- at home ------------------------------------------------------------------------------------

    def answer(self, _post: Post) -> None:
        """Let a customer follow the link, read what is asked, and answer, or leave it."""
        asked = [told for told in self._storm.open_orders() if told.is_asked]
        if asked:
            self._answer(self._chance.choice(asked))

    def _answer(self, told: Told) -> None:
        at = self._storm.town.clock.now()
        with self._storm.town.hub.database.write() as session:
            group = order_page.find_group(session, told.bought.page)
            page = order_page.view(session, told.bought.page, at)
            lines = next(one.lines for one in page.orders if one.id == told.bought.order_id)
            for line in lines:
                if line.question is None:
                    continue
                dearest = max(choice.gross_cents for choice in line.question.choices)
                self._storm.held["nothing dearer is offered"] += 1
                assert dearest <= line.ordered_cents, f"{line.label}: {dearest} is offered"
                choices = [choice.variant for choice in line.question.choices]
                said = self._chance.choice((*choices, choices[0], questions.NONE, questions.PHONE))
                try:
                    questions.answer(session, group, line.id, said, at)
                    kind = said if said in (questions.NONE, questions.PHONE) else "a choice"
                    is_kept, kind = True, f"says {kind}"
                except HubError as refused:
                    is_kept, kind = False, f"refused: {refused.code}"
                assert is_kept or not line.question.is_open, f"{line.label}: {kind}"
                self._storm.befell[kind] += 1
