"""The tills' entrance: `/sync/v1`."""

from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import StreamingResponse

from marketplace.api.desk import SyncDesk
from marketplace.api.wire import (
    PROTOCOL_HEADER,
    SyncRoute,
    bearer_of,
    body_up_to,
    message_response,
)
from marketplace.services.blobs import MOST_PART_BYTES
from marketplace.services.devices import Caller
from marketplace.services.doorbell import Doorbell
from marketplace.services.hub import Hub
from sync.contract import v1
from sync.contract.canonical import decode, encode

PING_S = 15.0
_LONGEST_WAIT_S = 25
_SMALL = 256 * 1024
_LARGE = 1024 * 1024
_MOST_64_BITS = 2**63 - 1

SmallBody = Annotated[bytes, Depends(body_up_to(_SMALL))]
LargeBody = Annotated[bytes, Depends(body_up_to(_LARGE))]
PartBody = Annotated[bytes, Depends(body_up_to(MOST_PART_BYTES))]
Number = Annotated[int, Query(ge=0, le=_MOST_64_BITS)]
Limit = Annotated[int, Query(ge=1, le=v1.PAGE_MAX)]
Gtins = Annotated[str, Query(max_length=15 * v1.SHEETS_MAX)]
Wait = Annotated[int, Query(ge=0, le=_LONGEST_WAIT_S)]


def router_for(hub: Hub) -> APIRouter:
    """Return the routes of the sync over an open marketplace."""
    router = APIRouter(prefix=v1.PATH, route_class=SyncRoute, include_in_schema=False)
    desk = SyncDesk(hub)
    _add_entrance(router, desk)
    _add_logs(router, desk)
    _add_feed(router, desk, hub.doorbell)
    _add_errands(router, desk)
    return router


def _add_entrance(router: APIRouter, desk: SyncDesk) -> None:
    @router.post("/enrol")
    def _enrol(request: Request, body: SmallBody) -> Response:
        return message_response(request, desk.enrol(decode(body, v1.EnrolRequest)))

    @router.post("/token")
    def _token(request: Request, body: SmallBody) -> Response:
        return message_response(request, desk.token(decode(body, v1.TokenRequest)))


def _add_logs(router: APIRouter, desk: SyncDesk) -> None:
    @router.post("/hello")
    def _hello(request: Request, body: SmallBody) -> Response:
        caller = desk.caller(bearer_of(request))
        return message_response(request, desk.hello(caller, decode(body, v1.Hello)))

    @router.get("/history")
    def _history(request: Request, incarnation: str, after: Number) -> Response:
        caller = desk.caller(bearer_of(request))
        return message_response(request, desk.history(caller, incarnation, after))

    @router.post("/push")
    def _push(request: Request, body: LargeBody) -> Response:
        caller = desk.caller(bearer_of(request))
        return message_response(request, desk.push(caller, decode(body, v1.Push)))


def _add_feed(router: APIRouter, desk: SyncDesk, doorbell: Doorbell) -> None:
    @router.get("/changes")
    async def _changes(
        request: Request, cursor: str = "", limit: Limit = v1.PAGE_MAX, wait: Wait = 0
    ) -> Response:
        caller = await run_in_threadpool(desk.caller, bearer_of(request))
        page = await run_in_threadpool(desk.changes, caller, cursor, limit)
        if wait and not page.changes:
            with doorbell.listening(caller.shop_id, caller.device_id) as ear:
                # Once more: it may have rung before the ear was there.
                page = await run_in_threadpool(desk.changes, caller, cursor, limit)
                if not page.changes and await ear.heard(wait) is not None:
                    page = await run_in_threadpool(desk.changes, caller, cursor, limit)
        return message_response(request, page)

    @router.get("/events")
    async def _events(request: Request) -> Response:
        caller = await run_in_threadpool(desk.caller, bearer_of(request))
        return StreamingResponse(
            _rings(desk, doorbell, caller),
            media_type="text/event-stream",
            headers={**PROTOCOL_HEADER, "Cache-Control": "no-store", "X-Accel-Buffering": "no"},
        )


async def _rings(desk: SyncDesk, doorbell: Doorbell, caller: Caller) -> AsyncIterator[bytes]:
    """Yield `hello`, then a `poke` at each ring, a comment when all is quiet, `revoked` at the end.

    A missed poke costs nothing, so there is no memory of events and no `Last-Event-ID`.
    """
    with doorbell.listening(caller.shop_id, caller.device_id) as ear:
        yield _event("hello", await run_in_threadpool(desk.head, caller))
        while True:
            head = await ear.heard(PING_S)
            if ear.is_closing:
                return
            if ear.is_revoked or (
                head is None and not await run_in_threadpool(desk.is_welcome, caller)
            ):
                yield _event("revoked", 0)
                return
            yield b": ping\n\n" if head is None else _event("poke", head)


def _event(name: str, head: int) -> bytes:
    return b"event: %s\ndata: %s\n\n" % (name.encode(), encode(v1.Poke(head=head)))


def _add_errands(router: APIRouter, desk: SyncDesk) -> None:
    @router.post("/anchor")
    def _anchor(request: Request, body: LargeBody) -> Response:
        caller = desk.caller(bearer_of(request))
        return message_response(request, desk.anchor(caller, decode(body, v1.AnchorRequest)))

    @router.get("/sheets")
    def _sheets(request: Request, gtins: Gtins) -> Response:
        caller = desk.caller(bearer_of(request))
        return message_response(request, desk.sheets(caller, gtins.split(",")))

    @router.get("/blobs/{sha256}")
    def _blob_position(request: Request, sha256: str) -> Response:
        caller = desk.caller(bearer_of(request))
        return message_response(request, desk.blob_position(caller, sha256))

    @router.patch("/blobs/{sha256}")
    def _blob_part(
        request: Request, sha256: str, offset: Number, size: Number, body: PartBody
    ) -> Response:
        caller = desk.caller(bearer_of(request))
        return message_response(request, desk.blob_part(caller, sha256, offset, size, body))
