"""Words for what has to be known of goods: allergens, how they are kept, who may have them."""

from sync.kernel.allergen_names import NAMES

TEXTS: dict[str, tuple[str, str]] = {
    **{f"allergen.{code}": (french, english) for code, (french, english) in NAMES.items()},
    "allergen.listed": ("Allergènes : {names}", "Allergens: {names}"),
    "product.fold_care": ("Allergènes, conservation, âge", "Allergens, keeping, age"),
    "product.allergens": ("Contient", "Contains"),
    "product.allergens_how": (
        "Obligatoire pour vendre un aliment en ligne. Rien de coché : non renseigné.",
        "Required to sell food online. Nothing ticked: nobody has said.",
    ),
    "product.handling": ("Conservation et remise", "Keeping and handing over"),
    "product.flag_cold": ("À garder au frais", "Keep chilled"),
    "product.flag_frozen": ("Surgelé", "Frozen"),
    "product.flag_fragile": ("Fragile", "Fragile"),
}
