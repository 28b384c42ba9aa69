"""The evening review: a draft and what somebody confirmed of it become a product, online if it can."""

from dataclasses import dataclass, replace

from desktop.domain.proposal import Field
from desktop.errors import RefusedError
from desktop.services.drafting import drafts, proposals, same_shot
from desktop.services.drafting.drafts import DraftView
from desktop.services.drafting.proposals import Known, Seen
from desktop.services.goods import catalogue
from desktop.services.goods.catalogue import Lack
from desktop.services.goods.cataloguing import Saved, draft_of
from desktop.services.goods.credits import credited
from desktop.services.goods.product_drafts import ProductDraft, VariantDraft
from desktop.services.shop import Shop
from sync.kernel.money import Money
from sync.kernel.quantity import Quantity, Unit
from sync.kernel.vat import VatRate


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirmed:
    """What somebody said yes to."""

    name: str
    price: Money
    vat: VatRate
    #: Name of a section, made when there is none of that name; empty for none.
    category: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """What a yes came to."""

    saved: Saved
    #: What still keeps it off the marketplace; nothing when it is online.
    lacks: tuple[Lack, ...]


def accept(
    shop: Shop, draft_id: str, confirmed: Confirmed, staff: str, approved_by: str = ""
) -> Accepted:
    """Make a draft a product as confirmed, and show it online if nothing is missing for that.

    An article that was sold and only lacks its place online is not answered by a yes that cannot
    put it there: that is refused, and the draft waits.

    Raises:
        RefusedError: as `drafts.keep`; price_missing; not_ready_for_online.
    """
    view = drafts.draft(shop, draft_id)
    if not confirmed.price:
        raise RefusedError("price_missing")
    draft = credited(shop, _product_of(shop, view, confirmed))
    lacks = _lacks(draft)
    if view.product_id is not None and lacks:
        raise RefusedError("not_ready_for_online", missing=",".join(lacks))
    wanted = replace(draft, is_online=not lacks)
    return Accepted(saved=drafts.keep(shop, draft_id, wanted, staff, approved_by), lacks=lacks)


def already_there(shop: Shop, view: DraftView) -> Known | None:
    """Return the shop's product that a draft may be of: by its code, its pictures or its name.

    None for a draft that belongs to a product anyhow. Reads only, and longer than a sale may wait
    for: the pool's work.
    """
    if view.product_id is not None:
        return None
    seen = Seen(
        codes=(view.code,) if view.code else (),
        same_pictures=same_shot.alike_to_kept(shop, view.photos),
        name=view.best("name"),
    )
    return next(iter(proposals.propose(shop, seen).known), None)


def add_pictures(
    shop: Shop, draft_id: str, product_id: str, staff: str, approved_by: str = ""
) -> Saved:
    """Answer a draft by putting its pictures behind those of a product that the shop has already.

    Nothing else of the product changes; `drafts.undo` takes it back.

    Raises:
        RefusedError: as `drafts.keep`; unknown_product; draft_without_picture.
    """
    view = drafts.draft(shop, draft_id)
    if not view.photos:
        raise RefusedError("draft_without_picture")
    standing = draft_of(catalogue.product(shop, product_id))
    pictures = tuple(dict.fromkeys((*standing.photos, *view.photos)))
    return drafts.keep(shop, draft_id, replace(standing, photos=pictures), staff, approved_by)


def _product_of(shop: Shop, view: DraftView, confirmed: Confirmed) -> ProductDraft:
    if view.product_id is None:
        return _new_product(view, confirmed)
    standing = catalogue.product(shop, view.product_id)
    draft = draft_of(standing)
    # With several forms the price that was shown is that of the one sold: the others keep theirs.
    variants = tuple(
        replace(each, price=confirmed.price) if each.id == view.variant_id else each
        for each in draft.variants
    )
    return replace(
        draft,
        name=confirmed.name,
        vat=confirmed.vat,
        variants=variants,
        category_name="" if confirmed.category == standing.category else confirmed.category,
        photos=tuple(dict.fromkeys((*view.photos, *draft.photos))),
    )


def _new_product(view: DraftView, confirmed: Confirmed) -> ProductDraft:
    unit = _unit(view, "unit") or Unit.PIECE
    content, measure = view.best("content"), _unit(view, "content_unit")
    quantity = view.quantity
    return ProductDraft(
        name=confirmed.name,
        vat=confirmed.vat,
        brand=view.best("brand"),
        description=view.best("description"),
        category_name=confirmed.category,
        unit=unit,
        photos=view.photos,
        variants=(
            VariantDraft(
                price=confirmed.price,
                codes=(view.code,) if view.code else (),
                content=Quantity(int(content), measure)
                if content.isdigit() and measure is not None
                else None,
                opening_stock=None if quantity is None else Quantity(quantity.thousandths, unit),
                purchase_price=view.purchase_price,
                supplier_id=view.supplier_id,
                supplier_ref=view.supplier_ref,
            ),
        ),
    )


def _unit(view: DraftView, field: Field) -> Unit | None:
    told = view.best(field)
    return Unit(told) if told in list(Unit) else None


def _lacks(draft: ProductDraft) -> tuple[Lack, ...]:
    """Return what keeps a product off the marketplace; an empty shelf is shown as sold out."""
    missing = {
        Lack.NAME: not draft.name.strip(),
        Lack.PHOTO: not draft.photos,
        Lack.CATEGORY: not (draft.category_id or draft.category_name),
    }
    return tuple(lack for lack, is_missing in missing.items() if is_missing)
