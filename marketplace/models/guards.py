"""What the engine itself refuses, whoever writes: changed history, money that does not balance.

SQLite only so far; a PostgreSQL marketplace will say the same in its own words.
"""

from sqlalchemy import Connection, MetaData, event

from marketplace.models.base import Base

APPEND_ONLY = (
    "audit",
    "commission_line",
    "order_event",
    "price_change",
    "sale",
    "sale_line",
    "sale_tender",
    "stock_move",
    "till_close",
    "web_till_entry",
    "web_till_record",
)
"""Tables whose rows are never changed and never removed."""


def _frozen(table: str) -> tuple[str, str]:
    change, removal = (
        f"CREATE TRIGGER IF NOT EXISTS {table}_no_{verb.lower()} BEFORE {verb} ON {table}"
        f" BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        for verb in ("UPDATE", "DELETE")
    )
    return change, removal


_LEDGER = (
    (
        "CREATE TRIGGER IF NOT EXISTS journal_entry_starts_open BEFORE INSERT ON journal_entry"
        " WHEN NEW.is_sealed <> 0"
        " BEGIN SELECT RAISE(ABORT, 'a journal entry is sealed after its postings'); END"
    ),
    (
        "CREATE TRIGGER IF NOT EXISTS journal_entry_balances BEFORE UPDATE ON journal_entry"
        " WHEN NEW.is_sealed = 1 AND (SELECT COALESCE(SUM(cents), 1) FROM posting"
        " WHERE entry_id = NEW.id) <> 0"
        " BEGIN SELECT RAISE(ABORT, 'the journal entry does not balance'); END"
    ),
    (
        "CREATE TRIGGER IF NOT EXISTS journal_entry_stays_sealed BEFORE UPDATE ON journal_entry"
        " WHEN OLD.is_sealed = 1 BEGIN SELECT RAISE(ABORT, 'journal_entry is append-only'); END"
    ),
    (
        "CREATE TRIGGER IF NOT EXISTS journal_entry_no_delete BEFORE DELETE ON journal_entry"
        " BEGIN SELECT RAISE(ABORT, 'journal_entry is append-only'); END"
    ),
    (
        "CREATE TRIGGER IF NOT EXISTS posting_in_open_entry BEFORE INSERT ON posting"
        " WHEN (SELECT is_sealed FROM journal_entry WHERE id = NEW.entry_id) <> 0"
        " BEGIN SELECT RAISE(ABORT, 'the journal entry is sealed'); END"
    ),
    *_frozen("posting"),
)

_SEARCH = (
    # No content: the words are in the index, what they belong to in search_entry.
    (
        "CREATE VIRTUAL TABLE IF NOT EXISTS search_index USING fts5("
        "title, title_stem, body, body_stem, content='', contentless_delete=1,"
        " tokenize='unicode61 remove_diacritics 0', prefix='2 3')"
    ),
    "CREATE VIRTUAL TABLE IF NOT EXISTS search_word USING fts5vocab('search_index', 'row')",
)

SQLITE_STATEMENTS = (
    *(statement for table in APPEND_ONLY for statement in _frozen(table)),
    *_LEDGER,
    *_SEARCH,
)
"""In the order in which they can be run after the tables are there."""


@event.listens_for(Base.metadata, "after_create")
def _guard(_target: MetaData, connection: Connection, **_options: object) -> None:
    if connection.dialect.name == "sqlite":
        for statement in SQLITE_STATEMENTS:
            connection.exec_driver_sql(statement)
