"""A package whose modules are loaded when something of them is first asked for.

All services together, with SQLAlchemy, would keep the first customer of the day waiting for half
a second.
"""

from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec


class _OnDemand:
    """Stands for a module; what is read from it or set in it is the module's."""

    __slots__ = ("_name",)

    _name: str

    def __init__(self, name: str) -> None:
        object.__setattr__(self, "_name", name)

    def __getattribute__(self, name: str) -> object:
        return getattr(import_module(object.__getattribute__(self, "_name")), name)

    def __setattr__(self, name: str, value: object) -> None:
        setattr(import_module(object.__getattribute__(self, "_name")), name, value)

    def __delattr__(self, name: str) -> None:
        delattr(import_module(object.__getattribute__(self, "_name")), name)


def modules_of(package: str) -> Callable[[str], object]:
    """Return the `__getattr__` of a package: `from package import module` loads nothing yet."""

    def module(name: str) -> object:
        whole = f"{package}.{name}"
        if name.startswith("_") or find_spec(whole) is None:
            raise AttributeError(name)
        return _OnDemand(whole)

    return module
