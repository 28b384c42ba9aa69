"""The code of this till, by which its tickets are numbered: settled before the first of them."""

from msgspec import structs
from sqlalchemy import Connection, select

from desktop.errors import RefusedError
from desktop.models.base import table_of
from desktop.models.journal import JournalHead
from desktop.services.unit_of_work import UnitOfWork
from desktop.settings import Settings
from fiscal import KeySigner

_heads = table_of(JournalHead)


def is_begun(connection: Connection, till: str) -> bool:
    """Tell whether a till's journal holds anything: its code is in what was signed then."""
    return connection.scalar(select(_heads.c.till).where(_heads.c.till == till)) is not None


def named_till(work: UnitOfWork, code: str) -> Settings:
    """Return the settings with another code for this till, for the caller to write.

    The key its journal will be signed with is made. Two counters of one shop must not number
    their tickets alike.

    Raises:
        RefusedError: till_begun, when it has signed anything under its code.
        SignerUnavailableError: the place where keys are kept is locked.
    """
    shop = work.shop
    if code == shop.settings.till:
        return shop.settings
    if is_begun(work.connection, shop.settings.till):
        raise RefusedError("till_begun", till=shop.settings.till)
    # Kept before the journal that needs it; one that was made for nothing harms nobody.
    signer = KeySigner.obtain(shop.keys, code)
    work.afterwards(lambda: shop.sign_with(signer))
    return structs.replace(shop.settings, till=code)
