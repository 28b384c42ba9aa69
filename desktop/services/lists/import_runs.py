"""Runs of imports: begun, gone on with, and taken back as a whole."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import func, insert, select, update

from desktop.domain.product_layouts import Columns
from desktop.domain.roles import Act
from desktop.errors import RefusedError
from desktop.models.base import table_of
from desktop.models.catalogue import CatalogueChange, ImportRun
from desktop.models.stock import StockMovement
from desktop.services.goods.taking_back import take_all_back
from desktop.services.prepared import Prepared
from desktop.services.shop import Shop
from desktop.services.stockroom.stock import move_all_and_tell
from desktop.services.team.staff import require
from desktop.services.unit_of_work import UnitOfWork
from sync.kernel.ids import new_id

_RUNS, _CHANGES, _MOVES = table_of(ImportRun), table_of(CatalogueChange), table_of(StockMovement)
_go_on = Prepared(
    "UPDATE import_run SET lines = :lines, made = :made, changed = :changed, known = :known,"
    " faults = :faults WHERE id = :id"
)
_AT_ONCE = 100
_NAME_LIMIT = 200


@dataclass(slots=True)
class RunRecord:
    """How far a run has come; counted up while it goes on."""

    id: str
    #: The last row of the list that is done with.
    lines: int = 0
    made: int = 0
    changed: int = 0
    known: int = 0
    faults: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class RunView:
    """A run as a person sees it."""

    id: str
    file_name: str
    layout: str
    begun_at: datetime
    staff: str
    made: int
    changed: int
    known: int
    faults: int
    is_complete: bool
    is_undone: bool


def runs(shop: Shop, limit: int = 20) -> tuple[RunView, ...]:
    """Return the latest runs, the newest first."""
    with shop.look() as look:
        rows = look.connection.execute(select(_RUNS).order_by(_RUNS.c.id.desc()).limit(limit)).all()
    return tuple(map(_view, rows))


def interrupted(shop: Shop, sha256: str) -> RunView | None:
    """Return the run of this very list that was not finished, None when there is none."""
    with shop.look() as look:
        row = look.connection.execute(_open_runs(sha256)).first()
    return None if row is None else _view(row)


def begin_run(
    shop: Shop, source: Path, sha256: str, columns: Columns, staff: str, resumes: bool
) -> RunRecord:
    """Note that a list is being taken, or go on with the run of it that was interrupted.

    Raises:
        RefusedError: needs_approval; import_not_begun, when there is nothing to go on with.
    """
    with shop.begin() as work:
        require(work, staff, Act.EDIT_CATALOGUE)
        if resumes:
            row = work.connection.execute(_open_runs(sha256)).first()
            if row is None:
                raise RefusedError("import_not_begun", file=source.name)
            return RunRecord(row.id, row.lines, row.made, row.changed, row.known, row.faults)
        run = RunRecord(new_id())
        work.connection.execute(
            insert(_RUNS).values(
                id=run.id,
                file_name=source.name[:_NAME_LIMIT],
                sha256=sha256,
                layout=columns.layout.value,
                columns=dict(columns.places),
                begun_at=work.at,
                staff_code=staff,
            )
        )
        work.commit()
    return run


def note_run(work: UnitOfWork, run: RunRecord) -> None:
    """Write down how far a run has come, in the transaction of what it did."""
    _go_on.run(work.connection, asdict(run))


def end_run(shop: Shop, run: RunRecord) -> None:
    """Write down that a list is done with."""
    with shop.begin() as work:
        work.connection.execute(update(_RUNS).where(_RUNS.c.id == run.id).values(ended_at=work.at))
        work.commit()


def undo_run(
    shop: Shop,
    run_id: str,
    staff: str,
    *,
    on_progress: Callable[[int], None] = lambda _products: None,
    is_cancelled: Callable[[], bool] = lambda: False,
) -> int:
    """Take a whole run back: what it made is archived, what it changed is as it was before.

    What was changed since by somebody else stays. Interrupted, it goes on when called again.

    Returns:
        How many products were taken back.

    Raises:
        RefusedError: needs_approval, unknown_import, import_undone.
    """
    with shop.begin() as work:
        require(work, staff, Act.EDIT_CATALOGUE)
        run = work.connection.execute(select(_RUNS).where(_RUNS.c.id == run_id)).one_or_none()
        if run is None:
            raise RefusedError("unknown_import")
        if run.undone_at is not None:
            raise RefusedError("import_undone", file=run.file_name)
    done = 0
    while not is_cancelled():
        with shop.begin() as work:
            changes = work.connection.execute(
                select(_CHANGES)
                .where(_CHANGES.c.run_id == run_id, _CHANGES.c.undone_by.is_(None))
                .order_by(_CHANGES.c.id.desc())
                .limit(_AT_ONCE)
            ).all()
            if not changes:
                _put_stock_back(work, run_id)
                work.connection.execute(
                    update(_RUNS).where(_RUNS.c.id == run_id).values(undone_at=work.at)
                )
                work.commit()
                return done
            take_all_back(work, changes, staff)
            work.commit()
        done += len(changes)
        on_progress(done)
    return done


def _put_stock_back(work: UnitOfWork, run_id: str) -> None:
    """Book the run's corrections of stock the other way round; sales since stay sold."""
    moved = work.connection.execute(
        select(_MOVES.c.variant_id, func.sum(_MOVES.c.delta))
        .where(_MOVES.c.ref == run_id, _MOVES.c.why == "correction")
        .group_by(_MOVES.c.variant_id)
    ).all()
    correct_stock(work, [(variant, -delta) for variant, delta in moved if delta], run_id)


def correct_stock(work: UnitOfWork, deltas: Sequence[tuple[str, int]], run_id: str) -> None:
    """Book corrections of stock and tell the marketplace."""
    move_all_and_tell(work, deltas, "correction", run_id)


def _open_runs(sha256: str) -> Any:  # noqa: ANN401 a statement over the table's own columns
    return (
        select(_RUNS)
        .where(_RUNS.c.sha256 == sha256, _RUNS.c.ended_at.is_(None), _RUNS.c.undone_at.is_(None))
        .order_by(_RUNS.c.id.desc())
        .limit(1)
    )


def _view(row: Any) -> RunView:  # noqa: ANN401 a row of the table
    return RunView(
        id=row.id,
        file_name=row.file_name,
        layout=row.layout,
        begun_at=row.begun_at,
        staff=row.staff_code,
        made=row.made,
        changed=row.changed,
        known=row.known,
        faults=row.faults,
        is_complete=row.ended_at is not None,
        is_undone=row.undone_at is not None,
    )
