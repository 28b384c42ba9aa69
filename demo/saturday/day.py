"""The Saturday's plan: who does what when, from one seed, on the still town's clock.

The people, the shelves and the purses are made up; whatever they do goes through the verbs that the
windows' buttons call. At noon the label printer dies, from three to four the line to the marketplace
is cut. In the evening goods, money and papers are counted.
"""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from random import Random

from msgspec import structs

from demo.saturday import books
from demo.saturday.desk import Desk
from demo.saturday.floor import SLUG, Article, Fate, Floor
from demo.saturday.preparing import BY_RULE, BackRoom
from demo.saturday.road import Road
from demo.still_town import How, StillTown
from desktop.services.online import alarm_ladder
from desktop.services.papers import print_queue
from desktop.services.team.crew import OWNER_CODE
from desktop.services.till import till_sessions
from desktop.services.upkeep import house
from desktop.settings import PrinterSettings
from marketplace.errors import Refusal
from printing.simulator import PrinterSimulator
from sync.kernel.money import Money

ORDERS = 60
_WAYS = ("collect", "collect", "collect", "collect", "merchant", "merchant", "relay", "relay")
_FLOAT = Money(150_00)
_NAMES = ("Camille Durand", "Noé Lambert", "Zoé Martin", "Ida Roux", "Léo Petit", "Éva Garnier")
_PROXY = "Sacha Petit"
_MOST_PORTION = 2000
"""Two pieces, or the cheese that eight customers would want."""
LABELS = "Étiquettes"
_PRINTERS = (("labels", LABELS), ("tickets", "Tickets"))
"""Of the back room, by code and name: the first dies at noon."""
_PATIENCE = 20
"""Minutes after which somebody tries again who was told that the shop pauses."""
_TALKS_EVERY, _SELLS_EVERY, _PREPARES_EVERY, _LOOKS_EVERY = 5, 4, 7, 10
"""Minutes."""

Printers = tuple[PrinterSimulator, PrinterSimulator]


class Saturday:
    """The day; `live` it, then ask `unsettled` what does not agree."""

    def __init__(
        self,
        town: StillTown,
        chance: Random,
        *,
        wanted: int = ORDERS,
        printers: Printers | None = None,
        look: Callable[[str], None] = lambda _moment: None,
    ) -> None:
        """Open the shop's two counters.

        Args:
            town: it stands in the morning; its clock is moved.
            chance: draws everything that is made up.
            wanted: how many orders come.
            printers: of the back room: the first, for labels, dies at noon; the second stands in.
            look: called at the day's moments by their names, for whoever takes pictures.
        """
        self.floor = Floor(town, chance)
        self._look, self._wanted, self.printers = look, wanted, printers
        self._set_up()
        self.back_room, self.desk = BackRoom(self.floor), Desk(self.floor)
        self.road = Road(self.floor, self.back_room.preparers[0].code)

    def _set_up(self) -> None:
        shop = self.floor.back_room.shop
        settings = structs.replace(shop.settings, auto_accept=BY_RULE, prints_lists=True)
        if self.printers is not None:
            labels, stands_in = (
                PrinterSettings(
                    code=code, name=name, address=f"tcp://{printer.host}:{printer.port}"
                )
                for (code, name), printer in zip(_PRINTERS, self.printers, strict=True)
            )
            labels = structs.replace(labels, relief=stands_in.code, relief_after_s=1)
            settings = structs.replace(
                settings, printers=(labels, stands_in), label_printer=labels.code
            )
        house.change_settings(shop, settings)
        print_queue.restart_printers(shop)

    # --- the plan ---------------------------------------------------------------------------------

    def live(self) -> None:
        """Live the day to its end."""
        for counter in self.floor.counters:
            till_sessions.open_till(counter.shop, _FLOAT, OWNER_CODE)
        self._plan_orders()
        self._plan_people()
        self._plan_mishaps()
        self.floor.live()
        self._close()

    def _plan_orders(self) -> None:
        hours, chance = self.floor.hours, self.floor.chance
        spans = {True: hours.rush, False: (hours.first_order, hours.last_order)}
        for _ in range(self._wanted):
            begins, ends = spans[self.floor.happens(40)]
            seconds = chance.randrange(int((ends - begins).total_seconds()))
            self.floor.at(begins + timedelta(seconds=seconds), self._buy)

    def _plan_people(self) -> None:
        self._every(_SELLS_EVERY, self.desk.sell)
        self._every(_TALKS_EVERY, self._talk)
        self._every(_LOOKS_EVERY, self.back_room.look_at_the_board)
        for place, preparer in enumerate(self.back_room.preparers):
            act = partial(self.back_room.go_on, preparer)
            self._every(_PREPARES_EVERY, act, first=_PREPARES_EVERY - 1 + 3 * place)
        for at in self.floor.hours.rounds:
            self.floor.at(at, self.road.drive)

    def _plan_mishaps(self) -> None:
        hours = self.floor.hours
        if self.printers is not None:
            self.floor.at(hours.printer_dies, self.printers[0].go_offline)
            noon = hours.printer_dies + timedelta(minutes=21)
            self.floor.at(noon, lambda: self._look("noon"))
            self.floor.at(hours.printer_back, self.printers[0].come_online)
        for hour in (1, 2, 3, 5, 7, 9):
            at = timedelta(hours=hour, minutes=1)
            self.floor.at(at, lambda: self._look(self._hour()))
        self.floor.at(hours.line_cut, lambda: self._cut(is_cut=True))
        self.floor.at(hours.line_back - timedelta(minutes=15), lambda: self._look("line-cut"))
        self.floor.at(hours.line_back, lambda: self._cut(is_cut=False))

    def _every(self, minutes: int, act: Callable[[], None], first: int = 0) -> None:
        closing = int(self.floor.hours.closing.total_seconds() // 60)
        for minute in range(first or minutes, closing, minutes):
            self.floor.at(timedelta(minutes=minute), act)

    # --- the town ---------------------------------------------------------------------------------

    def _buy(self) -> None:
        """Let a customer order one to four articles that the pages offer."""
        floor, chance = self.floor, self.floor.chance
        offered = floor.town.offered(SLUG)
        seen = [one for one in floor.shelves if offered[one.variant_id] >= _MOST_PORTION]
        some = chance.sample(seen, chance.randrange(1, 5))
        wanted = {one.variant_id: self._portion(one) for one in some}
        mode = chance.choice(_WAYS)
        how = How(
            mode=mode,
            if_missing=chance.choice(("ask", "ask", "substitute", "substitute", "refund")),
            note=chance.choice(("", "", "Sans sac, merci.")),
            proxy_name=_PROXY if mode == "collect" and floor.happens(15) else "",
            pays_online=floor.happens(35),
        )
        try:
            bought = floor.town.order(wanted, chance.choice(_NAMES), how)
        except Refusal as refusal:
            self._refuse(refusal, how, some)
            return
        comes = floor.happens(90)
        after = timedelta(minutes=chance.randrange(30, 150))
        evening = floor.morning + floor.hours.closing - timedelta(minutes=10)
        at = min(floor.town.clock.now() + after, evening) if comes else None
        floor.fates[bought.order_id] = Fate(bought, at)
        if at is not None and mode == "collect":
            floor.at(at - floor.morning, lambda: self.desk.collect(bought.order_id))

    def _refuse(self, refusal: Refusal, how: How, some: list[Article]) -> None:
        """Have a customer come again who is told that the shop pauses; another one else."""
        for_adults = any(one.product.is_for_adults for one in some)
        if refusal.code == "way_not_offered" and how.mode == "relay" and for_adults:
            self.floor.diary["kept from the relay for age"] += 1
        is_paused = refusal.code == "shop_on_break"
        self.floor.diary["told that the shop pauses"] += is_paused
        again = self.floor.since_morning + timedelta(minutes=_PATIENCE if is_paused else 1)
        self.floor.at(again, self._buy)

    def _portion(self, article: Article) -> int:
        return 250 if article.is_weighed else self.floor.chance.choice((1000, _MOST_PORTION))

    def _hour(self) -> str:
        return f"{self.floor.town.clock.now().astimezone(self.floor.till.shop.zone):%Hh}"

    # --- the shop ---------------------------------------------------------------------------------

    def _talk(self) -> None:
        self.floor.town.do_jobs()
        self.floor.town.talk()
        self.desk.take_note()
        for counter in self.floor.counters:
            alarm_ladder.tick(counter.shop)

    def _cut(self, *, is_cut: bool) -> None:
        for counter in self.floor.counters:
            counter.is_cut_off = is_cut

    def _close(self) -> None:
        """Close the day: what nobody came for is ended, the tills are counted."""
        town = self.floor.town
        town.talk(2)
        self.road.send_back()
        town.talk(2)
        self.desk.end_the_day()
        self.back_room.count_what_is_short()
        town.talk(2)
        town.do_jobs()
        town.talk(2)
        for counter in self.floor.counters:
            expected = till_sessions.till_state(counter.shop).expected_cash
            till_sessions.close_till(counter.shop, expected, OWNER_CODE)
        town.talk(2)

    # --- in the evening ---------------------------------------------------------------------------

    def unsettled(self) -> list[str]:
        """Return in words what does not agree: outcomes, money, goods, papers."""
        told = books.unsettled(self.floor, self.desk.walk_ins)
        return told + (books.unprinted(self.floor, self.back_room.bags) if self.printers else [])
