"""A town in one thread and on one clock: marketplace and counters talk only when they are told to.

The parts are the real ones, databases, services and the sync engine of both ends; what stands in
for threads, sockets and the hour is whoever holds the town. So a whole Saturday, or ten thousand
orders with all that can go wrong, is lived in minutes, and its plan again from its seed.
"""

import io
import shutil
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import cast

from msgspec import structs
from PIL import Image
from pysqlite3 import dbapi2
from sqlalchemy import event, select

from demo.marketplace import write_town_file
from demo.shops import demo_shop, draft_of, settings_for
from desktop.bootstrap import open_shop
from desktop.services.books.anchoring import AnchorRows
from desktop.services.drafting import kept_photos, photos
from desktop.services.goods import cataloguing
from desktop.services.shop import Shop
from desktop.services.team.crew import OWNER_CODE
from desktop.services.town import link
from desktop.services.town.hub_mail import InboxRows
from desktop.services.town.outbox import OutboxRows, count_waiting
from desktop.services.town.uploads import UploadRows
from desktop.services.upkeep import house
from fiscal import FolderKeyStore
from marketplace.api.desk import SyncDesk
from marketplace.errors import Refusal
from marketplace.jobs.runner import JobRunner
from marketplace.models.catalogue import Offer
from marketplace.models.orders import OrderGroup, ShopOrder
from marketplace.models.town import Shop as TownShop
from marketplace.models.town import Town
from marketplace.services import (
    basket,
    checkout,
    devices,
    greeting,
    ledger,
    online_payments,
    order_page,
    orders,
    questions,
    visitors,
)
from marketplace.services import town_file as town_files
from marketplace.services.blobs import BlobFolder
from marketplace.services.carriage_terms import choices_of
from marketplace.services.devices import Caller
from marketplace.services.hub import Hub, open_hub
from marketplace.services.payment_provider import Notice
from marketplace.services.problems import ProblemError as Answered
from marketplace.settings import Settings as HubSettings
from sync.contract import v1
from sync.engine import asking
from sync.engine.asking import Ask
from sync.engine.conversation import Conversation
from sync.engine.enrolment import SoftwareKey
from sync.engine.stores import Result, Stores
from sync.kernel.clock import SetClock
from sync.kernel.ids import new_id
from sync.kernel.money import Money
from sync.kernel.order_states import OrderState
from sync.kernel.pickup_code import PickupCode

_URL = "https://ville.example"
_FEES = {"merchant": "Livraison", "relay": "Point relais", "locker": "Casier"}
_NOBODY = "http://127.0.0.1:9"
"""Where counters believe the marketplace to be as long as they talk in this thread alone."""
Net = Callable[[Ask], None]
"""Asked before each question and after each answer; raises `CutError` where the line is cut."""


class CutError(Exception):
    """The line between a counter and the marketplace is cut."""


@dataclass(frozen=True, slots=True, kw_only=True)
class How:
    """What a customer says besides what is wanted."""

    #: collect, merchant, relay or locker.
    mode: str = "collect"
    if_missing: str = "ask"
    proxy_name: str = ""
    note: str = ""
    #: Also where it could be paid at the counter or at the door.
    pays_online: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Bought:
    """One shop's part of what a customer ordered."""

    order_id: str
    shop: str
    code: PickupCode
    page: str


class Counter:
    """One till of a shop, which talks when it is told to."""

    def __init__(self, town: "StillTown", slug: str, folder: Path) -> None:
        self._town = town
        self.slug, self.folder = slug, folder
        self.is_cut_off = False
        #: Faults of the line beside being cut off.
        self.net: Net = _no_fault
        self.shop = self._open()
        self._caller: Caller | None = None
        self._mind = self._think()
        #: How far the feed had come when all of it was heard.
        self._heard = -1

    def join(self) -> None:
        """Join the marketplace with a code of its operator's."""
        secret = SoftwareKey.draw()
        code = self._town.invite(self.slug)
        request = link.enrolment_of(self.shop, code, SoftwareKey(secret))
        answer = self._town.desk.enrol(request)
        link.settle_in(self.shop, self._town.door, secret, answer)
        self._caller = Caller(answer.device, answer.shop.shop)

    def hears_the_bell(self) -> bool:
        """Tell whether there is anything to say or to hear, as the doorbell and the outbox do."""
        if self.is_cut_off or self._caller is None:
            return False
        head = self._town.desk.head(self._caller)
        with self.shop.look() as look:
            is_waiting = bool(count_waiting(look.connection).to_send)
        return is_waiting or head != self._heard

    def talk(self) -> bool:
        """Say and hear all there is; tell whether it came to an end."""
        talk = self._mind.round()
        try:
            ask = next(talk)
            while True:
                ask = talk.send(self._carry(ask))
        except StopIteration:
            self._heard = self._town.desk.head(cast("Caller", self._caller))
            return True
        except (CutError, asking.ProblemError):
            talk.close()
            self._mind.doubt()
            return False

    def restart(self) -> None:
        """Stop the till as a power cut does, and start it again."""
        with self.stopped():
            pass

    @contextmanager
    def stopped(self) -> Iterator[Path]:
        """Yield the folder of the till while it is stopped, for whoever opens it otherwise."""
        self.shop.close()
        try:
            yield self.folder
        finally:
            self.shop = self._open()
            self._mind = self._think()
            self._heard = -1

    def _open(self) -> Shop:
        return open_shop(
            self.folder,
            clock=self._town.clock,
            keys=FolderKeyStore(self.folder),
            talks=False,
            prints=self._town.prints,
        )

    def _think(self) -> Conversation:
        shop = self.shop
        stores = Stores(
            outbox=OutboxRows(shop),
            inbox=InboxRows(shop),
            uploads=UploadRows(shop),
            anchors=AnchorRows(shop),
        )
        return Conversation(stores, _run_at_once, new_id, "demo")

    def _carry(self, ask: Ask) -> v1.Message:
        if self.is_cut_off or self._caller is None:
            raise CutError
        self.net(ask)
        try:
            answer = self._town.answer(self._caller, ask)
        except Answered as answered:
            answer = answered.problem
        self.net(ask)
        return answer


class StillTown:
    """The marketplace and whoever stands at a counter of the town."""

    def __init__(
        self,
        folder: Path,
        at: datetime,
        *,
        prints: bool = False,
        is_durable: bool = True,
        door: str = _NOBODY,
    ) -> None:
        """Found the town of the demonstration, with its shops in it and nobody behind a counter.

        Args:
            folder: where marketplace and counters keep everything.
            at: what the clock says until it is moved.
            prints: have the counters' printers run, each in its thread.
            is_durable: false where the marketplace need not wait for its disk.
            door: where a window over one of the counters finds the marketplace, or nobody.
        """
        self.door = door
        self.folder, self.prints, self._is_durable = folder, prints, is_durable
        self.clock = SetClock(at)
        self.hub = self._open_hub()
        self._load_town()
        self.desk = SyncDesk(self.hub)
        self.counters: list[Counter] = []

    def close(self) -> None:
        """Close every counter and the marketplace."""
        for counter in self.counters:
            counter.shop.close()
        self.hub.close()

    def open_counter(self, slug: str, *, sells: bool = True) -> Counter:
        """Open a counter of a shop; the first brings the goods, a second hears of them."""
        place = sum(counter.slug == slug for counter in self.counters) + 1
        counter = Counter(self, slug, self.folder / f"{slug}-{place}")
        goods = demo_shop(slug)
        house.change_settings(
            counter.shop, structs.replace(settings_for(goods, "fr"), closing_hour=4)
        )
        if sells:
            seen = photos.prepare(_a_photograph(), wish=photos.Wish(cuts=False))
            photo = kept_photos.keep(counter.shop, seen).sha256
            for product in goods.products:
                cataloguing.save_product(counter.shop, draft_of(product, photo), OWNER_CODE)
        counter.join()
        counter.talk()
        self.counters.append(counter)
        return counter

    def invite(self, slug: str) -> str:
        """Return a code that lets a till into a shop."""
        with self.hub.database.write() as session:
            shop = session.scalars(select(TownShop).where(TownShop.slug == slug)).one()
            return devices.issue_code(session, shop.id, self.clock.now(), "operator")

    def answer(self, caller: Caller, ask: Ask) -> v1.Message:
        """Answer a till's question as the marketplace's door does.

        Raises:
            ProblemError: the answer is a problem.
        """
        door, desk = ask.path.split("/")[1], self.desk
        answers: dict[str, Callable[[], v1.Message]] = {
            "hello": lambda: desk.hello(caller, cast("v1.Hello", ask.body)),
            "push": lambda: desk.push(caller, cast("v1.Push", ask.body)),
            "anchor": lambda: desk.anchor(caller, cast("v1.AnchorRequest", ask.body)),
            "changes": lambda: desk.changes(caller, ask.query["cursor"], int(ask.query["limit"])),
            "history": lambda: desk.history(
                caller, ask.query["incarnation"], int(ask.query["after"])
            ),
            "blobs": lambda: self._take_picture(caller, ask),
        }
        return answers[door]()

    def _take_picture(self, caller: Caller, ask: Ask) -> v1.Message:
        name = ask.path.removeprefix("/blobs/")
        if not isinstance(ask.body, bytes):
            return self.desk.blob_position(caller, name)
        offset, size = int(ask.query["offset"]), int(ask.query["size"])
        return self.desk.blob_part(caller, name, offset, size, ask.body)

    def order(
        self, wanted: Mapping[str, int], name: str = "Camille Durand", how: How | None = None
    ) -> Bought:
        """Have a customer put a shop's variants into a basket, in thousandths, and order them.

        What goes to a locker or a relay is paid online, as it has to be.

        Raises:
            Refusal: what `checkout.place` raises; way_not_offered.
        """
        at, ways = self.clock.now(), how or How()
        with self.hub.database.write() as session:
            town = session.scalars(select(Town)).one()
            visitor = visitors.remember(session, new_id(), at)
            for variant, quantity in wanted.items():
                offer = session.scalars(select(Offer).where(Offer.variant == variant)).one()
                whole, rest = divmod(quantity, 1000)
                typed = f"{whole},{rest:03d}" if rest else str(whole)
                basket.add(session, town, visitor, offer.id, typed, at)
            seen = basket.view(session, town, visitor, at)
            (part,) = seen.parts
            parts = [(part.shop_id, part.subtotal_cents)]
            offered = choices_of(session, town, parts, can_pay=True, with_papers=seen.with_papers)
        choice = next((one for one in offered[part.shop_id] if one.mode == ways.mode), None)
        if choice is None or choice.is_out_of_reach:
            raise Refusal("way_not_offered", {"mode": ways.mode})
        request = checkout.Checkout(
            key=checkout.new_key(),
            digest=seen.digest,
            name=name,
            phone="0639981234",
            notes={part.shop_id: ways.note} if ways.note else {},
            ways={part.shop_id: choice.code},
            if_missing=ways.if_missing,
            proxy_name=ways.proxy_name,
            pays_online=choice.must_be_paid or ways.pays_online,
            fee_labels=_FEES,
        )
        if choice.mode == "merchant":
            request = replace(request, street="3 rue Haute", postcode="47985", city="Valmoret")
        page = checkout.place(self.hub.database, town, visitor, request, at, "simulator")
        if request.pays_online:
            self._pay(page)
        (bought,) = self._bought(page)
        return bought

    def offered(self, slug: str) -> dict[str, int]:
        """Return how much of each variant a shop's pages offer, in thousandths."""
        mine = select(TownShop.id).where(TownShop.slug == slug).scalar_subquery()
        left = Offer.on_hand - Offer.reserved - Offer.buffer
        with self.hub.database.read() as session:
            rows = session.execute(select(Offer.variant, left).where(Offer.shop_id == mine))
            return {row.variant: row[1] for row in rows}

    def answer_question(self, bought: Bought, say: Callable[[v1.Asked], str]) -> None:
        """Have the customer answer whatever is asked on the order's page."""
        at = self.clock.now()
        with self.hub.database.write() as session:
            group = order_page.find_group(session, bought.page)
            order = session.get_one(ShopOrder, bought.order_id)
            for line in orders.lines_of(session, order):
                asked = questions.asked_of(line)
                if asked is not None and questions.is_open(order, line, at):
                    questions.answer(session, group, line.id, say(asked), at)

    def _pay(self, page: str) -> None:
        with self.hub.database.write() as session:
            group = order_page.find_group(session, page)
            payment = online_payments.find(session, group)
            if payment is not None:
                paid = Notice(payment.id, f"sim-{payment.id[-12:]}", "paid", payment.cents)
                online_payments.take_notice(session, paid, self.clock.now())

    def states_of(self, order_ids: Collection[str]) -> dict[str, OrderState]:
        """Return where the marketplace says that orders stand."""
        wanted = select(ShopOrder.id, ShopOrder.state).where(ShopOrder.id.in_(order_ids))
        with self.hub.database.read() as session:
            return {order_id: OrderState(state) for order_id, state in session.execute(wanted)}

    def kept_online(self, order_id: str) -> Money:
        """Return what was paid online for an order and has not gone back."""
        with self.hub.database.read() as session:
            order = session.get_one(ShopOrder, order_id)
            return Money(order.paid_cents - order.refunded_cents)

    def books_are_even(self) -> bool:
        """Tell whether every entry of the marketplace's ledger comes to nought."""
        with self.hub.database.read() as session:
            return not ledger.unbalanced_entries(session)

    def do_jobs(self) -> None:
        """Have the marketplace do all that is due."""
        runner = JobRunner(self.hub)
        while runner.do_one():
            pass

    def back_up(self, to: Path) -> None:
        """Copy the marketplace's database as its operator does."""
        with closing(dbapi2.connect(str(self._hub_file))) as connection:
            connection.execute("VACUUM INTO ?", (str(to),))

    def put_back(self, backup: Path, *, is_noted: bool = True) -> None:
        """Put a copy in the place of the marketplace's database; the key stays where it is.

        Args:
            backup: what `back_up` made.
            is_noted: the operator says so, by `comptoir-hub restored`.
        """
        self.hub.close()
        for left_over in self._hub_file.parent.glob(f"{self._hub_file.name}-*"):
            left_over.unlink()
        shutil.copyfile(backup, self._hub_file)
        self.hub = self._open_hub()
        self.desk = SyncDesk(self.hub)
        if is_noted:
            with self.hub.database.write() as session:
                greeting.note_restore(session, self.clock.now())

    def talk(self, rounds: int = 1) -> None:
        """Have every counter say and hear all there is."""
        for _ in range(rounds):
            for counter in self.counters:
                if counter.hears_the_bell():
                    counter.talk()

    def _bought(self, page: str) -> tuple[Bought, ...]:
        with self.hub.database.read() as session:
            rows = session.execute(
                select(ShopOrder, TownShop.slug)
                .join(OrderGroup, OrderGroup.id == ShopOrder.group_id)
                .join(TownShop, TownShop.id == ShopOrder.shop_id)
                .where(OrderGroup.token == page)
            ).all()
            return tuple(
                Bought(
                    order_id=order.id,
                    shop=slug,
                    code=PickupCode(order.number, order.secret),
                    page=page,
                )
                for order, slug in rows
            )

    def _load_town(self) -> None:
        blobs = BlobFolder(self.hub.settings.data_dir)
        home = self.folder / "town"
        document = town_files.read(write_town_file(home, {}))
        plain = [part.model_copy(update={"front_photo": ""}) for part in document.shops]
        without_fronts = document.model_copy(update={"shops": plain})
        with self.hub.database.write() as session:
            town_files.load(session, without_fronts, home, blobs, self.clock.now())

    @property
    def _hub_file(self) -> Path:
        return self.folder / "hub" / "hub.sqlite"

    def _open_hub(self) -> Hub:
        settings = HubSettings(
            database_url=f"sqlite:///{self._hub_file}",
            data_dir=self._hub_file.parent,
            public_url=_URL,
            payment="simulator",
        )
        hub = open_hub(settings, self.clock)
        if not self._is_durable:
            hub.database.close()
            event.listen(hub.database.engine, "connect", _do_not_wait)
        return hub


def _a_photograph() -> bytes:
    """Return a small picture of nothing much: the goods' looks are told elsewhere."""
    content = io.BytesIO()
    Image.new("RGB", (96, 96), "#c07020").save(content, "PNG")
    return content.getvalue()


def _do_not_wait(connection: object, _record: object) -> None:
    connection.execute("PRAGMA synchronous=OFF")  # type: ignore[attr-defined]  # the driver's own


def _run_at_once(work: Callable[[], Result]) -> Result:
    return work()


def _no_fault(_ask: Ask) -> None:
    """Let everything through."""
