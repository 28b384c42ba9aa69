"""What is earned on an article: what it is sold for less VAT, less what it was bought for."""

from dataclasses import dataclass

from sync.kernel.money import Money
from sync.kernel.rounding import divide_half_up
from sync.kernel.vat import VatRate, take_vat_out

_WHOLE = 10_000


@dataclass(frozen=True, slots=True)
class Margin:
    """The margin on one unit, VAT left out."""

    net_price: Money
    purchase: Money

    @property
    def amount(self) -> Money:
        """Return what is earned; below zero at a loss."""
        return self.net_price - self.purchase

    @property
    def rate_bp(self) -> int | None:
        """Return the margin as a part of the net price (taux de marque); None when it is free."""
        return _part(self.amount, self.net_price)

    @property
    def markup_bp(self) -> int | None:
        """Return the margin as a part of the purchase price (taux de marge); None when it is free."""
        return _part(self.amount, self.purchase)


def margin(price: Money, rate: VatRate, purchase: Money | None) -> Margin | None:
    """Return the margin on an article, None when nobody wrote down what it was bought for.

    Args:
        price: what the customer pays, VAT included.
        rate: the article's VAT rate.
        purchase: what one unit was bought for, without VAT.
    """
    return None if purchase is None else Margin(take_vat_out(price, rate).net, purchase)


def _part(amount: Money, whole: Money) -> int | None:
    return divide_half_up(amount.cents * _WHOLE, whole.cents) if whole.cents > 0 else None
