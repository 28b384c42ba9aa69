"""What an order owes, and what is said when that changed while it was being paid."""

from desktop.errors import RefusedError
from desktop.services.online.orders import OrderView
from sync.kernel.order_states import OrderState

_GONE = frozenset({OrderState.HANDED_OVER, OrderState.DELIVERED, OrderState.RETURNED})


def change_in_payment(before: OrderView, now: OrderView) -> RefusedError | None:
    """Return why a payment that was begun may not go on; None where it still pays what is owed."""
    if _owing(now) == _owing(before):
        return None
    if now.state in _GONE:
        return RefusedError("gone_while_paying", number=now.short_number)
    return RefusedError("changed_while_paying", number=now.short_number)


def _owing(order: OrderView) -> tuple[object, ...]:
    lines = tuple((line.id, line.gross, line.handed_at) for line in order.lines)
    return (order.state, order.carriage, order.to_pay, lines)
