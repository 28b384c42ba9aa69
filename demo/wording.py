"""What the demonstration says on the terminal."""

TEXTS: dict[str, tuple[str, str]] = {
    "pictures": (
        "Photographies des produits : {done} / {of}",
        "Product photographs: {done} / {of}",
    ),
    "shops": (
        "Boutiques reliées à la place de marché : {done} / {of}",
        "Shops joined to the marketplace: {done} / {of}",
    ),
    "storefront": (
        "La place de marché de la ville est ouverte : {url}",
        "The town's marketplace is open: {url}",
    ),
    "day_done": ("La journée est racontée dans {folder}", "The day is told in {folder}"),
}


def say(name: str, language: str, **facts: object) -> str:
    """Return a sentence in French or English."""
    return TEXTS[name][0 if language == "fr" else 1].format(**facts)
