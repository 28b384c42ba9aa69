"""Which of the fourteen allergens the town's food holds, by sku (regulation (EU) 1169/2011).

What has no line here was not told: its pages say to ask at the counter, as in a real shop.
"""

from collections.abc import Mapping

from sync.kernel.allergens import NONE, Allergen, in_order

_G, _E, _M, _N = Allergen.GLUTEN, Allergen.EGGS, Allergen.MILK, Allergen.NUTS
_SOY, _SULPHITES = Allergen.SOYBEANS, Allergen.SULPHITES

_HELD: Mapping[tuple[str, ...], str] = {
    (_G,): "BOU-001 BOU-003 BOU-004 BOU-005 BOU-008 EPI-027 EPI-040",
    (_G, Allergen.SESAME): "BOU-002",
    (_G, _N): "BOU-006",
    (_G, _M): "BOU-007 BOU-010 BOU-029",
    (_G, _E, _M): (
        "BOU-012 BOU-013 BOU-014 BOU-015 BOU-017 BOU-018 BOU-020 BOU-021 BOU-024 BOU-027 BOU-028"
        " BOU-030 EPI-031"
    ),
    (_G, _E, _M, _SOY): "BOU-011 BOU-016 BOU-026",
    (_G, _E, _M, _N): "BOU-019 BOU-022 BOU-023",
    (_E, _M, _N): "BOU-025",
    (_M,): "EPI-001 EPI-002 EPI-003 EPI-005 EPI-006 EPI-007 EPI-008",
    (_E, _M): "EPI-004",
    (_M, _N, _SOY): "EPI-033",
    (_E, _N): "EPI-034",
    (_SOY,): "EPI-032",
    (Allergen.MUSTARD, _SULPHITES): "EPI-022 EPI-023",
    (Allergen.FISH,): "EPI-024",
    (_SULPHITES,): "EPI-012 EPI-021 EPI-037 EPI-038 EPI-039",
    (NONE,): (
        "BOU-031 BOU-032 EPI-009 EPI-010 EPI-011 EPI-020 EPI-025 EPI-026 EPI-028 EPI-029 EPI-030"
        " EPI-035 EPI-036 EPI-041 PAR-025"
    ),
}


def allergens_of(sku: str) -> tuple[str, ...]:
    """Return what a product was said to hold, in the annex's order; empty: nobody has said."""
    return _BY_SKU.get(sku, ())


_BY_SKU = {sku: in_order(codes) for codes, skus in _HELD.items() for sku in skus.split()}
