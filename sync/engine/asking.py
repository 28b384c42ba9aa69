"""Questions to the hub, as values: the conversation yields them, somebody else carries them."""

from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, TypeVar

from sync.contract import v1

Answer = TypeVar("Answer", bound=v1.Message)
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Ask:
    """One question and the message that answers it."""

    method: Literal["GET", "POST", "PATCH"]
    path: str
    """Below `v1.PATH`."""
    answer: type[v1.Message]
    query: Mapping[str, str] = field(default_factory=dict)
    body: v1.Message | bytes | None = None
    patience_s: float = 20
    """How long the hub may take to answer."""
    most_bytes: int = 1024 * 1024
    """How large the answer may be, unpacked."""


Talk = Generator[Ask, v1.Message, Result]
"""A stretch of conversation: yields questions, is sent their answers or a `v1.Problem`."""


class ProblemError(Exception):
    """The hub answered with a problem."""

    def __init__(self, problem: v1.Problem) -> None:
        super().__init__(f"{problem.error}: {problem.detail}")
        self.problem = problem


class UnreachableError(Exception):
    """No answer, or one that is no hub's: a proxy, a captive portal, a hub that is going down."""


class StuckError(Exception):
    """The logs of both sides do not come together; a human must look at it."""


def expect(ask: Ask, kind: type[Answer]) -> Talk[Answer]:
    """Ask, and return the answer.

    Raises:
        ProblemError: the hub answered with a problem.
    """
    answer = yield ask
    if isinstance(answer, v1.Problem):
        raise ProblemError(answer)
    if not isinstance(answer, kind):
        raise TypeError(f"{ask.path} was answered by {type(answer).__name__}")
    return answer


def ask_hello(hello: v1.Hello) -> Ask:
    """Compare the logs of both sides."""
    return Ask("POST", "/hello", v1.HelloAnswer, body=hello)


def ask_history(incarnation: str, after: int) -> Ask:
    """Get back own operations the hub kept."""
    return Ask(
        "GET",
        "/history",
        v1.HistoryPage,
        query={"incarnation": incarnation, "after": str(after)},
        most_bytes=v1.ANSWER_MAX_BYTES,
    )


def ask_push(push: v1.Push) -> Ask:
    """Hand over operations."""
    return Ask("POST", "/push", v1.PushAnswer, body=push, patience_s=30)


def ask_changes(cursor: str, limit: int = v1.PAGE_MAX, wait_s: int = 0) -> Ask:
    """Read on in the feed; with `wait_s` the hub answers when something is there or time is up."""
    return Ask(
        "GET",
        "/changes",
        v1.ChangesPage,
        query={"cursor": cursor, "limit": str(limit), "wait": str(wait_s)},
        patience_s=wait_s + 20,
        most_bytes=v1.ANSWER_MAX_BYTES,
    )


def ask_anchor(request: v1.AnchorRequest) -> Ask:
    """Have the fiscal journal's head witnessed."""
    return Ask("POST", "/anchor", v1.AnchorAnswer, body=request)


def ask_sheets(gtins: Sequence[str], patience_s: int) -> Ask:
    """Learn what the town's shops publish of these articles, at most `v1.SHEETS_MAX`."""
    query = {"gtins": ",".join(gtins)}
    return Ask("GET", "/sheets", v1.SheetsPage, query=query, patience_s=patience_s)


def ask_blob(sha256: str) -> Ask:
    """Learn how much of a picture the hub holds."""
    return Ask("GET", f"/blobs/{sha256}", v1.BlobPosition)


def ask_blob_part(sha256: str, offset: int, size_bytes: int, part: bytes) -> Ask:
    """Send a part of a picture."""
    return Ask(
        "PATCH",
        f"/blobs/{sha256}",
        v1.BlobPosition,
        query={"offset": str(offset), "size": str(size_bytes)},
        body=part,
        patience_s=60,
    )
