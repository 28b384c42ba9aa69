"""Orders that stand in the other shops already, in several states, placed as customers place them."""

from contextlib import closing
from pathlib import Path

from demo.marketplace import Marketplace
from demo.shopper import Shopper
from demo.shops import await_told, demo_shop
from demo.town import CUSTOMERS
from desktop.bootstrap import open_shop
from desktop.domain.preparation import LineState
from desktop.services.online import order_board, orders, preparation
from desktop.services.shop import Shop
from desktop.services.town import link
from fiscal import FolderKeyStore

_WANTED = (
    ("la-page-d-apres", (0, 3), "ready"),
    ("la-page-d-apres", (5,), "preparing"),
    ("la-mie-doree", (1, 2), "accepted"),
    ("l-herbe-folle", (4,), "placed"),
    ("pharmacie-du-pont", (2, 6), "refused"),
)


def place_orders(hub: Marketplace, shops: Path) -> None:
    """Place the orders and bring each to its state at its shop's counter."""
    for customer, (slug, products, _state) in zip(CUSTOMERS, _WANTED, strict=False):
        with Shopper(hub.url) as shopper:
            for place in products:
                put_in_basket(shopper, slug, demo_shop(slug).products[place].name)
            shopper.open("/commander")
            shopper.submit(
                shopper.form("/commander"),
                name=f"{customer.first_name} {customer.last_name}",
                phone=customer.phone,
            )
    for slug in {slug for slug, _, state in _WANTED if state != "placed"}:
        states = [state for each, _, state in _WANTED if each == slug]
        folder = shops / slug
        with closing(open_shop(folder, keys=FolderKeyStore(folder), prints=False)) as shop:
            _bring_along(shop, states)


def put_in_basket(shopper: Shopper, slug: str, name: str, **chosen: str) -> None:
    """Put a product of a shop into the basket, from its page.

    Raises:
        PageError: the page or its form is not there.
    """
    shopper.open(f"/boutiques/{slug}").follow(name)
    shopper.submit(shopper.form("/panier/ajouter"), **chosen)


def _bring_along(shop: Shop, states: list[str]) -> None:
    link.poke(shop)
    await_told(shop, until=lambda: len(order_board.board(shop).to_prepare) >= len(states))
    for order, state in zip(order_board.board(shop).to_prepare, states, strict=False):
        if state == "refused":
            orders.refuse(shop, order.id, "Rupture de stock")
            continue
        accepted = orders.accept(shop, order.id)
        if state in {"preparing", "ready"}:
            orders.start_preparing(shop, order.id)
        if state == "ready":
            for line in accepted.lines:
                if line.state is LineState.OPEN:
                    preparation.pick_by_hand(shop, order.id, line.id)
            orders.mark_ready(shop, order.id, bags=1, shelf="A1")
    await_told(shop)
