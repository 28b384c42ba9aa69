"""The whole circle between two processes: photographed, ordered, sold out, prepared, collected, told.

The marketplace is the real program in a process of its own; the shop runs here. Each step of the
shop is also taken with the network cut from that moment on.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from demo.cable import Cable
from demo.command import free_port
from demo.marketplace import Marketplace
from demo.shopper import Shopper
from demo.sides import read_hub, read_shop
from desktop.domain.cart import Cart
from desktop.domain.preparation import LineState, PickResult
from desktop.domain.sellable import Sellable
from desktop.domain.tender import Means, Tenders
from desktop.errors import RefusedError
from desktop.services.books.inspection import inspect
from desktop.services.counter import selling
from desktop.services.counter.selling import Checkout, ProductFound
from desktop.services.drafting import kept_photos, photos
from desktop.services.goods import cataloguing
from desktop.services.goods.cataloguing import ProductDraft, VariantDraft
from desktop.services.online import order_board, order_carts, orders, pickup, preparation
from desktop.services.online.pickup import VerdictKind
from desktop.services.shop import Shop, Topic
from desktop.services.till import till_sessions
from desktop.services.town import link
from sync.kernel.money import Money
from sync.kernel.order_states import OrderState
from sync.kernel.quantity import Quantity
from sync.kernel.vat import VatRate
from tests.loop.small_town import (
    Bought,
    a_photograph,
    ask,
    await_agreement,
    check_out,
    found_counter,
    found_town,
    is_all_told,
    until,
)
from tests.support.a_shop import OWNER
from tests.support.loaded_marketplace import LoadedMarketplace

pytestmark = pytest.mark.timeout(300)

JAM = "Confiture d’abricot"
SMALL, LARGE = "250 g", "500 g"
SMALL_CODE, LARGE_CODE = "3017620422003", "4006381333931"
TAKEN_IN_TURN = (
    "walk_in",
    "accept",
    "prepare",
    "pick",
    "strike",
    "ready",
    "hand_over",
    "close_till",
)


@dataclass
class Round:
    """One order on its way through the shop."""

    hub: Marketplace
    slug: str
    cable: Cable
    shop: Shop
    bought: Bought

    @property
    def order(self) -> orders.OrderView:
        verdict = pickup.find_by_number(self.shop, self.bought.number)
        assert verdict.order is not None
        return verdict.order

    def take(self, step: str) -> None:
        act: Callable[[], None] = getattr(self, step)
        act()

    def walk_in(self) -> None:
        cart = Cart().add(scanned(self.shop, LARGE_CODE), Quantity.pieces(1))
        sold = selling.take_payment(self.shop, in_cash(cart))
        assert sold.total == Money(9_80)

    def accept(self) -> None:
        assert orders.accept(self.shop, self.order.id).state is OrderState.ACCEPTED

    def prepare(self) -> None:
        assert orders.start_preparing(self.shop, self.order.id).state is OrderState.PREPARING

    def pick(self) -> None:
        wrong = preparation.pick_scanned(self.shop, self.order.id, "2100000000005")
        assert wrong.result is PickResult.UNKNOWN
        verdicts = [
            preparation.pick_scanned(self.shop, self.order.id, SMALL_CODE).result for _ in range(2)
        ]
        assert verdicts == [PickResult.PARTLY, PickResult.PICKED]

    def strike(self) -> None:
        with pytest.raises(RefusedError, match="order_lines_open"):
            orders.mark_ready(self.shop, self.order.id)
        (missing,) = [line for line in self.order.lines if line.state is LineState.OPEN]
        assert LARGE in missing.label
        after = preparation.mark_missing(self.shop, self.order.id, missing.id)
        assert after.total == Money(11_80)

    def ready(self) -> None:
        ready = orders.mark_ready(self.shop, self.order.id, bags=1, shelf="B2")
        assert ready.state is OrderState.READY

    def hand_over(self) -> None:
        verdict = pickup.check(self.shop, self.bought.code.text)
        assert verdict.kind is VerdictKind.HAND_OVER
        cart = order_carts.cart_for(self.shop, self.order.id)
        gone = pickup.hand_over(
            self.shop, self.order.id, OWNER, secret=verdict.secret, checkout=in_cash(cart)
        )
        assert gone.sale is not None
        assert gone.sale.total == Money(11_80)
        assert pickup.check(self.shop, self.bought.code.text).kind is VerdictKind.ALREADY

    def close_till(self) -> None:
        expected = till_sessions.till_state(self.shop).expected_cash
        assert expected == Money(100_00 + 9_80 + 11_80)
        report = till_sessions.close_till(self.shop, expected, OWNER)
        assert report.gross == Money(21_60)


def scanned(shop: Shop, code: str) -> Sellable:
    found = selling.understand(shop, code)
    assert isinstance(found, ProductFound)
    return found.item


def in_cash(cart: Cart) -> Checkout:
    return Checkout(cart=cart, tenders=Tenders().add(Means.CASH, cart.total), staff=OWNER)


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Marketplace]:
    market = LoadedMarketplace(tmp_path_factory.mktemp("town") / "hub", free_port())
    found_town(market, [slug_of(step) for step in ("", "window", "cable", "half", *TAKEN_IN_TURN)])
    market.start()
    yield market
    market.stop()


def slug_of(step: str) -> str:
    return f"chez-{step.replace('_', '-') or 'tous'}"


@contextmanager
def a_counter(folder: Path, hub: Marketplace, slug: str) -> Iterator[tuple[Shop, Cable]]:
    """Yield a shop that is open, with its jam catalogued and told to the marketplace."""
    with closing(Cable(hub.port)) as cable, closing(found_counter(folder)) as shop:
        till_sessions.open_till(shop, Money(100_00), OWNER)
        photo = kept_photos.keep(shop, a_picture())
        cataloguing.save_product(shop, a_jam(photo.sha256), OWNER)
        link.enrol(shop, cable.url, hub.invite(slug))
        until(lambda: is_all_told(shop), "the jam on the marketplace")
        yield shop, cable


@cache
def a_picture() -> photos.Prepared:
    """Return a photograph cut out and ready, made once: it costs more than an order."""
    return photos.prepare(a_photograph(), "jam.png")


def a_jam(photo: str) -> ProductDraft:
    return ProductDraft(
        name=JAM,
        vat=VatRate(550),
        category_name="Confitures",
        photos=(photo,),
        is_online=True,
        variants=tuple(
            VariantDraft(
                price=Money(cents),
                options=(("contenance", size),),
                codes=(code,),
                opening_stock=Quantity.pieces(pieces),
            )
            for size, cents, code, pieces in (
                (SMALL, 5_90, SMALL_CODE, 6),
                (LARGE, 9_80, LARGE_CODE, 1),
            )
        ),
    )


def order_jam(hub: Marketplace, slug: str) -> Bought:
    """Find the jam in the shop's window, put both sizes into the basket and order."""
    with Shopper(hub.url) as shopper:
        for size, pieces in ((LARGE, "1"), (SMALL, "2")):
            shopper.open(f"/boutiques/{slug}").follow(JAM)
            assert SMALL in shopper.text
            assert LARGE in shopper.text
            assert "9,80" in shopper.text
            form = shopper.form("/panier/ajouter")
            shopper.submit(form, offer=form.choice("offer", size), quantity=pieces)
        return check_out(shopper)


@pytest.mark.parametrize(
    "cut", ["", *(pytest.param(step, marks=pytest.mark.slow) for step in TAKEN_IN_TURN)]
)
def test_both_sides_agree_wherever_the_network_is_cut(
    cut: str, hub: Marketplace, tmp_path: Path
) -> None:
    slug = slug_of(cut)
    with a_counter(tmp_path / "shop", hub, slug) as (shop, cable):
        heard: set[Topic] = set()
        shop.changes.listen(heard.update)
        bought = order_jam(hub, slug)
        until(lambda: Topic.ORDERS in heard, "word of an order")
        until(lambda: order_board.board(shop).unseen == 1, "the order on the counter")

        way = Round(hub, slug, cable, shop, bought)
        for step in TAKEN_IN_TURN:
            if step == cut:
                cable.pull()
            way.take(step)
        if cut:
            assert link.link_status(shop).waiting
            cable.plug()
            link.poke(shop)

        await_agreement(shop, hub, slug)
        must_have_happened_once(way)


def test_half_a_line_in_the_bag_stays_there_when_the_marketplace_answers(
    hub: Marketplace, tmp_path: Path
) -> None:
    slug = slug_of("half")
    with a_counter(tmp_path / "shop", hub, slug) as (shop, cable):
        bought = order_jam(hub, slug)
        until(lambda: order_board.board(shop).unseen == 1, "the order on the counter")
        way = Round(hub, slug, cable, shop, bought)
        way.take("accept")
        way.take("prepare")

        first = preparation.pick_scanned(shop, way.order.id, SMALL_CODE)
        # The shop's own view leads until the marketplace has told of the operation.
        database = shop.folder / "comptoir.db"
        until(lambda: ask(database, "SELECT count(*) FROM own_edit") == [(0,)], "the answer")
        second = preparation.pick_scanned(shop, way.order.id, SMALL_CODE)

        assert (first.result, second.result) == (PickResult.PARTLY, PickResult.PICKED)


def must_have_happened_once(way: Round) -> None:
    file, slug = way.hub.folder / "marketplace.db", way.slug
    shop, hub = read_shop(way.shop.folder), read_hub(way.hub.folder, slug)
    ((shop_id,),) = ask(file, "SELECT id FROM shop WHERE slug = ?", slug)

    assert hub.orders == {way.bought.number: "handed_over"}
    assert sorted(hub.stock.values()) == [0, 4_000]
    assert sorted(gross for gross, _ in shop.sales.values()) == [9_80, 11_80]
    assert ask(file, "SELECT sum(reserved) FROM offer WHERE shop_id = ?", shop_id) == [(0,)]
    closings = "SELECT z_number, tickets, gross_cents FROM till_close WHERE shop_id = ?"
    until(lambda: ask(file, closings, shop_id) == [(1, 2, 21_60)], "the Z at the marketplace")
    states = ask(
        file,
        "SELECT l.label, l.state, l.gross_cents FROM order_line l "
        "JOIN shop_order o ON o.id = l.order_id WHERE o.shop_id = ? ORDER BY l.gross_cents",
        shop_id,
    )
    assert [(state, cents) for _, state, cents in states] == [("missing", 0), ("picked", 11_80)]
    told = ask(
        file,
        "SELECT after, count(*) FROM order_event WHERE shop_id = ? AND before <> after GROUP BY 1",
        shop_id,
    )
    assert {after: count for after, count in told if after != "placed"} == dict.fromkeys(
        ("accepted", "preparing", "ready", "handed_over"), 1
    )
    assert link.link_status(way.shop).rejected == 0
    assert all(journal.report.is_sound for journal in inspect(way.shop.folder))
    with pytest.raises(RefusedError, match="order_step_refused"):
        pickup.hand_over(way.shop, way.order.id, OWNER, secret=way.bought.code.secret)


def test_a_product_that_is_kept_shows_its_photograph_on_the_storefront(
    hub: Marketplace, tmp_path: Path
) -> None:
    slug = slug_of("window")
    with a_counter(tmp_path / "shop", hub, slug), Shopper(hub.url) as shopper:
        page = shopper.open(f"/boutiques/{slug}").follow(JAM).html
        (picture, *_) = re.findall(r'<img[^>]+src="([^"]+)"', page)
        answer = shopper._client.get(picture)
    assert answer.headers["content-type"] == "image/webp"
    assert answer.content[:4] == b"RIFF"


def test_pulled_cable_is_noticed_long_before_the_minute_of_the_next_pull(
    hub: Marketplace, tmp_path: Path
) -> None:
    with a_counter(tmp_path / "shop", hub, slug_of("cable")) as (shop, cable):
        order_jam(hub, slug_of("cable"))
        until(lambda: order_board.board(shop).unseen == 1, "the doorbell to have rung")
        cable.pull()
        until(lambda: not link.link_status(shop).is_online, "the counter to notice", 20)
        cable.plug()
        link.poke(shop)
        until(lambda: link.link_status(shop).is_online, "the counter to be back")
