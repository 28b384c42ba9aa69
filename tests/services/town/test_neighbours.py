"""A code of another shop of the town is told by name and address, with the network cut."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.services.online import pickup
from desktop.services.online.pickup import VerdictKind
from desktop.services.shop import Shop
from desktop.services.town.neighbours import Neighbour
from sync.contract import v1
from sync.kernel import pickup_code
from tests.support.a_hub import AHub
from tests.support.a_shop import a_shop

BAKERY = v1.TownShop(tag="042", name="La Mie Dorée", street="3 rue du Puits", city="Sceaux")


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    with a_shop(tmp_path).with_closed_till().opened() as opened:
        yield opened


def told(shop: Shop, *shops: v1.TownShop) -> None:
    AHub(shop).tells("town", "t", v1.TownEntity(town="t", shops=shops)).sends()


def whose(shop: Shop, tag: str) -> Neighbour | None:
    verdict = pickup.check(shop, pickup_code.draw("00421937", tag).text)
    assert verdict.kind is VerdictKind.OTHER_SHOP
    return verdict.neighbour


def test_the_counter_names_the_shop_a_code_belongs_to(shop: Shop) -> None:
    told(shop, BAKERY)
    assert whose(shop, "042") == Neighbour("La Mie Dorée", "3 rue du Puits, Sceaux")


def test_a_shop_nobody_told_of_is_not_guessed(shop: Shop) -> None:
    assert whose(shop, "042") is None
    told(shop, BAKERY)
    assert whose(shop, "043") is None
    assert whose(shop, pickup_code.NO_TAG) is None
    told(shop)
    assert whose(shop, "042") is None


def test_a_name_from_outside_is_one_line(shop: Shop) -> None:
    told(shop, v1.TownShop(tag="042", name="La Mie\nDorée\u202e", street="", city="Sceaux"))
    found = whose(shop, "042")
    assert found is not None
    assert "\n" not in found.name
    assert found.address == "Sceaux"


def test_a_code_of_this_very_shop_sends_nobody_to_another_door(shop: Shop) -> None:
    AHub(shop).tells("town", "t", v1.TownEntity(town="t", shops=(BAKERY,), own="042")).sends()
    verdict = pickup.check(shop, pickup_code.draw("00421937", "042").text)
    assert (verdict.kind, verdict.neighbour) == (VerdictKind.NOT_ARRIVED, None)
