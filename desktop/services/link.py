"""The shop's place in the marketplace, and how the conversation goes."""

from desktop.services.shop import Shop
from desktop.services.views import LinkStatus


def link_status(shop: Shop) -> LinkStatus:
    """Return how the shop stands with the marketplace."""
    raise NotImplementedError


def enrol(shop: Shop, url: str, code: str) -> LinkStatus:
    """Trade a one-time code for a place in the marketplace; the conversation starts at once.

    What was sold and catalogued before goes up too.

    Raises:
        RefusedError: enrolment_refused, with the marketplace's own reason; already_enrolled.
        WorldError: hub_unreachable, hub_other_version.
    """
    raise NotImplementedError


def poke(shop: Shop) -> None:
    """Have the conversation go on now: the network is back, or somebody wants to see it move."""
    raise NotImplementedError
