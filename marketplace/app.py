"""The marketplace as one web application: storefront, tills' entrance, job runner."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from socket import IPPROTO_TCP, TCP_NODELAY, socket

import uvicorn
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import Receive, Scope, Send

from marketplace.api.sync import router_for
from marketplace.errors import NotFoundError, StorageError
from marketplace.jobs.errands import errands_of
from marketplace.jobs.runner import JobRunner
from marketplace.services.figures import Reckoner
from marketplace.services.hub import Hub, open_hub
from marketplace.settings import Settings
from marketplace.web import buying, open_pages, ordering, paying, receipts, steward, storefront
from marketplace.web.letters import TownLetters
from marketplace.web.pace import Pace
from marketplace.web.page import ForbiddenFormError, page_of
from marketplace.web.patience import PatientProtocol
from marketplace.web.security import BodyLimit, HostGuard, SafeHeaders, complete
from marketplace.web.visit import open_door
from sync.contract import v1
from sync.kernel.clock import Clock

_STATIC = Path(__file__).parent / "web" / "static"
_LAST_CALL_S = 5
_COSTLY = (
    "/recherche",
    "/panier/",
    "/commander",
    "/commandes/",
    "/paiement",
    "/referent/",
    f"{v1.PATH}/enrol",
)

Handler = Callable[[Request, Exception], Awaitable[Response]]


def create_app(settings: Settings, clock: Clock | None = None) -> FastAPI:
    """Open a marketplace and return its application; closing the application closes it.

    Raises:
        StorageError: folder or database cannot be used.
    """
    hub = open_hub(settings, clock)
    try:
        return _assemble(hub)
    except BaseException:
        hub.close()
        raise


def _assemble(hub: Hub) -> FastAPI:
    settings = hub.settings
    app = FastAPI(
        title="Comptoir", docs_url=None, redoc_url=None, openapi_url=None, lifespan=_lifespan
    )
    app.state.hub = hub
    app.state.doorkeeper = open_door(settings.data_dir)
    app.state.figures = Reckoner()
    app.include_router(router_for(hub))
    for part in (storefront, buying, ordering, paying, receipts, steward, open_pages):
        app.include_router(part.router)
    app.mount("/static", _Static(directory=_STATIC))
    for kind, status in _ANSWERS.items():
        app.add_exception_handler(kind, _page_handler(status))
    app.add_exception_handler(HTTPException, _http_error)
    # The last one added is met first.
    app.add_middleware(BodyLimit, roomy_prefix=v1.PATH)
    app.add_middleware(Pace, refuse=_too_often, costly=_COSTLY)
    app.add_middleware(SafeHeaders, is_https=settings.public_url.startswith("https://"))
    app.add_middleware(
        HostGuard, public_url=settings.public_url, allowed_hosts=settings.allowed_hosts
    )
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    hub: Hub = app.state.hub
    runner = JobRunner(hub, errands=errands_of(hub, TownLetters()))
    runner.start()
    try:
        yield
    finally:
        runner.stop()
        hub.close()


class _Static(StaticFiles):
    """Our own style and script, whose addresses carry their version (`page.own`), and fonts."""

    def file_response(self, *arguments: object, **options: object) -> Response:
        response = super().file_response(*arguments, **options)  # type: ignore[arg-type]  # passed through
        response.headers["cache-control"] = "public, max-age=3600"
        return response


_ANSWERS: dict[type[Exception], int] = {
    NotFoundError: 404,
    ForbiddenFormError: 403,
    StorageError: 503,
    RequestValidationError: 404,
    Exception: 500,
}
"""What went wrong -> the status of the page that says so."""


def _page_handler(status: int) -> Handler:
    async def _answer(request: Request, _error: Exception) -> Response:
        return _error_page(request, status)

    return _answer


async def _http_error(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    if request.url.path.startswith(v1.PATH):
        return JSONResponse({"error": "unknown"}, status_code=status)
    return _error_page(request, status)


def _error_page(request: Request, status: int) -> Response:
    # No database here: it may be what failed.
    known = status if status in {403, 404, 413, 429, 503} else 404 if 400 <= status < 500 else 500
    answer = page_of(request).render("error.html", status, kind=known)
    # The answer to an error nobody expected is sent from outside the layer that sets headers.
    is_https = request.app.state.hub.settings.public_url.startswith("https://")
    complete(answer.headers, request.state.nonce, is_https=is_https)
    return answer


async def _too_often(scope: Scope, receive: Receive, send: Send) -> None:
    answer = _error_page(Request(scope, receive), 429)
    answer.headers["retry-after"] = "10"
    await answer(scope, receive, send)


class HubServer(uvicorn.Server):
    """Serves one application on sockets that are bound already.

    Tills hold a stream open for ever; they are let go before the server waits for its visitors.
    """

    def __init__(self, app: FastAPI) -> None:
        """Prepare to serve the application."""
        self._hub: Hub = app.state.hub
        super().__init__(
            uvicorn.Config(
                app,
                log_level="warning",
                access_log=False,
                server_header=False,
                date_header=True,
                timeout_graceful_shutdown=_LAST_CALL_S,
                h11_max_incomplete_event_size=32 * 1024,
                http=PatientProtocol,
            )
        )

    async def startup(self, sockets: list[socket] | None = None) -> None:
        """Open the doors, each answer leaving at once."""
        for door in sockets or ():
            # Else an answer waits 40 ms for the acknowledgement of its own headers: asyncio does
            # this only for sockets that name their protocol.
            door.setsockopt(IPPROTO_TCP, TCP_NODELAY, 1)
        await super().startup(sockets)

    async def shutdown(self, sockets: list[socket] | None = None) -> None:
        """Let listeners go, then close as usual."""
        self._hub.doorbell.close()
        await super().shutdown(sockets)
