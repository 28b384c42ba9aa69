"""What the payment panel is opened for."""

from typing import TYPE_CHECKING

from msgspec import Struct, field

from desktop.domain.tender import Means
from sync.kernel.ids import new_id
from sync.kernel.money import Money

if TYPE_CHECKING:
    from desktop.services.money.advances import AdvanceView

NOTHING = Money(0)


class Bill(Struct, frozen=True, kw_only=True):
    """An amount to be paid, and what may pay it."""

    due: Money
    #: Id of the sale (or advance, or account payment) it will be.
    sale_id: str = field(default_factory=new_id)
    #: What of it may be paid in meal vouchers.
    food: Money = NOTHING
    #: Somebody is on the sale, so that it may be owed.
    has_buyer: bool = False
    #: What goods brought back pay of it.
    exchange: Money = NOTHING
    #: Only money pays it: an advance, an account.
    is_money_only: bool = False
    #: Any part of it may be paid: the first sum that is put down settles it.
    takes_any: bool = False
    #: A basket is paid: its note may be printed before that.
    is_basket: bool = False
    #: Title of the panel, a name of the wording table.
    title: str = "pay.title"


class AdvanceBack(Struct, frozen=True):
    """An advance that is to be given back, and how."""

    held: "AdvanceView"
    means: Means
