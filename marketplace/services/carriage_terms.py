"""How goods get from a shop to a customer, and what each way costs.

Over the counter always; by the shop itself, to another shop of the town that keeps parcels, or
into a locker where shop and town offer it. Relay and locker hand over without a till, so their
orders are paid online; without a payment provider they are not offered.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Literal

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.models.town import Shop, ShopStatus, Town

Mode = Literal["collect", "merchant", "relay", "locker"]
COLLECT = "collect"
HOME = "merchant"


class Home(msgspec.Struct, frozen=True, kw_only=True):
    """Delivery by the shop itself: where to, what it costs, from which amount on."""

    postcodes: tuple[str, ...]
    fee_cents: int = 0
    minimum_cents: int = 0
    #: From this amount on it costs nothing; 0: it always costs.
    free_from_cents: int = 0


class Keeps(msgspec.Struct, frozen=True, kw_only=True):
    """The shop keeps other shops' parcels for customers, for a fee of its own."""

    fee_cents: int = 0


class Terms(msgspec.Struct, frozen=True, kw_only=True):
    """What a shop offers besides its counter."""

    home: Home | None = None
    to_relays: bool = False
    to_lockers: bool = False
    keeps: Keeps | None = None


class Locker(msgspec.Struct, frozen=True, kw_only=True):
    """A locker of the town."""

    id: str
    name: str
    street: str = ""
    postcode: str = ""
    city: str = ""
    fee_cents: int = 0
    lat_e6: int = 0
    lon_e6: int = 0


@dataclass(frozen=True, slots=True)
class Choice:
    """A way a shop's part of a basket can take; `code` is what the checkout page sends back."""

    code: str
    mode: Mode
    fee_cents: int
    minimum_cents: int = 0
    postcodes: tuple[str, ...] = ()
    id: str = ""
    name: str = ""
    street: str = ""
    postcode: str = ""
    city: str = ""
    lat_e6: int = 0
    lon_e6: int = 0
    #: The basket is below the shop's minimum.
    is_out_of_reach: bool = False

    @property
    def must_be_paid(self) -> bool:
        """Tell whether nobody takes money where it ends."""
        return self.mode in {"relay", "locker"}


OVER_THE_COUNTER = Choice(COLLECT, "collect", 0)


def terms_of(shop: Shop) -> Terms:
    """Return what a shop offers besides its counter."""
    return msgspec.convert(shop.carriage, Terms)


def lockers_of(town: Town) -> tuple[Locker, ...]:
    """Return the town's lockers."""
    return tuple(msgspec.convert(one, Locker) for one in town.lockers)


def choices_of(
    session: Session,
    town: Town,
    parts: Sequence[tuple[str, int]],
    *,
    can_pay: bool,
    with_papers: Collection[str] = (),
) -> dict[str, tuple[Choice, ...]]:
    """Return the ways of each part, collection first, by shop id.

    Args:
        session: where shops and town are read.
        town: whose lockers and relays there are.
        parts: shop id and amount of its goods.
        can_pay: whether an order can be paid online.
        with_papers: ids of the shops whose part somebody has to show papers for. Neither a locker
            nor another shop looks at papers, so there is no way to those.
    """
    shops = {
        shop.id: shop
        for shop in session.scalars(
            select(Shop)
            .where(Shop.town_id == town.id, Shop.status == ShopStatus.ACTIVE.value)
            .order_by(Shop.sign, Shop.id)
        )
    }
    return {
        shop_id: (
            OVER_THE_COUNTER,
            *_ways(town, shops, shop_id, cents, is_kept=can_pay and shop_id not in with_papers),
        )
        for shop_id, cents in parts
    }


def _ways(
    town: Town, shops: dict[str, Shop], shop_id: str, cents: int, *, is_kept: bool
) -> list[Choice]:
    shop = shops.get(shop_id)
    if shop is None:
        return []
    terms = terms_of(shop)
    ways = [_to_home(terms.home, cents)] if terms.home else []
    if is_kept and terms.to_relays:
        ways += [
            _to_relay(other, keeps)
            for other in shops.values()
            if other.id != shop_id and (keeps := terms_of(other).keeps)
        ]
    if is_kept and terms.to_lockers:
        ways += [_to_locker(locker) for locker in lockers_of(town)]
    return ways


def _to_home(home: Home, cents: int) -> Choice:
    is_free = bool(home.free_from_cents) and cents >= home.free_from_cents
    return Choice(
        HOME,
        "merchant",
        0 if is_free else home.fee_cents,
        minimum_cents=home.minimum_cents,
        postcodes=home.postcodes,
        is_out_of_reach=cents < home.minimum_cents,
    )


def _to_relay(shop: Shop, keeps: Keeps) -> Choice:
    return Choice(
        f"relay:{shop.id}",
        "relay",
        keeps.fee_cents,
        id=shop.id,
        name=shop.sign,
        street=shop.street,
        postcode=shop.postcode,
        city=shop.city,
        lat_e6=shop.lat_e6,
        lon_e6=shop.lon_e6,
    )


def _to_locker(locker: Locker) -> Choice:
    return Choice(
        f"locker:{locker.id}",
        "locker",
        locker.fee_cents,
        id=locker.id,
        name=locker.name,
        street=locker.street,
        postcode=locker.postcode,
        city=locker.city,
        lat_e6=locker.lat_e6,
        lon_e6=locker.lon_e6,
    )
