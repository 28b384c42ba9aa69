"""The shop's services. `from desktop.services import selling` loads nothing yet.

A service's module is loaded when something of it is first asked for: all of them together, with
SQLAlchemy, would keep the first customer of the day waiting for half a second.
"""

from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING


class _Service:
    """Stands for a service's module; what is read from it or set in it is the module's."""

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


if not TYPE_CHECKING:  # what stands here for a checker of types are the modules themselves

    def __getattr__(name: str) -> _Service:
        module = f"{__name__}.{name}"
        if name.startswith("_") or find_spec(module) is None:
            raise AttributeError(name)
        return _Service(module)
