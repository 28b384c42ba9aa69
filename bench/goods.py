"""What a probe takes from a prepared shop: its codes, baskets of them, and queries of its names."""

import random
from collections.abc import Sequence
from pathlib import Path

from desktop.domain.cart import Cart
from desktop.domain.tender import Means, Tenders
from desktop.services.counter import selling
from desktop.services.counter.selling import Checkout, ProductFound
from desktop.services.database import FILE_NAME, open_to_read
from desktop.services.shop import Shop
from desktop.services.team.crew import OWNER_CODE

LINES = 10


def codes_of(folder: Path) -> list[str]:
    """Return the codes of a shop's products, always in the same order."""
    opened = open_to_read(folder / FILE_NAME)
    try:
        return [code for (code,) in opened.execute("SELECT code FROM variant_code ORDER BY code")]
    finally:
        opened.close()


def baskets(codes: Sequence[str], count: int, seed: int, lines: int = LINES) -> list[list[str]]:
    """Return so many baskets of different codes."""
    chance = random.Random(seed)
    return [chance.sample(codes, lines) for _ in range(count)]


def fill(shop: Shop, basket: Sequence[str]) -> Cart:
    """Return the cart after the basket's codes were scanned."""
    cart = Cart()
    for code in basket:
        match selling.understand(shop, code):
            case ProductFound(item=item, quantity=quantity):
                cart = cart.add(item, quantity)
            case _:
                raise LookupError(code)
    return cart


def in_cash(cart: Cart) -> Checkout:
    """Return the checkout of a cart, paid to the cent."""
    return Checkout(cart=cart, tenders=Tenders().add(Means.CASH, cart.total), staff=OWNER_CODE)


def queries(folder: Path, count: int, seed: int) -> list[str]:
    """Return what people type: half beginnings of words, a quarter inner letters, a quarter pairs."""
    chance = random.Random(seed)
    opened = open_to_read(folder / FILE_NAME)
    try:
        names = [name for (name,) in opened.execute("SELECT name FROM product ORDER BY name")]
    finally:
        opened.close()
    return [_query(chance, chance.choice(names)) for _ in range(count)]


def _query(chance: random.Random, name: str) -> str:
    words = [word for word in name.replace("'", " ").split() if len(word) > 3]
    word = chance.choice(words)
    kind = chance.randrange(4)
    if kind < 2:
        return word[: chance.randint(3, 6)]
    if kind == 2:
        start = chance.randrange(max(1, len(word) - 3))
        return word[start : start + 4]
    return f"{word[:4]} {chance.choice(words)[:4]}"
