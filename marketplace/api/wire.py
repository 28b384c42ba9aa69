"""HTTP of the sync: bodies within limits in, messages and problems out."""

import gzip
import zlib
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute

from marketplace.errors import StorageError
from marketplace.services.problems import STATUS, ProblemError
from sync.contract import v1
from sync.contract.canonical import MalformedMessageError, encode

_GZIP_FROM_BYTES = 1_000
_WINDOW_OF_GZIP = 31
_RETRY_S = 5
PROTOCOL_HEADER = {"Sync-Protocol": str(v1.PROTOCOL)}


class SyncRoute(APIRoute):
    """A route that speaks one protocol version and answers every trouble with a `v1.Problem`."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Wrap FastAPI's handler."""
        handle = super().get_route_handler()

        async def _handle(request: Request) -> Response:
            if request.headers.get("sync-protocol") != str(v1.PROTOCOL):
                return problem_response(v1.Problem(error="version", detail=str(v1.PROTOCOL)))
            try:
                return await handle(request)
            except ProblemError as error:
                return problem_response(error.problem)
            except StorageError as error:
                return problem_response(
                    v1.Problem(error="storage", detail=error.code, retry_after_s=_RETRY_S)
                )
            except (MalformedMessageError, RequestValidationError):
                return problem_response(v1.Problem(error="malformed", detail="request"))

        return _handle


def problem_response(problem: v1.Problem) -> Response:
    """Return a problem with its status."""
    headers = dict(PROTOCOL_HEADER)
    if problem.retry_after_s:
        headers["Retry-After"] = str(problem.retry_after_s)
    return Response(encode(problem), STATUS[problem.error], headers, media_type="application/json")


def message_response(request: Request, message: v1.Message) -> Response:
    """Return a message, packed when it is worth it and the caller can read it."""
    body = encode(message)
    headers = dict(PROTOCOL_HEADER)
    if len(body) >= _GZIP_FROM_BYTES and "gzip" in request.headers.get("accept-encoding", ""):
        body = gzip.compress(body, compresslevel=5, mtime=0)
        headers["Content-Encoding"] = "gzip"
    return Response(body, headers=headers, media_type="application/json")


def body_up_to(limit_bytes: int) -> Callable[[Request], Awaitable[bytes]]:
    """Return a dependency that reads a body, and stops reading where it becomes too large.

    Raises:
        ProblemError: too_large, packed or unpacked; malformed.
    """

    async def _read(request: Request) -> bytes:
        body = bytearray()
        async for chunk in request.stream():
            body += chunk
            if len(body) > limit_bytes:
                raise ProblemError(v1.Problem(error="too_large"))
        encoding = request.headers.get("content-encoding", "identity")
        if encoding == "identity":
            return bytes(body)
        if encoding != "gzip":
            raise ProblemError(v1.Problem(error="malformed", detail="encoding"))
        return _unpack(bytes(body), limit_bytes)

    return _read


def bearer_of(request: Request) -> str:
    """Return the bearer token of a request.

    Raises:
        ProblemError: unauthorised, there is none.
    """
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise ProblemError(v1.Problem(error="unauthorised", detail="token"))
    return token


def _unpack(packed: bytes, limit_bytes: int) -> bytes:
    unpacker = zlib.decompressobj(_WINDOW_OF_GZIP)
    try:
        body = unpacker.decompress(packed, limit_bytes + 1)
    except zlib.error as error:
        raise ProblemError(v1.Problem(error="malformed", detail="gzip")) from error
    if len(body) > limit_bytes:
        raise ProblemError(v1.Problem(error="too_large"))
    if not unpacker.eof:
        raise ProblemError(v1.Problem(error="malformed", detail="gzip"))
    return body
