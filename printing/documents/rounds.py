"""What the driver of the shop's own delivery takes along."""

from dataclasses import dataclass
from datetime import datetime

from printing.documents.letterhead import Shop
from printing.documents.orders import HandoverMode
from sync.kernel.money import Money


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundStopLine:
    """One stop of a round. The telephone stands here alone: the driver has to reach somebody."""

    short_number: str
    order_number: str
    recipient: str
    mode: HandoverMode
    #: Street, then postcode and city.
    address: tuple[str, ...]
    #: Floor, code, "behind the church".
    detail: str = ""
    phone: str = ""
    bags: int = 1
    promised_at: datetime
    promised_until: datetime
    #: What is to be taken at the door; None when it is paid.
    to_collect: Money | None = None
    note: str = ""
    #: Link to the place on a map: a position and nothing of the customer; empty without one.
    map_link: str = ""
    #: Somebody's age or identity has to be looked at.
    is_checked: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundSheet:
    """The stops of one round in the order they are driven. It goes into the shredder afterwards."""

    shop: Shop
    name: str
    #: Who drives, as the shop calls them; empty where nobody was named.
    driver: str
    printed_at: datetime
    stops: tuple[RoundStopLine, ...]
    #: What is to be brought back in money, all stops together.
    to_collect: Money
    is_training: bool = False
