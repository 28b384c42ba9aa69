"""Selling at the counter: from finding the goods to the paid, sealed sale."""

from dataclasses import dataclass, field
from datetime import date

from desktop.domain.cart import Cart
from desktop.domain.sellable import LineKind, Sellable
from desktop.domain.tender import Means, Tenders
from desktop.services.shop import Shop
from desktop.services.unit_of_work import UnitOfWork
from desktop.services.views import CategoryView, ParkedView, SaleSummary, SaleView
from sync.kernel.ids import new_id
from sync.kernel.money import Money
from sync.kernel.quantity import Quantity
from sync.kernel.vat import VatRate


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductFound:
    """An article, and how much of it one scan stands for."""

    item: Sellable
    quantity: Quantity
    #: The amount a scale printed, when its code holds a price.
    priced_at: Money | None = None


@dataclass(frozen=True, slots=True)
class PickupPresented:
    """A customer's pickup code: the pickup screen knows what to do with it."""

    text: str


@dataclass(frozen=True, slots=True)
class ReceiptPresented:
    """A ticket of this till."""

    sale_id: str


@dataclass(frozen=True, slots=True)
class NotFound:
    """Nothing of the shop's: offer a free-amount line, or to catalogue it."""

    text: str


Scanned = ProductFound | PickupPresented | ReceiptPresented | NotFound


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkout:
    """A basket and how it is paid.

    `sale_id` is made when the customer goes to pay, so that a second press of the same key is the
    same sale.
    """

    cart: Cart
    tenders: Tenders
    #: Code of who sells.
    staff: str
    order_id: str | None = None
    sale_id: str = field(default_factory=new_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class SaleDone:
    """A ticket that is on the disk."""

    sale_id: str
    number: str
    #: What was to be paid; negative for a refund.
    total: Money
    change_due: Money
    #: The law wants paper without anybody asking (guarantee, refund).
    receipt_required: bool


@dataclass(frozen=True, slots=True)
class RefundLine:
    """How much of one line of the original ticket comes back."""

    position: int
    quantity: Quantity


def categories(shop: Shop) -> tuple[CategoryView, ...]:
    """Return the tabs over the tiles, in the shop's order."""
    raise NotImplementedError


def tiles(shop: Shop, category_id: str | None = None, limit: int = 60) -> tuple[Sellable, ...]:
    """Return what is tapped most in a category, or in the whole shop, best sellers first."""
    raise NotImplementedError


def search(shop: Shop, text: str, limit: int = 60) -> tuple[Sellable, ...]:
    """Return the articles with every word of `text` in name, brand, options, reference or code."""
    raise NotImplementedError


def understand(shop: Shop, text: str) -> Scanned:
    """Return what a scanned or typed text means to this shop."""
    raise NotImplementedError


def quick_item(label: str, price: Money, vat: VatRate, kind: LineKind = LineKind.GOODS) -> Sellable:
    """Return a line with no product behind it: a service, an article nobody catalogued yet."""
    raise NotImplementedError


def take_payment(shop: Shop, checkout: Checkout) -> SaleDone:
    """Turn a paid basket into a sealed sale.

    Journal, sale, stock and the message to the marketplace are on the disk together when this
    returns, or none of them is. Asked again with the same `sale_id` it answers the same.

    Raises:
        RefusedError: till_closed, cart_empty, not_enough_tendered, no_change_possible,
            meal_voucher_too_high.
        WorldError: the disk did not take it; nothing was sold.
    """
    raise NotImplementedError


def record_sale(work: UnitOfWork, checkout: Checkout) -> SaleDone:
    """Write a sale inside a transaction of the caller, who commits (a hand-over and its payment).

    Raises:
        RefusedError: as `take_payment`.
    """
    raise NotImplementedError


def refund(
    shop: Shop,
    sale_id: str,
    lines: tuple[RefundLine, ...],
    means: Means,
    staff: str,
    reason: str,
    *,
    refund_id: str = "",
) -> SaleDone:
    """Give goods of a ticket back for money: never more than was bought less what came back before.

    Args:
        shop: the open shop.
        sale_id: the original ticket.
        lines: what comes back; an empty tuple is everything that is left.
        means: how the money is given.
        staff: code of who does it.
        reason: in the cashier's words.
        refund_id: made by the caller, so that a second press is the same refund.

    Raises:
        RefusedError: till_closed, unknown_sale, refund_of_refund, more_than_bought,
            nothing_to_refund.
    """
    raise NotImplementedError


def sale(shop: Shop, sale_id: str) -> SaleView:
    """Return a ticket.

    Raises:
        RefusedError: unknown_sale.
    """
    raise NotImplementedError


def find_sale(shop: Shop, text: str) -> SaleView:
    """Return the ticket of a number, whole or its last digits (the latest that ends in them).

    Raises:
        RefusedError: unknown_sale.
    """
    raise NotImplementedError


def sales_today(shop: Shop) -> tuple[SaleSummary, ...]:
    """Return the tickets of the present business day, latest first."""
    raise NotImplementedError


def sales_of(shop: Shop, day: date, limit: int = 500) -> tuple[SaleSummary, ...]:
    """Return the tickets of a business day, latest first."""
    raise NotImplementedError


def park(shop: Shop, cart: Cart, staff: str, note: str = "") -> ParkedView:
    """Put a basket aside for a customer who comes back.

    Raises:
        RefusedError: cart_empty.
    """
    raise NotImplementedError


def parked(shop: Shop) -> tuple[ParkedView, ...]:
    """Return the baskets put aside, oldest first."""
    raise NotImplementedError


def resume(shop: Shop, parked_id: str) -> Cart:
    """Take a basket up again; it is no longer parked.

    Raises:
        RefusedError: unknown_parked_cart, when somebody else has taken it.
    """
    raise NotImplementedError


def abandon(shop: Shop, cart: Cart, staff: str) -> None:
    """Note in the journal that a basket was thrown away before it was paid; nothing if empty."""
    raise NotImplementedError
