"""How the logs of both sides come together again after either was restored from a backup."""

from collections.abc import Callable, Sequence

from sync.contract import v1
from sync.engine.asking import StuckError, Talk, ask_history, expect
from sync.engine.outbox import OutboxStore, StreamMovedError, StreamState, chain_after
from sync.engine.stores import RunOnLedger


def positions(outbox: OutboxStore, streams: Sequence[StreamState]) -> list[v1.StreamPosition]:
    """Return where each log stands, with marks ever further apart towards its beginning."""
    return [
        v1.StreamPosition(
            incarnation=stream.incarnation,
            seq=stream.last_seq,
            hash=stream.last_hash,
            acked=stream.acked_seq,
            marks=tuple(_marks(outbox, stream)),
        )
        for stream in streams
    ]


def _marks(outbox: OutboxStore, stream: StreamState) -> list[v1.Mark]:
    places = {stream.acked_seq}
    step = 1
    while step < stream.last_seq:
        places.add(stream.last_seq - step)
        step *= 2
    marks: list[v1.Mark] = []
    for place in sorted(places - {0, stream.last_seq}, reverse=True):
        link = outbox.hash_at(stream.incarnation, place)
        if link is not None:
            marks.append(v1.Mark(seq=place, hash=link))
    return marks


class Reconciliation:
    """Acts on the hub's verdicts. Whatever either side holds is kept, and counts once."""

    def __init__(self, outbox: OutboxStore, run: RunOnLedger, make_id: Callable[[], str]) -> None:
        self._outbox = outbox
        self._run = run
        self._make_id = make_id

    def settle(
        self, streams: Sequence[StreamState], verdicts: Sequence[v1.StreamVerdict]
    ) -> Talk[bool]:
        """Bring every log in line; false when one grew meanwhile and the greeting is stale.

        Raises:
            StuckError: a part of a log that would be needed is not kept any more.
        """
        own = {stream.incarnation: stream for stream in streams}
        try:
            for verdict in verdicts:
                yield from self._settle_one(own.get(verdict.incarnation), verdict)
        except StreamMovedError:
            return False
        return True

    def _settle_one(self, stream: StreamState | None, verdict: v1.StreamVerdict) -> Talk[None]:
        name = verdict.incarnation
        if stream is None:
            yield from self._adopt(v1.Mark(seq=0, hash=v1.first_link(name)), verdict)
        elif verdict.last_seq > stream.last_seq:
            if verdict.verdict == "behind":
                head = v1.Mark(seq=stream.last_seq, hash=stream.last_hash)
                yield from self._adopt(head, verdict)
            else:
                yield from self._branch(verdict)
        elif self._hash_at(name, verdict.last_seq) != verdict.last_hash:
            yield from self._branch(verdict)
        elif stream.acked_seq != verdict.last_seq:
            self._run(lambda: self._outbox.mark_acked(name, verdict.last_seq, ()))

    def _adopt(self, head: v1.Mark, verdict: v1.StreamVerdict) -> Talk[None]:
        while head.seq < verdict.last_seq:
            page = yield from self._history(verdict.incarnation, head.seq)
            chained = chain_after(verdict.incarnation, head.hash, page.ops)
            self._append(verdict.incarnation, head, page)
            head = v1.Mark(seq=chained[-1].op.seq, hash=chained[-1].hash)

    def _append(self, incarnation: str, head: v1.Mark, page: v1.HistoryPage) -> None:
        self._run(lambda: self._outbox.adopt(incarnation, head, page.ops, page.results))

    def _branch(self, verdict: v1.StreamVerdict) -> Talk[None]:
        name = verdict.incarnation
        common = v1.Mark(seq=verdict.common, hash=self._hash_at(name, verdict.common))
        held: list[v1.Op] = []
        results: list[v1.OpResult] = []
        more = verdict.last_seq > common.seq
        while more:
            page = yield from self._history(name, held[-1].seq if held else common.seq)
            held.extend(page.ops)
            results.extend(page.results)
            more = page.more
        new = self._make_id()
        self._run(lambda: self._outbox.open_incarnation(name, common, held, new, results))

    def _history(self, incarnation: str, after: int) -> Talk[v1.HistoryPage]:
        page = yield from expect(ask_history(incarnation, after), v1.HistoryPage)
        if not page.ops or page.ops[0].seq != after + 1:
            raise StuckError(f"the hub lacks operation {after + 1} of {incarnation}")
        return page

    def _hash_at(self, incarnation: str, seq: int) -> str:
        if seq == 0:
            return v1.first_link(incarnation)
        link = self._run(lambda: self._outbox.hash_at(incarnation, seq))
        if link is None:
            raise StuckError(f"operation {seq} of {incarnation} is not kept")
        return link
