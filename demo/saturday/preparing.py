"""Two people in the back room: they fill bags by scanning, weigh, and find that something lacks."""

from dataclasses import dataclass
from random import Random

from msgspec import structs

from demo.saturday.floor import Article, Floor
from demo.town.codes import weighed_gtin
from desktop.domain.pace import Until
from desktop.domain.preparation import IfMissing, LineState, PickResult
from desktop.domain.roles import Role
from desktop.services.online import (
    bags,
    lacks,
    order_board,
    order_pace,
    order_rules,
    orders,
    preparation,
)
from desktop.services.online.order_board import BoardCard
from desktop.services.online.orders import OrderLineView, OrderView
from desktop.services.shop import Shop
from desktop.services.stockroom import stocktaking
from desktop.services.team import people
from desktop.services.team.crew import OWNER_CODE
from desktop.settings import AutoAccept
from sync.contract import v1
from sync.kernel.order_states import OrderState
from sync.kernel.quantity import Quantity
from sync.kernel.quantity import Unit as KernelUnit

BY_RULE = AutoAccept(is_on=True, most_open=3, most_lines=3, most_cents=60_00)
"""Small orders are promised by themselves, while few are in hand."""
_PLACES = ("A1", "A2", "B1", "B2", "C1")
_BUSY_FROM, _FULL_FROM, _CALM_BELOW = 4, 6, 2
_SHORT = 9
"""Articles of which fewer are there than the books say."""


@dataclass(slots=True)
class Preparer:
    """Somebody who fills bags, one order at a time."""

    code: str
    #: The order in hand; empty for none.
    order_id: str = ""


class BackRoom:
    """What is done to an order until its bags stand on their shelves."""

    def __init__(self, floor: Floor) -> None:
        self._floor, self._shop_of = floor, floor.back_room
        self.preparers = [
            Preparer(people.engage(self._shop, name, Role.PREPARER, OWNER_CODE).code)
            for name in ("Ana", "Bruno")
        ]
        #: Bags that were said to stand ready: each has its label.
        self.bags = 0
        #: By line of a question: how much of what was ordered lies in the bag meanwhile.
        self._asked_of: dict[str, int] = {}
        for article in self._chance.sample([one for one in floor.shelves if one.code], _SHORT):
            article.there, article.is_short = article.there // 8 // 1000 * 1000, True

    @property
    def _shop(self) -> Shop:
        # Another one after the counter was stopped for a picture.
        return self._shop_of.shop

    @property
    def _chance(self) -> Random:
        return self._floor.chance

    # --- how fast the shop takes orders -----------------------------------------------------------

    def look_at_the_board(self) -> None:
        """Slow the shop down when too much waits, and have it as usual again afterwards."""
        waiting = len(order_board.board(self._shop).to_prepare)
        pace = order_pace.pace(self._shop)
        if waiting >= _FULL_FROM and not pace.is_paused:
            order_pace.pause(self._shop, Until.HALF_HOUR)
            self._note("paused")
        elif waiting >= _BUSY_FROM and not pace.extra_minutes:
            order_pace.be_busier(self._shop, Until.EVENING)
            self._note("fifteen minutes more")
        elif waiting < _CALM_BELOW and pace.extra_minutes:
            order_pace.be_usual(self._shop)
        if waiting < _CALM_BELOW and pace.is_paused:
            order_pace.resume(self._shop)

    # --- an order in hand -------------------------------------------------------------------------

    def go_on(self, who: Preparer) -> None:
        """Finish what somebody has in hand, and take the order whose promise is oldest."""
        if who.order_id:
            self._fill_bags(who.order_id)
            who.order_id = ""
        waiting = order_board.board(self._shop).to_prepare
        if waiting:
            # By the id, not by the number: the seed's day is the same again.
            first = min(waiting, key=lambda card: (card.promised_from, card.id))
            self._note_rule(first)
            who.order_id = preparation.begin(self._shop, first.id, who.code).order.id

    def _note_rule(self, card: BoardCard) -> None:
        if card.state is OrderState.ACCEPTED:
            self._note("promised by rule")
        elif self._is_small(card):
            self._note("left to a person by load")

    def _is_small(self, card: BoardCard) -> bool:
        cents = card.total.cents
        fits = len(card.lines) <= BY_RULE.most_lines and cents <= BY_RULE.most_cents
        return fits and order_rules.may_promise(self._shop, BY_RULE, self._floor.town.clock.now())

    def _fill_bags(self, order_id: str) -> None:
        order = orders.order(self._shop, order_id)
        for line in order.lines:
            if line.state is LineState.OPEN:
                self._fill(order, line)
        self._finish(order_id)

    def _fill(self, order: OrderView, line: OrderLineView) -> None:
        article = self._floor.shelves.of(line.variant_id)
        if article.is_weighed:
            self._cut(order, line, article)
        else:
            self._scan(order, line, article)

    def _scan(self, order: OrderView, line: OrderLineView, article: Article) -> None:
        """Scan each piece into the bag, now and then the wrong one first."""
        if self._floor.happens(8):
            wrong = next(
                one
                for one in self._floor.shelves
                if not one.is_weighed
                and all(one.variant_id != each.variant_id for each in order.lines)
            )
            self._picks(order, wrong.code, PickResult.WRONG_ITEM)
        wanted = line.quantity.thousandths // 1000
        there = min(wanted, article.there // 1000)
        for place in range(there):
            is_last = place + 1 == wanted
            self._picks(order, article.code, PickResult.PICKED if is_last else PickResult.PARTLY)
            article.there -= 1000
        if there < wanted:
            self._lack(order, line, article)

    def _cut(self, order: OrderView, line: OrderLineView, article: Article) -> None:
        """Cut a portion and weigh it; one that is far too heavy is cut again."""
        wanted = line.quantity.thousandths
        grams = min(wanted + self._chance.randrange(-20, 36), article.there)
        if grams < wanted // 2:
            self._lack(order, line, article)
            return
        if not self._weighs(order, line, article, grams):
            grams = wanted
            self._weighs(order, line, article, grams)
        article.there -= grams
        self._note("weighed")

    def _weighs(self, order: OrderView, line: OrderLineView, article: Article, grams: int) -> bool:
        """Put a portion on the scale, or scan what the scale printed."""
        if self._floor.happens(50):
            weight = Quantity(grams, KernelUnit.KILOGRAM)
            done = preparation.weigh_line(self._shop, order.id, line.id, weight)
        else:
            code = weighed_gtin(article.product.plu, grams)
            done = preparation.pick_scanned(self._shop, order.id, code)
        self._note("too heavy") if done.result is PickResult.TOO_HEAVY else None
        return done.result is PickResult.PICKED

    def _picks(self, order: OrderView, code: str, expected: PickResult) -> None:
        done = preparation.pick_scanned(self._shop, order.id, code)
        if done.result is not expected:
            raise AssertionError(f"{code}: {done.result}, not {expected}")
        self._note(f"scan {done.result.value}")

    # --- what lacks -------------------------------------------------------------------------------

    def _lack(self, order: OrderView, line: OrderLineView, article: Article) -> None:
        """Do what the customer wanted done, as far as it is really there, and count the shelf."""
        found = lacks.lack(self._shop, order.id, line.id)
        offered = [
            each
            for each in found.proposals
            if self._floor.shelves.of(each.item.variant_id).there >= line.quantity.thousandths
        ]
        unasked = next((each for each in offered if not each.is_dearer), None)
        if found.rule is IfMissing.SUBSTITUTE and unasked is not None:
            after = lacks.substitute(self._shop, order.id, line.id, unasked.item.variant_id)
            article.there += found.line.picked.thousandths
            given = next(one for one in after.lines if one.id == line.id)
            self._take(given)
            self._confirm(after, given)
            self._note("substituted by the customer's rule")
        elif found.rule is IfMissing.REFUND or not offered:
            lacks.mark_missing(self._shop, order.id, line.id)
            self._note("left out")
        else:
            asked = [each.item.variant_id for each in offered]
            lacks.ask(self._shop, order.id, line.id, asked)
            self._asked_of[line.id] = found.line.picked.thousandths
            self._note("asked")
        if article.is_short and article.there == 0 and not self._shop_of.is_cut_off:
            # The other counter's last sale is here in a second where the line stands.
            self._floor.town.talk(2)
            lacks.count_shelf_empty(self._shop, line.variant_id)
            article.is_short = False
            self._note("shelf counted empty")

    def _take(self, line: OrderLineView) -> None:
        """Take what stands in for a line off its shelf."""
        if line.state is LineState.SUBSTITUTED:
            variant_id = line.delivered_variant_id
            self._floor.shelves.take(variant_id, line.delivered_quantity.thousandths)

    def _settle(self) -> None:
        """Apply the answers that came; what was chosen and is gone meanwhile is left out."""
        for each in lacks.settle(self._shop):
            self._note(f"answer {each.outcome.value}")
            settled = orders.order(self._shop, each.order_id)
            line = next(one for one in settled.lines if one.id == each.line_id)
            there = self._floor.shelves.of(line.delivered_variant_id).there
            if line.state is LineState.SUBSTITUTED and there < line.quantity.thousandths:
                preparation.put_back(self._shop, each.order_id, each.line_id)
                lacks.mark_missing(self._shop, each.order_id, each.line_id)
            else:
                self._take(line)
                self._confirm(settled, line)
            if line.state is LineState.SUBSTITUTED:
                # What lay in the bag goes back on its shelf for what comes instead.
                self._floor.shelves.take(line.variant_id, -self._asked_of[line.id])

    def _confirm(self, order: OrderView, line: OrderLineView) -> None:
        """Put what stands in into the bag, as what was ordered would be."""
        if not line.is_open:
            return
        article = self._floor.shelves.of(line.delivered_variant_id)
        if article.is_weighed:
            preparation.weigh_line(self._shop, order.id, line.id, line.quantity)
            return
        pieces = line.quantity.thousandths // 1000
        for place in range(pieces):
            is_last = place + 1 == pieces
            self._picks(order, article.code, PickResult.PICKED if is_last else PickResult.PARTLY)

    # --- ready ------------------------------------------------------------------------------------

    def _finish(self, order_id: str) -> None:
        """Tie the bags, once every question about them is answered or has run out."""
        self._settle()
        order = orders.order(self._shop, order_id)
        goods = [line for line in order.lines if line.variant_id]
        if order.open_lines:
            if not self._floor.happens(30):
                bought = self._floor.fates[order_id].bought
                self._floor.town.answer_question(bought, self._answer)
            self._floor.later(4, lambda: self._finish(order_id))
        elif all(line.state is LineState.MISSING for line in goods):
            if not orders.can_cancel(order):
                raise AssertionError(f"{order.number} cannot be cancelled")
            orders.cancel(self._shop, order_id, "rupture")
            self._note("cancelled: nothing of it was there")
        elif order.state is OrderState.PREPARING:
            place = self._chance.choice(_PLACES)
            told = [
                structs.replace(bag, shelf=place) for bag in bags.propose(self._shop, order_id).bags
            ]
            self.bags += len(told)
            orders.mark_ready(self._shop, order_id, bag_list=told)
            self._note("ready")

    def _answer(self, asked: v1.Asked) -> str:
        return self._chance.choice((asked.choices[0].variant, asked.choices[0].variant, "none"))

    def count_what_is_short(self) -> None:
        """Count in the evening what nobody found to be short during the day."""
        for article in self._floor.shelves:
            if article.is_short:
                unit = KernelUnit.KILOGRAM if article.is_weighed else KernelUnit.PIECE
                counted = Quantity(article.there, unit)
                stocktaking.count_stock(self._shop, article.variant_id, counted)
                article.is_short = False

    def _note(self, what: str) -> None:
        self._floor.diary[what] += 1
