"""Words of the settings."""

TEXTS: dict[str, tuple[str, str]] = {}
