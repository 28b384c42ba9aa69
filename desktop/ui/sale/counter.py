"""What the parts of the sale screen share: the basket at the counter and the ways to change it."""

from collections.abc import Callable
from typing import Protocol

from desktop.domain.cart import Cart
from desktop.errors import ShopError
from desktop.ui.desk import Desk
from desktop.ui.sale.panels import Panels
from desktop.ui.sale.ticket_pane import TicketPane
from desktop.ui.screen import Screen


class Counter(Protocol):
    """The sale screen, as its parts know it."""

    desk: Desk
    panels: Panels
    ticket: TicketPane
    #: Code of who sells.
    seller: str

    @property
    def room(self) -> Screen:
        """Return the widget that owns the jobs and speaks to the window."""
        ...

    @property
    def cart(self) -> Cart:
        """Return the basket as it stands."""
        ...

    @property
    def place(self) -> int:
        """Return the position of the current line, −1 when there is none."""
        ...

    def change(self, act: Callable[[Cart], Cart]) -> bool:
        """Change the basket and tell whether it went; what did not go is said in the banner."""
        ...

    def become(self, cart: Cart) -> None:
        """Have another basket; the one before it can be had again."""
        ...

    def take_up(self, cart: Cart) -> None:
        """Have a basket that was put aside; what lies here meanwhile is put aside in its place."""
        ...

    def show_cart(self) -> None:
        """Show the basket as it stands."""
        ...

    def back_to_shelf(self) -> None:
        """Show the goods and listen for the next scan."""
        ...

    def look(self) -> None:
        """Read anew what stands beside the basket: till, parked baskets, seller."""
        ...

    def next_customer(self) -> Cart:
        """Return the basket and have an empty one for whoever comes next."""
        ...

    def forget_exchange(self) -> bool:
        """Let go of an exchange that was begun, and tell whether there was one."""
        ...

    def put_back(self, cart: Cart, error: ShopError) -> None:
        """Have a basket again as it was: what was asked did not go."""
        ...
