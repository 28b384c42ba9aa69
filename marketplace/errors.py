"""What can go wrong in the marketplace, by code; the words for it are in `web/wording.py`."""

from collections.abc import Mapping


class HubError(Exception):
    """Anything the marketplace can name. `code` finds its sentence, `facts` fill its gaps."""

    def __init__(self, code: str, facts: Mapping[str, str | int] | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.facts = dict(facts or {})


class Refusal(HubError):  # noqa: N818 a refusal is an answer of the trade, not an error
    """The rules of the trade say no: too late, too many, not yours."""


class NotFoundError(HubError):
    """There is no such thing, or it is not theirs to see: the two look alike on purpose."""

    def __init__(self, what: str) -> None:
        super().__init__("not_found", {"what": what})


class StorageError(HubError):
    """The database does not do its work.

    Codes: locked, full, read_only, corrupt, too_new, unreadable, old_sqlite, no_driver, not_utf8,
    unreachable, failed.
    """
