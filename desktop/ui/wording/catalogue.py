"""Words of the catalogue."""

TEXTS: dict[str, tuple[str, str]] = {}
