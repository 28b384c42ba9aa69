"""What can go wrong, in three families: the answer is no, the world failed, or we have a bug.

An error carries a code and facts; its title, its sentence and its next step are wording and
stand with all other wording.
"""


class ShopError(Exception):
    """Something the person at the counter must be told, with what to do about it."""

    def __init__(self, code: str, /, **facts: object) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts

    def __str__(self) -> str:
        told = ", ".join(f"{name}={value}" for name, value in self.facts.items())
        return f"{self.code}({told})"


class RefusedError(ShopError):
    """The trade's rules say no: the till is closed, too little was given, the line is gone."""


class WorldError(ShopError):
    """The world failed: paper, network, disk, another program. Trying again may help."""
