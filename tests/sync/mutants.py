"""The safeguards of the sync, each with the edit that takes it away.

A mutant is the real module run again from an edited source; whoever had imported something from
it gets the edited thing, and everything back afterwards.
"""

import inspect
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import ModuleType

from marketplace.services import greeting, intake
from sync.engine import conversation, inbox, outbox

_ROOMS = ("sync.", "marketplace.", "tests.")


@dataclass(frozen=True, slots=True)
class Mutant:
    """A module and what to write where in it."""

    name: str
    module: ModuleType
    edits: tuple[tuple[str, str], ...]

    def says(self, words: str) -> bool:
        """Tell whether what is written there holds these words."""
        return any(words in written for _, written in self.edits)


_TWICE = (
    (
        "session.execute(insert(table), rows)",
        'session.execute(insert(table).prefix_with("OR REPLACE"), rows)',
    ),
    ("if op.id in seen:", "if False:"),
)

MUTANTS = (
    Mutant(
        "no_dedup",
        intake,
        (*_TWICE, ("[link for link in links if link.op.seq > last_seq]", "list(links)")),
    ),
    Mutant("no_op_id", intake, _TWICE),
    Mutant("no_fork_check", intake, (("if told != known:", "if False:"),)),
    Mutant("no_gap_check", intake, (("if batch.base_seq > held.seq:", "if False:"),)),
    Mutant("applied_early", inbox, (("if not page.more or told", "if True or told"),)),
    Mutant(
        "results_forgotten",
        intake,
        (
            ('if row["result"] not in {"ok", "dup"}:', "if False:"),
            ("results = _earlier_results(", "results = [] and _earlier_results("),
        ),
    ),
    Mutant("poison_blocks", intake, (("single, at, _SET_ASIDE)", "single, at, handlers)"),)),
    Mutant(
        "cursor_not_reset",
        conversation,
        (("self._run(lambda: self._inbox.reset_cursor(epoch))", "return"),),
    ),
    Mutant(
        "orphans_forgotten",
        outbox,
        (
            (
                "        reissued=chain_after(",
                "        reissued=chain_after(new_incarnation, '', []) or () and chain_after(",
            ),
        ),
    ),
    Mutant("results_not_given_back", greeting, (('if row.result != "ok"', "if False"),)),
    Mutant("no_old_incarnations", greeting, (("if name not in told", "if False"),)),
)


@contextmanager
def alive(mutant: Mutant) -> Iterator[None]:
    """Let a mutant loose for a block."""
    source = inspect.getsource(mutant.module)
    for before, after in mutant.edits:
        assert source.count(before) == 1, f"{mutant.name}: {before!r} is not there once"
        source = source.replace(before, after)
    original = dict(vars(mutant.module))
    exec(compile(source, f"<{mutant.name}>", "exec"), vars(mutant.module))  # noqa: S102 our own source
    edited = dict(vars(mutant.module))
    _rebind(original, edited)
    try:
        yield
    finally:
        _rebind(edited, original)
        vars(mutant.module).clear()
        vars(mutant.module).update(original)


def _rebind(before: dict[str, object], after: dict[str, object]) -> None:
    changed = {
        id(before[name]): after[name]
        for name in before.keys() & after.keys()
        if not name.startswith("__") and before[name] is not after[name]
    }
    for name, module in list(sys.modules.items()):
        if not name.startswith(_ROOMS):
            continue
        for key, value in list(vars(module).items()):
            if id(value) in changed:
                setattr(module, key, changed[id(value)])
