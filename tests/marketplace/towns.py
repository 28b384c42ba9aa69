"""What the tests of the marketplace are handed."""

from dataclasses import dataclass

from sqlalchemy import select

from marketplace.models.catalogue import Offer
from marketplace.services.database import Database
from marketplace.services.hub import Hub
from sync.kernel.clock import SetClock
from tests.marketplace.shopper import Shopper
from tests.support.a_market import Market


@dataclass
class OpenTown:
    """An open marketplace and what stands in it."""

    hub: Hub
    clock: SetClock
    market: Market

    @property
    def database(self) -> Database:
        """The database behind the pages."""
        return self.hub.database

    def offer(self, name: str) -> Offer:
        """What a product's first variant stands at now."""
        with self.database.read() as session:
            return session.scalars(
                select(Offer).where(Offer.variant == self.market.variants[name])
            ).one()


Web = tuple[OpenTown, Shopper]
"""The town with its pages, and somebody who looks at them."""
