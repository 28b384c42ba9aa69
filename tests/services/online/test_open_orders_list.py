"""The list of open orders: whoever works by it, with the PC dead, takes and gives what is right."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.services.online import lacks, order_papers, orders, pickup, preparation
from desktop.services.online.pickup import HandOver
from desktop.services.shop import Shop
from printing.drivers.escpos import render_escpos
from printing.drivers.profiles import GENERIC_80
from printing.simulator import read_papers
from sync.contract import v1
from tests.services.carriage.test_relay import announced, received
from tests.services.online.test_lacks import answered
from tests.support.a_shop import OWNER, a_shop, found
from tests.support.an_order import placed


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    builder = (
        a_shop(tmp_path)
        .with_product("Assam", 790, vat=550, code="3017620422003")
        .with_product("Earl Grey", 790, vat=550)
        .with_product("Café", 450, vat=2000)
        .with_product("Comté", 2490, vat=550, unit="kg")
        .with_product("Gouda", 1990, vat=550, unit="kg")
    )
    with builder.opened() as opened:
        yield opened


def listed(shop: Shop) -> list[str]:
    """Return what stands on the paper, line by line."""
    with shop.look() as look:
        paper = order_papers.list_of(shop, look)
    (read,) = read_papers(render_escpos(paper, GENERIC_80, "fr"))
    return [" ".join(line.text.split()) for line in read.lines]


def test_nothing_is_taken_for_what_is_missing_nor_twice_for_what_is_in_the_bag(shop: Shop) -> None:
    order = placed(shop, ("assam", 2), ("café", 1), ("comté", 400), ("café", 3)).in_preparation()
    preparation.pick_by_hand(shop, order.id, order.line(0))
    preparation.mark_missing(shop, order.id, order.line(1))
    preparation.substitute(shop, order.id, order.line(2), found(shop, "gouda").variant_id)
    preparation.pick_by_hand(shop, order.id, order.line(2))
    preparation.pick_one(shop, order.id, order.line(3))
    words = listed(shop)
    for said in ("[x] Assam × 2", "[-] Café × 1", "[x] Gouda × 0,400 kg", "[ ] Café × 3"):
        assert said in words
    assert words[words.index("[-] Café × 1") + 1] == "manquant, ne pas prendre"
    assert words[words.index("[x] Gouda × 0,400 kg") + 1] == "au lieu de Comté"
    assert words[words.index("[ ] Café × 3") + 1] == "déjà dans le sac : 1"
    assert not [line for line in words if "poids" in line]


def test_what_the_customer_chose_is_put_in_for_what_comes_out(shop: Shop) -> None:
    order = placed(shop, ("assam", 2)).in_preparation()
    preparation.pick_one(shop, order.id, order.line())
    lacks.ask(shop, order.id, order.line())
    answered(order, "choice", found(shop, "earl").variant_id, picked=1000)
    lacks.settle(shop)
    words = listed(shop)
    assert words[words.index("[ ] Earl Grey × 2") + 1 :][:2] == [
        "au lieu de Assam",
        "à sortir du sac : 1",
    ]


def test_each_bag_is_found_by_its_number_until_it_has_left(shop: Shop) -> None:
    order = placed(
        shop, ("assam", 1), ("café", 1), ("comté", 300), payment="online", paid_cents=1987
    ).in_preparation()
    dry, *cold = [line.id for line in order.view.lines]
    for line in (dry, *cold):
        preparation.pick_by_hand(shop, order.id, line)
    bags = (
        v1.Bag(shelf="Étagère du fond B3", lines=(dry,)),
        v1.Bag(shelf="Chambre froide 2", keep="cold", lines=tuple(cold)),
    )
    orders.mark_ready(shop, order.id, bag_list=bags)
    words = listed(shop)
    assert words[words.index("1937 Camille D.") + 1 :][:3] == [
        "2 sacs PAYÉ",
        "Sac 1 : Étagère du fond B3",
        "Sac 2 : Chambre froide 2",
    ]

    how = HandOver(secret=order.code.secret, lines=tuple(cold))
    pickup.hand_over(shop, order.id, OWNER, checkout=None, how=how)
    words = listed(shop)
    assert words[words.index("1937 Camille D.") + 1 :][:3] == [
        "1 sac PAYÉ",
        "Sac 1 : Étagère du fond B3",
        "Une partie a déjà été remise.",
    ]
    assert "froide" not in " ".join(words)


@pytest.mark.parametrize(
    ("mode", "carriage", "box", "said", "is_given_by_hand"),
    [
        ("merchant", "out", "", "En tournée", True),
        ("merchant", "failed", "", "Pas remise, pas revenue ici", False),
        ("relay", "deposited", "", "Au point relais", False),
        ("locker", "deposited", "4", "Au casier · Case 4", False),
    ],
)
def test_nobody_looks_on_a_shelf_for_an_order_that_is_elsewhere(
    shop: Shop, mode: str, carriage: str, box: str, said: str, *, is_given_by_hand: bool
) -> None:
    order = placed(shop, ("assam", 1), mode=mode, payment="online", paid_cents=790).ready()
    with shop.begin() as work:
        orders.change_order(work, order.id, {"carriage": carriage, "box": box})
        work.commit()
    words = listed(shop)
    assert said in words
    assert "B3" not in " ".join(words)
    assert any(line.startswith("Remis :") for line in words) is is_given_by_hand


def test_what_is_kept_for_other_shops_is_on_the_list_with_whom_it_goes_to(shop: Shop) -> None:
    assert "AUTRES BOUTIQUES" not in " ".join(listed(shop))
    announced(shop, "00425555")
    received(shop, "00421942", proxy_name="Marc Dubois")
    received(shop, "00427777", ended=True)
    words = listed(shop)
    parcels = words[words.index("POUR D'AUTRES BOUTIQUES : 2") :]
    here, ended = parcels.index("1942 Camille D."), parcels.index("7777 Camille D.")
    assert parcels[here + 1 : here + 5] == [
        "2 sacs 00421942",
        "Place R4",
        "Colis de Librairie du Pont",
        "Peut être retirée par Marc D.",
    ]
    assert parcels[here + 5].startswith("Remis :")
    assert "Terminée : à rendre à la boutique, pas au client" in parcels[ended:]
    assert not any(line.startswith("Remis :") for line in parcels[ended:])
    assert "5555" not in " ".join(words)
