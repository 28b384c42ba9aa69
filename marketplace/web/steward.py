"""The steward's pages: orders nobody at a shop has seen, what shops handed over, what is said of it.

The address is the key (`comptoir-hub steward-key`); a wrong one looks like a page that never was.
"""

from collections.abc import Mapping

from fastapi import APIRouter
from starlette.responses import Response

from marketplace.errors import Refusal
from marketplace.services import ladder, steward
from marketplace.web.page import Page, TheForm, ThePage

router = APIRouter(include_in_schema=False)


@router.get("/referent/{key}")
def show(page: ThePage, key: str, envoye: str = "") -> Response:
    """Show what waits, the oldest first."""
    with page.open() as session:
        steward.open_door(session, key)
        waiting = steward.waiting(session)
        calls = ladder.waiting_for_steward(session)
    return page.render("steward.html", key=key, waiting=waiting, calls=calls, was_sent=bool(envoye))


@router.post("/referent/{key}/appels/{order_id}")
def take_on(page: ThePage, key: str, order_id: str, _form: TheForm) -> Response:
    """Note that the steward calls the shop; an order somebody has seen meanwhile is gone."""
    with page.hub.database.write() as session:
        steward.open_door(session, key)
        ladder.note_called(session, order_id, page.now)
    return page.redirect(f"/referent/{key}")


@router.get("/referent/{key}/{draft_id}")
def describe(page: ThePage, key: str, draft_id: str) -> Response:
    """Show one product's pictures, large, and the fields for what they show."""
    return _form(page, key, draft_id, {})


def _form(
    page: Page,
    key: str,
    draft_id: str,
    typed: Mapping[str, str],
    problem: str = "",
    status: int = 200,
) -> Response:
    with page.open() as session:
        steward.open_door(session, key)
        view = steward.find(session, draft_id)
    return page.render(
        "steward_draft.html",
        status,
        key=key,
        draft=view,
        typed=typed,
        problem=problem,
        limits=steward.LIMITS,
    )


@router.post("/referent/{key}/{draft_id}")
def answer(page: ThePage, key: str, draft_id: str, form: TheForm) -> Response:
    """Send the shop what was said; what is wrong is told beside what was typed."""
    try:
        with page.hub.database.write() as session:
            steward.open_door(session, key)
            steward.answer(session, draft_id, form, page.now)
    except Refusal as refusal:
        return _form(page, key, draft_id, form, page.sentence(refusal), 409)
    return page.redirect(f"/referent/{key}?envoye=1")
