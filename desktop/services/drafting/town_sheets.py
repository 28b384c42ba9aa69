"""The town's word on an article: asked of the marketplace, kept for when there is no network.

For a thread that may wait, never the ledger's or the window's.
"""

import logging
from collections.abc import Sequence
from datetime import timedelta

from desktop.domain.cells import one_line
from desktop.domain.label_text import LARGEST_CONTENT, Content
from desktop.domain.open_sheet import (
    BRANCH_LETTERS,
    BRANCHES,
    BRAND_LETTERS,
    NAME_LETTERS,
    Sheet,
    is_private,
)
from desktop.errors import WorldError
from desktop.services.drafting import sheets
from desktop.services.shop import Conversation, Shop
from sync.contract import v1
from sync.engine.asking import UnreachableError, ask_sheets
from sync.engine.status import Link
from sync.kernel import gtin
from sync.kernel.clock import milliseconds

_log = logging.getLogger(__name__)

PATIENCE_S = 3
PICTURE_PATIENCE_S = 10
PICTURE_MOST_BYTES = 8 * 1024 * 1024
FRESH_FOR = timedelta(days=1)
"""What was answered is asked again only after this; goods get a sheet when a shop publishes them."""


def ask(shop: Shop, gtins: Sequence[str]) -> tuple[Sheet, ...]:
    """Return all that is known of the articles, the town asked first where it can be.

    Without a marketplace, a network or an answer in three seconds it is what was known before.

    Raises:
        WorldError: sheets_unreadable, sheets_not_written.
    """
    folder = sheets.folder_of(shop)
    numbers = tuple(dict.fromkeys(gtin.normalise(each) for each in gtins if gtin.is_gtin(each)))
    public = [number for number in numbers if not is_private(number)]
    talk = _online(shop)
    if talk is not None:
        since = milliseconds(shop.clock.now() - FRESH_FOR)
        known = sheets.asked_since(folder, public, since)
        due = [number for number in public if number not in known][: v1.SHEETS_MAX]
        answer = _answer(talk, due) if due else None
        if answer is not None:
            told = [sheet for each in answer.sheets if (sheet := _read(each, due)) is not None]
            sheets.keep(folder, told, due, milliseconds(shop.clock.now()))
    return sheets.sheets_of(folder, public)


def learn(shop: Shop, *numbers: str) -> bool:
    """Ask the town about articles; tell whether something came that was not known before.

    Never fails: a product is catalogued without the town's word as well.
    """
    try:
        before = sheets.sheets_of(sheets.folder_of(shop), numbers)
        return ask(shop, numbers) != before
    except WorldError:
        _log.warning("town_sheets_unreadable")
        return False


def fetch_picture(shop: Shop, sha256: str) -> bytes:
    """Return the picture the town's sheet names, as the marketplace shows it.

    It is checked against its name; decode it as any picture from outside.

    Raises:
        WorldError: hub_unreachable.
    """
    talk = _online(shop)
    try:
        if talk is not None:
            return talk.picture(sha256, PICTURE_MOST_BYTES, PICTURE_PATIENCE_S)
    except UnreachableError as error:
        raise WorldError("hub_unreachable", url="") from error
    raise WorldError("hub_unreachable", url="")


def _online(shop: Shop) -> Conversation | None:
    """Return the talk, when it goes: an attempt without a network would cost its whole patience."""
    talk = shop.conversation
    status = None if talk is None or shop.is_training else talk.status()
    return talk if status is not None and status.link is Link.ONLINE else None


def _answer(talk: Conversation, due: Sequence[str]) -> v1.SheetsPage | None:
    try:
        answer = talk.ask(ask_sheets(due, PATIENCE_S))
    except UnreachableError as error:
        _log.info("town_sheets_unreachable %s", error)
        return None
    # A problem (an older marketplace, a revoked till) is the conversation's to tell.
    return answer if isinstance(answer, v1.SheetsPage) else None


def _read(told: v1.TownSheet, due: Sequence[str]) -> Sheet | None:
    """Return the sheet as ours; None for one that was not asked for, or says nothing."""
    name = one_line(told.name, NAME_LETTERS)
    if told.gtin not in due or not name:
        return None
    content = None
    if told.content_unit and 0 < told.content <= LARGEST_CONTENT:
        content = Content(told.content, told.content_unit)
    is_rate = told.vat_bp is not None and 0 <= told.vat_bp < 10_000
    is_photo = len(told.photo) == 64 and set(told.photo) <= set("0123456789abcdef")
    return Sheet(
        gtin=told.gtin,
        source="town",
        name=name,
        brand=one_line(told.brand, BRAND_LETTERS),
        category=tuple(one_line(each, BRANCH_LETTERS) for each in told.category[:BRANCHES]),
        content=content,
        unit=told.unit,
        vat_bp=told.vat_bp if is_rate else None,
        photo=told.photo if is_photo else "",
        shops=max(1, min(told.shops, 100_000)),
    )
