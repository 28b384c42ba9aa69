"""How it is shown in a storm that a bag was received at a door: a name, a code, a picture."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from PIL import Image

from desktop.services.carriage import proofs
from desktop.services.carriage.on_the_road import Receipt
from desktop.services.online import orders
from sync.contract import v1

from .storm_post import Post
from .storm_told import Told

if TYPE_CHECKING:
    from .order_storm import OrderStorm

_LOOKED_AT: tuple[v1.Check, ...] = ("age", "identity")
_SIDE_PX = 24


class Receipts:
    """What a driver notes at a door."""

    def __init__(self, storm: "OrderStorm") -> None:
        self._chance = storm.chance

    def draw(self, told: Told) -> Receipt:
        """Return some proof of a bag's receipt."""
        proof = self._chance.choice(("name", "code", "signature", "photo"))
        if proof in ("signature", "photo"):
            return Receipt(
                proof="photo" if proof == "photo" else "signature",
                received_by="" if proof == "photo" else "la voisine",
                picture=proofs.make(self._picture()),
                checks=_LOOKED_AT,
            )
        return self.without_picture(told, is_code=proof == "code")

    def without_picture(self, told: Told, *, is_code: bool = False) -> Receipt:
        """Return a name, or the customer's code."""
        return Receipt(
            proof="code" if is_code else "name",
            received_by="la voisine",
            secret=told.bought.code.secret,
            checks=_LOOKED_AT,
        )

    @contextmanager
    def disk(self, post: Post, receipt: Receipt, order_id: str) -> Iterator[None]:
        """Have the disk take no picture at times, and hold: then nothing is given."""
        sha256, _ = receipt.picture
        if not sha256 or self._chance.randrange(100) >= 15:
            yield
            return
        in_the_way = post.counter.shop.photo_path(sha256).with_suffix(".part")
        in_the_way.mkdir(parents=True)
        before = orders.order(post.counter.shop, order_id)
        try:
            yield
        finally:
            in_the_way.rmdir()
            assert orders.order(post.counter.shop, order_id) == before, f"{order_id} is half given"

    def _picture(self) -> bytes:
        """Return a photograph of some doorstep: no two are the same."""
        size = (_SIDE_PX, _SIDE_PX)
        target = io.BytesIO()
        pixels = self._chance.randbytes(_SIDE_PX * _SIDE_PX * 3)
        Image.frombytes("RGB", size, pixels).save(target, "PNG")
        return target.getvalue()
