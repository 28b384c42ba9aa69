"""What a till and its hub say to each other, in which order; no network, no clock, no thread.

A round greets when there is a doubt, sends what waits, reads what is new, has the fiscal head
witnessed and uploads pictures. Every step may be cut off anywhere: what is not confirmed is said
again, what is said twice is done once.
"""

from collections.abc import Callable
from dataclasses import dataclass

from sync.contract import v1
from sync.engine.asking import (
    ProblemError,
    StuckError,
    Talk,
    ask_anchor,
    ask_blob,
    ask_blob_part,
    ask_changes,
    ask_hello,
    ask_push,
    expect,
)
from sync.engine.inbox import Page, read_page
from sync.engine.outbox import StreamState, chain_after
from sync.engine.reconciliation import Reconciliation, positions
from sync.engine.stores import RunOnLedger, Stores
from sync.engine.uploads import PART_BYTES, Upload

_GREETINGS = 4
"""A fork, a restored hub and a write in between take three; more is a loop."""
_ANCHORS = 20
_DOUBTS = frozenset({"gap", "fork", "epoch", "snapshot_required"})
_STALE_CURSOR = frozenset({"epoch", "snapshot_required"})
_REFUSED_PICTURE = frozenset({"malformed", "too_large"})


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a round ended."""

    problem: v1.Problem | None = None
    """What kept one lane from finishing; the others went on."""
    has_more: bool = False
    """Pictures wait that gave way to something urgent."""


class Conversation:
    """The state of the talk between rounds: whether both sides are sure of each other."""

    def __init__(
        self,
        stores: Stores,
        run: RunOnLedger,
        make_id: Callable[[], str],
        app_version: str,
        is_urgent: Callable[[], bool] = lambda: False,
    ) -> None:
        """Prepare; nothing is said yet.

        Args:
            stores: the shop's side.
            run: carries out calls to them.
            make_id: names new incarnations.
            app_version: told to the hub.
            is_urgent: asked between the parts of a picture; true lets the round end early.
        """
        self._outbox, self._inbox = stores.outbox, stores.inbox
        self._uploads, self._anchors = stores.uploads, stores.anchors
        self._run = run
        self._app_version = app_version
        self._is_urgent = is_urgent
        self._reconciliation = Reconciliation(stores.outbox, run, make_id)
        self._is_sure = False
        self._last_applied: tuple[v1.Applied, ...] | None = None

    def round(self) -> Talk[Outcome]:
        """Bring both sides together once.

        A lane that meets a problem does not hold up the others.

        Raises:
            ProblemError: the hub does not talk to this device at all.
            StuckError: the logs do not come together.
        """
        problems: list[v1.Problem] = []
        for _ in range(_GREETINGS):
            if not self._is_sure:
                yield from self._greet()
            if not self._is_sure:
                continue
            try:
                pushed = yield from self._lane(self._push())
            except StuckError:
                # What this till cannot tell must not keep the town's orders from its counter.
                yield from self._lane(self._pull())
                raise
            pulled = yield from self._lane(self._pull())
            problems = [problem for problem in (pushed, pulled) if problem is not None]
            if not any(problem.error in _DOUBTS for problem in problems):
                break
            self._is_sure = False
            for problem in problems:
                if problem.error in _STALE_CURSOR:
                    self._read_anew(problem.epoch)
        else:
            raise StuckError(f"no agreement: {[problem.error for problem in problems]}")
        witnessed = yield from self._lane(self._anchor())
        return (yield from self._upload(next(iter(problems), witnessed)))

    def doubt(self) -> None:
        """Greet again before the next round: who knows what happened to the hub meanwhile."""
        self._is_sure = False

    def _lane(self, talk: Talk[None]) -> Talk[v1.Problem | None]:
        try:
            yield from talk
        except ProblemError as error:
            if error.problem.error in {"revoked", "unauthorised", "version"}:
                raise
            return error.problem
        return None

    def _greet(self) -> Talk[None]:
        streams = self._run(self._outbox.streams)
        cursor = self._run(self._inbox.cursor)
        hello = v1.Hello(
            streams=tuple(self._run(lambda: positions(self._outbox, streams))),
            cursor=cursor.text,
            protocol=v1.PROTOCOL,
            app=self._app_version,
        )
        answer = yield from expect(ask_hello(hello), v1.HelloAnswer)
        if cursor.epoch and cursor.epoch != answer.epoch:
            self._read_anew(answer.epoch)
        if answer.web_question:
            self._tell_web_records(answer.web_question, answer.web_after)
        self._is_sure = yield from self._reconciliation.settle(streams, answer.streams)
        self._last_applied = None

    def _read_anew(self, epoch: str) -> None:
        self._run(lambda: self._inbox.reset_cursor(epoch))

    def _tell_web_records(self, question: str, after: int) -> None:
        self._run(lambda: self._inbox.tell_web_records(question, after))

    def _push(self) -> Talk[None]:
        for stream in self._run(self._outbox.streams):
            yield from self._push_stream(stream)

    def _push_stream(self, stream: StreamState) -> Talk[None]:
        base, base_hash = stream.acked_seq, stream.acked_hash
        max_ops = v1.PUSH_MAX_OPS
        while ops := self._pending(stream.incarnation, base, max_ops):
            if ops[0].seq != base + 1:
                raise StuckError(f"operation {base + 1} of {stream.incarnation} is not kept")
            push = v1.Push(
                incarnation=stream.incarnation, base_seq=base, base_hash=base_hash, ops=tuple(ops)
            )
            try:
                answer = yield from expect(ask_push(push), v1.PushAnswer)
            except ProblemError as error:
                if error.problem.error != "too_large" or max_ops == 1:
                    raise
                max_ops //= 2
                continue
            chained = chain_after(stream.incarnation, base_hash, ops)
            reached = answer.acked - base
            if not 1 <= reached <= len(chained):
                raise ProblemError(v1.Problem(error="gap", last_seq=answer.acked))
            base, base_hash = answer.acked, chained[reached - 1].hash
            self._confirm(stream.incarnation, answer)

    def _pending(self, incarnation: str, after: int, max_ops: int) -> list[v1.Op]:
        return list(
            self._run(lambda: self._outbox.pending(incarnation, after, max_ops, v1.PUSH_MAX_BYTES))
        )

    def _confirm(self, incarnation: str, answer: v1.PushAnswer) -> None:
        self._run(lambda: self._outbox.mark_acked(incarnation, answer.acked, answer.results))

    def _pull(self) -> Talk[None]:
        while True:
            cursor = self._run(self._inbox.cursor)
            page = yield from expect(ask_changes(cursor.text), v1.ChangesPage)
            if cursor.epoch and page.epoch != cursor.epoch:
                raise ProblemError(v1.Problem(error="epoch", epoch=page.epoch))
            if page.to < cursor.seq or (page.more and page.to == cursor.seq):
                raise StuckError(f"the feed stands still at {cursor.seq}")
            is_news = page.changes or page.to != cursor.seq or page.applied != self._last_applied
            if is_news or page.epoch != cursor.epoch:
                self._apply(read_page(page, self._run(self._outbox.streams)))
            if not page.more:
                self._last_applied = page.applied
                return

    def _apply(self, page: Page) -> None:
        self._run(lambda: self._inbox.apply(page))

    def _anchor(self) -> Talk[None]:
        since: int | None = None
        for _ in range(_ANCHORS):
            request = self._next_anchor(since)
            if request is None:
                return
            answer = yield from expect(ask_anchor(request), v1.AnchorAnswer)
            since = None
            if answer.receipt is not None:
                self._record_receipt(answer.receipt)
            elif answer.refusal is not None and answer.refusal.verdict == "HUB_BEHIND":
                since = answer.refusal.at
            elif answer.refusal is not None:
                self._record_refusal(answer.refusal)
                return

    def _next_anchor(self, since: int | None) -> v1.AnchorRequest | None:
        return self._run(lambda: self._anchors.next_anchor(since))

    def _record_receipt(self, receipt: v1.AnchorReceipt) -> None:
        self._run(lambda: self._anchors.record_receipt(receipt))

    def _record_refusal(self, refusal: v1.AnchorRefusal) -> None:
        self._run(lambda: self._anchors.record_refusal(refusal))

    def _upload(self, problem: v1.Problem | None) -> Talk[Outcome]:
        while (upload := self._run(self._uploads.next_upload)) is not None:
            if self._is_urgent():
                return Outcome(problem, has_more=True)
            failure = yield from self._lane(self._send_picture(upload))
            if failure is None:
                if self._is_urgent():
                    return Outcome(problem, has_more=True)
                continue
            if failure.error not in _REFUSED_PICTURE:
                return Outcome(problem or failure)
            detail = failure.detail
            self._run(lambda: self._uploads.mark_refused(upload.sha256, detail))  # noqa: B023 run at once
        return Outcome(problem)

    def _send_picture(self, upload: Upload) -> Talk[None]:
        name = upload.sha256
        position = yield from expect(ask_blob(name), v1.BlobPosition)
        while not position.complete:
            sent = position.received
            part = self._run(lambda: self._uploads.read_part(name, sent, PART_BYTES))  # noqa: B023 run at once
            if not part:
                raise ProblemError(v1.Problem(error="malformed", detail="file_gone"))
            ask = ask_blob_part(name, sent, upload.size_bytes, part)
            position = yield from expect(ask, v1.BlobPosition)
            if not position.complete and position.received <= sent:
                raise ProblemError(v1.Problem(error="storage", detail="no progress"))
            received = position.received
            self._run(lambda: self._uploads.mark_sent(name, received))  # noqa: B023 run at once
            if self._is_urgent():
                return
        self._run(lambda: self._uploads.mark_done(name))
