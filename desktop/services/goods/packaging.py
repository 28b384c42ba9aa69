"""Returnable packaging (consigne): which product is sold in it, and what its deposit is."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select, update

from desktop.domain.roles import Act
from desktop.domain.sellable import LineKind, Sellable
from desktop.errors import RefusedError
from desktop.models.base import table_of
from desktop.models.catalogue import Product, Variant
from desktop.services.counter import shelf
from desktop.services.goods import cataloguing, product_history
from desktop.services.goods.cataloguing import ProductDraft, VariantDraft
from desktop.services.shop import Shop
from desktop.services.team import staff as people
from sync.kernel.money import Money
from sync.kernel.vat import VatRate

_products, _variants = table_of(Product), table_of(Variant)


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A packaging that was made, and the change by which that can be undone."""

    item: Sellable
    change_id: str


def deposit_of(shop: Shop, product_id: str) -> str:
    """Return the variant id of the packaging a product is sold in, empty when there is none."""
    with shop.look() as look:
        found = look.connection.execute(
            select(_variants.c.deposit_variant_id).where(
                _variants.c.product_id == product_id, _variants.c.deposit_variant_id.is_not(None)
            )
        ).first()
    return "" if found is None else str(found.deposit_variant_id)


def sell_in(
    shop: Shop, product_id: str, packaging_id: str, staff: str, approved_by: str = ""
) -> str:
    """Have all forms of a product sold in a packaging; an empty id takes the deposit off.

    Returns:
        The change, by which it can be undone; empty when that was so already.

    Raises:
        RefusedError: no_deposit, when that is no packaging or the product is one itself;
            needs_approval.
    """
    with shop.begin() as work:
        people.require(work, staff, Act.EDIT_CATALOGUE, approved_by=approved_by)
        kinds = select(_products.c.kind, _products.c.name)
        product = work.connection.execute(kinds.where(_products.c.id == product_id)).first()
        if product is None or product.kind == LineKind.DEPOSIT.value:
            raise RefusedError("no_deposit", label="" if product is None else product.name)
        if packaging_id:
            bearing = work.connection.execute(
                kinds.join(_variants, _variants.c.product_id == _products.c.id).where(
                    _variants.c.id == packaging_id
                )
            ).first()
            if bearing is None or bearing.kind != LineKind.DEPOSIT.value:
                raise RefusedError("no_deposit", label="" if bearing is None else bearing.name)
        before = product_history.snapshot(work.connection, product_id)
        work.connection.execute(
            update(_variants)
            .where(_variants.c.product_id == product_id)
            .values(deposit_variant_id=packaging_id or None)
        )
        change_id = ""
        if before != product_history.snapshot(work.connection, product_id):
            changes = product_history.close_changes(work, {product_id: before}, staff)
            change_id = changes[product_id]
        work.commit()
    return change_id


def make(shop: Shop, name: str, amount: Money, staff: str, approved_by: str = "") -> Made:
    """Make a packaging with its deposit: no turnover, no VAT, no stock.

    Raises:
        RefusedError: amount_out_of_range; as `cataloguing.save_product`.
    """
    if amount.cents <= 0:
        raise RefusedError("amount_out_of_range", amount=amount)
    draft = ProductDraft(
        name=name,
        vat=VatRate(0),
        kind=LineKind.DEPOSIT.value,
        variants=(VariantDraft(price=amount),),
    )
    saved = cataloguing.save_product(shop, draft, staff, approved_by)
    (item,) = shelf.variants(shop, saved.product.id)
    return Made(item=item, change_id=saved.change_id)


def take_back(shop: Shop, changes: Sequence[str], staff: str, approved_by: str = "") -> None:
    """Take back what was done of a product's packaging in one go, the newest first.

    Raises:
        RefusedError: needs_approval; unknown_change; change_undone.
    """
    with shop.begin() as work:
        people.require(work, staff, Act.EDIT_CATALOGUE, approved_by=approved_by)
        for change_id in reversed(changes):
            cataloguing.take_back(work, change_id, staff)
        work.commit()
