"""The till's day: float, cash in and out, X reading, Z closing."""

from desktop.services.shop import Shop
from desktop.services.views import TillReportView, TillState
from sync.kernel.money import Money


def till_state(shop: Shop) -> TillState:
    """Return where the till stands."""
    raise NotImplementedError


def open_till(shop: Shop, opening_float: Money, staff: str) -> TillState:
    """Open the till with what lies in the drawer. Days that nobody closed are closed first.

    Raises:
        RefusedError: till_already_open, amount_out_of_range.
    """
    raise NotImplementedError


def move_cash(shop: Shop, amount: Money, reason: str, staff: str) -> TillState:
    """Put cash in (positive) or take it out, with the reason.

    Raises:
        RefusedError: till_closed, amount_out_of_range, reason_missing.
    """
    raise NotImplementedError


def read_x(shop: Shop) -> TillReportView:
    """Return the figures of the running day. A reading changes nothing.

    Raises:
        RefusedError: till_closed.
    """
    raise NotImplementedError


def close_till(
    shop: Shop,
    counted: Money | None,
    staff: str,
    count_by_value: dict[int, int] | None = None,
) -> TillReportView:
    """Close the day: count, Z, and never again opened.

    Args:
        shop: the open shop.
        counted: what lies in the drawer; None when nobody counted.
        staff: code of who closes.
        count_by_value: pieces by value in cents, when the drawer was counted piece by piece.

    Raises:
        RefusedError: till_closed, amount_out_of_range.
    """
    raise NotImplementedError


def close_forgotten(shop: Shop) -> tuple[TillReportView, ...]:
    """Close every earlier day that is still open, each by its own Z marked automatic.

    Called at start and before the first operation of a day.
    """
    raise NotImplementedError


def reports(shop: Shop, limit: int = 31) -> tuple[TillReportView, ...]:
    """Return the latest Z closings, newest first."""
    raise NotImplementedError


def kick_drawer(shop: Shop, staff: str, reason: str) -> None:
    """Open the drawer without a sale; the journal notes who and why.

    Raises:
        RefusedError: till_closed, reason_missing, no_printer.
    """
    raise NotImplementedError
