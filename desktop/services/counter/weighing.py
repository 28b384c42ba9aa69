"""Weights from the counter's scale: one that may be sold by, or why there is none."""

from dataclasses import dataclass
from threading import Lock

from desktop.errors import RefusedError, WorldError
from desktop.services.shop import Shop
from sync.kernel.money import Money

_turn = Lock()
"""There is one scale on a counter, and it answers one question at a time."""

DIALECTS = ("8217", "dialog06")
"""How scales speak, as the settings name it."""


@dataclass(frozen=True, slots=True)
class Weighed:
    """What the scale said."""

    grams: int
    #: The scale's own tare key was used: the till may not take the packaging off again.
    is_net: bool


def weigh(shop: Shop, price: Money, tare_grams: int = 0) -> Weighed:
    """Return what lies on the shop's scale, packaging included unless the scale took it off.

    Waits for the scale: not on the main thread, and not on the ledger's.

    Args:
        shop: whose scale it is.
        price: of a kilogram, for a scale that shows the customer what it comes to.
        tare_grams: what the packaging weighs, for such a scale.

    Raises:
        RefusedError: no_scale.
        WorldError: scale_moving, scale_empty; as `devices.scale.Scale.weigh`.
    """
    settings = shop.settings
    if not settings.scale:
        raise RefusedError("no_scale")
    return _weigh(settings.scale, settings.scale_dialect, price, tare_grams)


def try_scale(address: str, dialect: str) -> int:
    """Return in grams what lies on a scale that is not in the settings yet.

    Raises:
        WorldError: as `weigh`, but for an empty scale, which is a good answer here.
    """
    try:
        return _weigh(address, dialect, Money(100), 0).grams
    except WorldError as error:
        if error.code == "scale_empty":
            return 0
        raise


def _weigh(address: str, dialect: str, price: Money, tare_grams: int) -> Weighed:
    # Here, because most shops have no scale at the till.
    from desktop.devices.scale import Dialect, scale_at, weigh_steady  # noqa: PLC0415

    known = Dialect(dialect) if dialect in DIALECTS else Dialect.TOLEDO_8217
    with _turn:
        reading = weigh_steady(scale_at(address, known), price.cents, tare_grams)
    if not reading.is_stable:
        raise WorldError("scale_moving")
    if not reading.thousandths:
        raise WorldError("scale_empty")
    return Weighed(reading.thousandths, reading.is_net)
