"""Whatever is held before the camera: nothing but the customer's own code opens a bag."""

import unicodedata
from pathlib import Path

from desktop.domain import foreign_text, scan
from desktop.services.counter import shelf
from desktop.services.counter.shelf import PickupPresented
from desktop.services.online import pickup
from desktop.services.online.pickup import VerdictKind
from tests.domain.payloads import payloads
from tests.support.a_shop import a_shop
from tests.support.an_order import placed

_NO_BAG = {VerdictKind.UNKNOWN, VerdictKind.FORGED, VerdictKind.OTHER_SHOP}
SEED, COUNT = 2026, 5_000


def test_five_thousand_hostile_payloads_open_no_bag_and_break_nothing(tmp_path: Path) -> None:
    """The way the camera's texts go: told by kind, looked up by the shop, judged at the pickup."""
    with a_shop(tmp_path).with_product("Pain", 130).opened() as shop:
        order = placed(shop, ("pain", 1)).ready()
        kinds = set()
        for text in payloads(SEED, COUNT, order.code):
            told = scan.read(text, shop.settings.weighed_layouts)
            kinds.add(scan.kind(told))
            if isinstance(told, foreign_text.Foreign):
                assert {unicodedata.category(sign)[0] for sign in told.shown} & {"C"} == set()
                assert len(told.shown) <= foreign_text.SHOWN_AT_MOST
            understood = shelf.understand(shop, text)
            proofs = {text}
            if isinstance(understood, PickupPresented):
                proofs.add(understood.text)
            for proof in proofs:
                assert pickup.check(shop, proof).kind in _NO_BAG, ascii(proof)
        assert kinds >= {scan.Kind.PICKUP, scan.Kind.FOREIGN, scan.Kind.UNKNOWN, scan.Kind.PRODUCT}
        assert pickup.check(shop, order.code.text).kind is VerdictKind.HAND_OVER
        assert order.view.handed_over_at is None


def test_every_other_secret_of_the_order_is_told_as_forged(tmp_path: Path) -> None:
    with a_shop(tmp_path).with_product("Pain", 130).opened() as shop:
        order = placed(shop, ("pain", 1)).ready()
        sound = [
            text
            for text in payloads(SEED, 800, order.code)
            if isinstance(scan.read(text), scan.PickupCode)
        ]
        assert len(sound) > 50
        assert {pickup.check(shop, text).kind for text in sound} == {VerdictKind.FORGED}
