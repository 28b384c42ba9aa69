"""Whom to name beside a product's words: the public file they were taken from (ODbL 1.0 § 4.3)."""

from dataclasses import replace

from desktop.domain.search_text import fold
from desktop.errors import WorldError
from desktop.services.drafting import sheets
from desktop.services.goods.product_drafts import ProductDraft
from desktop.services.shop import Shop
from sync.kernel import gtin


def credited(shop: Shop, draft: ProductDraft) -> ProductDraft:
    """Return the draft with a flag for each public file that its name is from, and no other.

    Never fails: what cannot be looked up keeps the flags it has.
    """
    codes = [code for each in draft.variants for code in each.codes]
    numbers = [gtin.normalise(code) for code in codes if gtin.is_gtin(code)]
    if not numbers:
        return draft
    try:
        others = sheets.sheets_of(sheets.folder_of(shop), numbers)
    except WorldError:
        return draft
    name = fold(draft.name)
    due = {f"from_{one.source}" for one in others if one.credit and fold(one.name) == name}
    kept = {flag for flag in draft.flags if not flag.startswith("from_")}
    return replace(draft, flags=frozenset(kept | due))
