"""Words of the orders."""

TEXTS: dict[str, tuple[str, str]] = {}
