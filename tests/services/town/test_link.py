"""The shop's place in the marketplace: the real hub on loopback, the real talk."""

import asyncio
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Thread

import pytest
from sqlalchemy import select, text

from desktop.bootstrap import open_shop
from desktop.domain.tender import Means
from desktop.errors import RefusedError, WorldError
from desktop.services.books.journal import SqlStore, reading_journal
from desktop.services.counter import selling
from desktop.services.goods import cataloguing
from desktop.services.goods.cataloguing import ProductDraft, VariantDraft
from desktop.services.shop import Shop
from desktop.services.till import till_sessions
from desktop.services.town import link
from fiscal import EventCode, FolderKeyStore, Kind
from marketplace.app import HubServer, create_app
from marketplace.models.catalogue import Offer
from marketplace.models.sales import Sale, TillClose
from marketplace.models.town import Shop as HubShop
from marketplace.models.town import ShopStatus
from marketplace.services import devices, town
from marketplace.services.hub import Hub
from marketplace.settings import Settings as HubSettings
from sync.engine import transport
from sync.kernel.clock import SystemClock
from sync.kernel.money import Money
from sync.kernel.quantity import Quantity
from sync.kernel.vat import VatRate
from tests.support.a_shop import OWNER, a_cart, found, paid_in_cash, sell


@dataclass
class RunningHub:
    """A marketplace that answers on loopback."""

    hub: Hub
    url: str
    shop_id: str

    def invite(self) -> str:
        with self.hub.database.write() as session:
            return devices.issue_code(session, self.shop_id, self.hub.clock.now(), "test")


def found_town(hub: Hub) -> str:
    at = hub.clock.now()
    with hub.database.write() as session:
        place = town.create_town(session, town.NewTown(name="Sceaux"), at)
        shop = town.add_shop(
            session,
            place,
            town.NewShop(
                sign="Librairie du Parc",
                trade="books",
                lat_e6=48_778_000,
                lon_e6=2_290_000,
                status=ShopStatus.ACTIVE,
                siret="73282932000074",
            ),
            at,
        )
        return shop.id


@contextmanager
def serving(folder: Path, port: int = 0) -> Iterator[RunningHub]:
    """Yield a hub over a folder; founded the first time, the same again the next."""
    door = socket.socket()
    door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    door.bind(("127.0.0.1", port))
    door.listen()
    url = f"http://127.0.0.1:{door.getsockname()[1]}"
    app = create_app(
        HubSettings(
            database_url=f"sqlite:///{folder / 'hub.sqlite'}", data_dir=folder, public_url=url
        )
    )
    hub: Hub = app.state.hub
    with hub.database.read() as session:
        known = session.scalars(select(HubShop.id)).first()
    shop_id = known or found_town(hub)
    server = HubServer(app)
    thread = Thread(target=lambda: asyncio.run(server.serve([door])), name="hub")
    thread.start()
    try:
        yield RunningHub(hub, url, shop_id)
    finally:
        server.should_exit = True
        hub.doorbell.close()
        thread.join(30)
        door.close()
        assert not thread.is_alive()


@contextmanager
def a_talking_shop(folder: Path) -> Iterator[Shop]:
    shop = open_shop(folder, clock=SystemClock(), keys=FolderKeyStore(folder))
    try:
        yield shop
    finally:
        shop.close()


def await_that(shop: Shop, holds: Callable[[], bool]) -> None:
    """Wait until something that the talk brings about holds."""
    changed = Event()
    end = shop.changes.listen(lambda _topics: changed.set())
    try:
        for _ in range(400):
            if holds():
                return
            changed.wait(0.5)
            changed.clear()
        raise AssertionError(link.link_status(shop))
    finally:
        end()


def is_told(shop: Shop) -> bool:
    status = link.link_status(shop)
    return status.is_online and not status.waiting and not status.photos


def catalogue_jam(shop: Shop) -> str:
    draft = ProductDraft(
        name="Confiture de figue",
        vat=VatRate(550),
        variants=(VariantDraft(price=Money(4_50), opening_stock=Quantity.pieces(12)),),
    )
    return cataloguing.save_product(shop, draft, OWNER).product.variants[0].id


def test_a_shop_joins_and_what_it_did_before_goes_up_too(tmp_path: Path) -> None:
    (tmp_path / "hub").mkdir()
    with serving(tmp_path / "hub") as hub, a_talking_shop(tmp_path / "shop") as shop:
        assert link.link_status(shop).state == "off"
        variant = catalogue_jam(shop)
        till_sessions.open_till(shop, Money(100_00), OWNER)
        sold = sell(shop, ("figue", 2))

        status = link.enrol(shop, hub.url + "/", hub.invite().lower())
        assert status.is_enrolled
        await_that(shop, lambda: is_told(shop))

        assert shop.profile.siret == "73282932000074"
        with shop.look() as look:
            rows = list(SqlStore(look.connection, shop.settings.till).of_kind(Kind.EVENT, 0))
        events = [row.record().b for row in rows]
        (joined,) = [one for one in events if one["code"] == EventCode.WORKSTATION_ADDED]
        assert joined["data"]["till"] == shop.settings.till
        with hub.hub.database.read() as session:
            told = session.scalars(select(Sale)).one()
            offer = session.scalars(select(Offer).where(Offer.variant == variant)).one()
            assert (told.id, told.number) == (sold.sale_id, sold.number)
            assert offer.on_hand == 10_000
        with pytest.raises(RefusedError) as refused:
            link.enrol(shop, hub.url, hub.invite())
        assert refused.value.code == "already_enrolled"


def test_refund_and_z_go_up_and_the_journal_is_anchored(tmp_path: Path) -> None:
    (tmp_path / "hub").mkdir()
    with serving(tmp_path / "hub") as hub, a_talking_shop(tmp_path / "shop") as shop:
        link.enrol(shop, hub.url, hub.invite())
        variant = catalogue_jam(shop)
        till_sessions.open_till(shop, Money(100_00), OWNER)
        sold = sell(shop, ("figue", 3))
        selling.refund(shop, sold.sale_id, (), Means.CASH, OWNER, "erreur")
        till_sessions.close_till(shop, Money(100_00), OWNER)
        await_that(shop, lambda: is_told(shop))

        with hub.hub.database.read() as session:
            assert {row.gross_cents for row in session.scalars(select(Sale))} == {13_50, -13_50}
            assert session.scalars(select(TillClose)).one().z_number == 1
            offer = session.scalars(select(Offer).where(Offer.variant == variant)).one()
            assert offer.on_hand == 12_000
        await_that(shop, lambda: till_sessions.till_state(shop).unanchored == 0)
        with shop.look() as look:
            head = reading_journal(shop, look.connection).head()
            receipts = look.connection.execute(text("SELECT COUNT(*) FROM journal_anchor"))
            assert head.anchored_seq > 0
            assert receipts.scalar_one() >= 1
        assert found(shop, "figue").on_hand == Quantity.pieces(12)


def test_the_till_sells_on_while_the_hub_is_away_and_loses_nothing(tmp_path: Path) -> None:
    (tmp_path / "hub").mkdir()
    with a_talking_shop(tmp_path / "shop") as shop:
        with serving(tmp_path / "hub") as hub:
            port = int(hub.url.rsplit(":", 1)[1])
            link.enrol(shop, hub.url, hub.invite())
            variant = catalogue_jam(shop)
            till_sessions.open_till(shop, Money(100_00), OWNER)
            sell(shop, "figue")
            await_that(shop, lambda: is_told(shop))
        await_that(shop, lambda: link.link_status(shop).state == "offline")
        sold = [sell(shop, "figue").sale_id for _ in range(5)]
        assert link.link_status(shop).waiting >= 5
        assert found(shop, "figue").on_hand == Quantity.pieces(6)

        with serving(tmp_path / "hub", port) as hub:
            link.poke(shop)
            await_that(shop, lambda: is_told(shop))
            with hub.hub.database.read() as session:
                known = session.scalars(select(Sale.id)).all()
                offer = session.scalars(select(Offer).where(Offer.variant == variant)).one()
                assert set(sold) < set(known)
                assert len(known) == 6
                assert offer.on_hand == 6_000


def test_a_restarted_till_goes_on_where_it_was(tmp_path: Path) -> None:
    (tmp_path / "hub").mkdir()
    with serving(tmp_path / "hub") as hub:
        with a_talking_shop(tmp_path / "shop") as shop:
            link.enrol(shop, hub.url, hub.invite())
            catalogue_jam(shop)
            await_that(shop, lambda: is_told(shop))
            with shop.begin() as work:
                # As one that joined with an older version.
                work.connection.execute(text("UPDATE enrolment SET is_ladder_told = 0"))
                work.commit()
        with a_talking_shop(tmp_path / "shop") as shop:
            with shop.look() as look:
                ladders = text("SELECT count(*) FROM outbox WHERE kind = 'shop.ladder'")
                assert look.connection.scalar(ladders) == 2
            till_sessions.open_till(shop, Money(0), OWNER)
            selling.take_payment(shop, paid_in_cash(a_cart(shop, "figue")))
            await_that(shop, lambda: is_told(shop))
            with hub.hub.database.read() as session:
                assert session.scalars(select(Sale)).one().gross_cents == 4_50


def test_a_till_that_was_shown_out_comes_back_into_its_own_place_only(tmp_path: Path) -> None:
    (tmp_path / "hub").mkdir()
    with serving(tmp_path / "hub") as hub:
        with a_talking_shop(tmp_path / "shop") as shop:
            link.enrol(shop, hub.url, hub.invite())
            await_that(shop, lambda: is_told(shop))
            with pytest.raises(RefusedError, match="already_enrolled"):
                link.enrol(shop, hub.url, "AAAA-BBBB")
            before = link.identity_of(shop)
            assert before is not None
            with hub.hub.database.write() as session:
                town.pause(
                    session, town.find_shop(session, "librairie-du-parc"), hub.hub.clock.now()
                )
            await_that(shop, lambda: link.link_status(shop).is_paused)
            elsewhere, code = codes_of(hub, before.device_id)
            await_that(shop, lambda: link.link_status(shop).state == "revoked")
            with pytest.raises(RefusedError, match="enrolment_refused"):
                link.enrol(shop, hub.url, elsewhere)
            catalogue_jam(shop)
            link.enrol(shop, hub.url, code)
            await_that(shop, lambda: is_told(shop))
            back = link.identity_of(shop)
            assert back is not None
            assert back.device_id == before.device_id
        with hub.hub.database.read() as session:
            assert session.scalars(select(Offer)).one().on_hand == 12_000
    for key in (tmp_path / "shop").glob("**/device-*"):
        key.unlink()
    with a_talking_shop(tmp_path / "shop") as shop:
        assert link.link_status(shop).state == "revoked", "a lost key opens nothing either"


def codes_of(hub: RunningHub, device: str) -> tuple[str, str]:
    """A code of another shop of the town, and one that gives a device its place back."""
    at, database = hub.hub.clock.now(), hub.hub.database
    with database.write() as session:
        new = town.NewShop(sign="Ailleurs", trade="x", lat_e6=0, lon_e6=0)
        other = town.add_shop(session, town.find_town(session), new, at)
        elsewhere = devices.issue_code(session, other.id, at, "test")
    return elsewhere, devices.readmit(database, hub.hub.doorbell, hub.shop_id, device, at, "test")


def test_a_wrong_code_is_refused_and_leaves_no_trace(tmp_path: Path) -> None:
    (tmp_path / "hub").mkdir()
    with serving(tmp_path / "hub") as hub, a_talking_shop(tmp_path / "shop") as shop:
        with pytest.raises(RefusedError) as refused:
            link.enrol(shop, hub.url, "AAAA-BBBB")
        assert refused.value.code == "enrolment_refused"
        assert link.link_status(shop).state == "off"


def test_nobody_at_that_address_is_told(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as nobody:
        port = nobody.getsockname()[1]
    with a_talking_shop(tmp_path / "shop") as shop:
        with pytest.raises(WorldError) as failed:
            link.enrol(shop, f"http://127.0.0.1:{port}", "AAAA-BBBB")
        assert failed.value.code == "hub_unreachable"


@pytest.mark.parametrize("url", ["http://ville.example", "ftp://ville.example", "ville", ""])
def test_an_address_in_the_open_is_refused(tmp_path: Path, url: str) -> None:
    with a_talking_shop(tmp_path / "shop") as shop:
        with pytest.raises(RefusedError) as refused:
            link.enrol(shop, url, "AAAA-BBBB")
        assert refused.value.code == "hub_insecure"


def test_a_marketplace_of_another_version_is_told_from_a_wrong_code(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "hub").mkdir()
    with serving(tmp_path / "hub") as hub, a_talking_shop(tmp_path / "shop") as shop:
        code = hub.invite()
        monkeypatch.setattr(transport, "_HEADERS", {**transport._HEADERS, "Sync-Protocol": "99"})
        with pytest.raises(WorldError) as failed:
            link.enrol(shop, hub.url, code)
        assert failed.value.code == "hub_other_version"
