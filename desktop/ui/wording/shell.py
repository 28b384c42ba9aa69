"""Words of the shell."""

TEXTS: dict[str, tuple[str, str]] = {}
