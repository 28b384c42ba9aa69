"""The receipt that a customer took along by its QR code."""

from fastapi import APIRouter
from starlette.responses import Response

from marketplace.errors import NotFoundError
from marketplace.services import receipts
from marketplace.web.page import ThePage

router = APIRouter(include_in_schema=False)


@router.get("/tickets/{token}")
def show(page: ThePage, token: str) -> Response:
    """Show the receipt; the address is the key.

    A till without network sends it later: a page that is not there yet says to come back.
    """
    try:
        with page.open() as session:
            receipt = receipts.read(session, token, page.now)
    except NotFoundError:
        return page.render("receipt.html", 404, receipt=None)
    return page.render("receipt.html", receipt=receipt)
