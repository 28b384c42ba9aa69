"""Who may do what at the counter: roles, the acts that ask for one, and where each stops."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from enum import StrEnum

from msgspec import Struct

from desktop.settings import RoleLimits
from sync.kernel.money import Money

NOTHING = Money(0)


class Role(StrEnum):
    """What somebody is in the shop, the one with most rights first."""

    OWNER = "owner"
    MANAGER = "manager"
    SELLER = "seller"
    TRAINEE = "trainee"
    PREPARER = "preparer"


_RANKS = tuple(Role)


def governs(mine: Role, other: Role) -> bool:
    """Tell whether a role decides about another: its people, their rights and their PINs.

    Owners decide about everybody, one another included; nobody else about equals.
    """
    return mine is Role.OWNER or _RANKS.index(mine) < _RANKS.index(other)


class Act(StrEnum):
    """What not everybody may do without asking."""

    DISCOUNT = "discount"
    PRICE_OVERRIDE = "price_override"
    GIFT = "gift"
    REFUND = "refund"
    REFUND_WITHOUT_RECEIPT = "refund_without_receipt"
    VOID_BASKET = "void_basket"
    OPEN_DRAWER = "open_drawer"
    MOVE_CASH = "move_cash"
    CLOSE_TILL = "close_till"
    SELL_ON_ACCOUNT = "sell_on_account"
    #: Money for what is not sold now: an advance, or what an account owes.
    TAKE_ADVANCE = "take_advance"
    #: The word on an amount whose outcome the terminal did not tell: paid or not.
    RESOLVE_CARD = "resolve_card"
    EDIT_CATALOGUE = "edit_catalogue"
    CHANGE_SETTINGS = "change_settings"
    TRAIN = "train"
    EXPORT = "export"


class Limits(Struct, frozen=True, kw_only=True):
    """What one role may do by itself."""

    acts: frozenset[Act] = frozenset()
    #: Largest part of a price that may be given up: 1000 is 10 %.
    discount_bp: int = 0
    #: Most that somebody gives back in a day, whatever the number of refunds; None: no limit.
    refund_cap: Money | None = None

    def allow(self, act: Act, *, basis_points: int = 0, amount: Money = NOTHING) -> bool:
        """Tell whether the act is within them.

        Args:
            act: what somebody is about to do.
            basis_points: for a discount or another price, the part of the price given up.
            amount: for a refund, what is given back, with what the person gave back that day
                before; its sign does not matter.
        """
        if act not in self.acts:
            return False
        match act:
            case Act.DISCOUNT | Act.PRICE_OVERRIDE:
                return basis_points <= self.discount_bp
            case Act.REFUND | Act.REFUND_WITHOUT_RECEIPT:
                return self.refund_cap is None or abs(amount.cents) <= self.refund_cap.cents
            case _:
                return True


WHOLE_PRICE_BP = 10_000

EVERYTHING = Limits(acts=frozenset(Act), discount_bp=WHOLE_PRICE_BP)
"""What an owner may do, whatever the settings say."""

USUAL: Mapping[Role, Limits] = {
    Role.OWNER: EVERYTHING,
    Role.MANAGER: EVERYTHING,
    Role.SELLER: Limits(
        acts=frozenset(
            {
                Act.DISCOUNT,
                Act.REFUND,
                Act.VOID_BASKET,
                Act.OPEN_DRAWER,
                Act.CLOSE_TILL,
                Act.TAKE_ADVANCE,
                Act.RESOLVE_CARD,
                Act.EDIT_CATALOGUE,
                Act.TRAIN,
            }
        ),
        discount_bp=1_000,
        refund_cap=Money(50_00),
    ),
    Role.TRAINEE: Limits(acts=frozenset({Act.TRAIN}), refund_cap=Money(0)),
    Role.PREPARER: Limits(refund_cap=Money(0)),
}
"""What each role may do until the shop decides otherwise."""


def limits_of(role: Role, kept: Iterable[RoleLimits] = ()) -> Limits:
    """Return what a role may do: as the shop has decided, or as is usual."""
    if role is Role.OWNER:
        return EVERYTHING
    for each in kept:
        if each.role == role:
            known = frozenset(act for act in Act if act.value in each.acts)
            cap = None if each.refund_cap_cents is None else Money(each.refund_cap_cents)
            return Limits(acts=known, discount_bp=each.discount_bp, refund_cap=cap)
    return USUAL[role]


def kept_as(role: Role, limits: Limits) -> RoleLimits:
    """Return a role's limits as the settings keep them."""
    return RoleLimits(
        role=role.value,
        acts=tuple(act.value for act in Act if act in limits.acts),
        discount_bp=limits.discount_bp,
        refund_cap_cents=None if limits.refund_cap is None else limits.refund_cap.cents,
    )


PIN_DIGITS = range(4, 9)
"""How many digits a PIN may have."""

_WAITS_S = (0, 0, 0, 5, 15, 30, 60, 120, 300, 600, 900)


def is_pin(text: str) -> bool:
    """Tell whether a text can be a PIN: four to eight digits, not all the same."""
    return len(text) in PIN_DIGITS and text.isascii() and text.isdigit() and len(set(text)) > 1


def wait_after(failures: int) -> timedelta:
    """Return how long no PIN is tried after so many wrong ones in a row.

    Two slips cost nothing; from the tenth on it is a quarter of an hour, so that trying all
    PINs of four digits takes a hundred days.
    """
    return timedelta(seconds=_WAITS_S[min(failures, len(_WAITS_S) - 1)])
