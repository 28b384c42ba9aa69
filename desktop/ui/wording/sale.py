"""Words of the sale."""

TEXTS: dict[str, tuple[str, str]] = {}
