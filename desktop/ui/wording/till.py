"""Words of the till."""

TEXTS: dict[str, tuple[str, str]] = {}
