"""What the engine itself refuses, whoever writes: changed history, money that does not balance.

SQLite and PostgreSQL say the same, each in its own words.
"""

from sqlalchemy import Connection, MetaData, event, inspect

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


def _refusing(table: str, *verbs: str) -> tuple[str, ...]:
    """Return PostgreSQL's triggers that refuse these verbs on a table, and emptying it."""
    rows = tuple(
        f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table}"
        " FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        for verb in verbs
    )
    whole = (
        f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table}"
        " FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )
    return (*rows, whole)


POSTGRESQL_STATEMENTS = (
    (
        "CREATE FUNCTION refuse(why text) RETURNS void LANGUAGE plpgsql AS $$ BEGIN"
        " RAISE EXCEPTION USING ERRCODE = 'integrity_constraint_violation', MESSAGE = why;"
        " END $$"
    ),
    (
        "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        " PERFORM refuse(TG_TABLE_NAME || ' is append-only'); END $$"
    ),
    (
        "CREATE FUNCTION guard_journal_entry() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        " IF TG_OP = 'INSERT' THEN"
        " IF NEW.is_sealed THEN PERFORM refuse('a journal entry is sealed after its postings');"
        " END IF;"
        " ELSIF OLD.is_sealed THEN PERFORM refuse('journal_entry is append-only');"
        " ELSIF NEW.is_sealed AND (SELECT COALESCE(SUM(cents), 1) FROM posting"
        " WHERE entry_id = NEW.id) <> 0"
        " THEN PERFORM refuse('the journal entry does not balance'); END IF; RETURN NEW; END $$"
    ),
    (
        "CREATE FUNCTION guard_posting() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        " IF (SELECT is_sealed FROM journal_entry WHERE id = NEW.entry_id)"
        " THEN PERFORM refuse('the journal entry is sealed'); END IF; RETURN NEW; END $$"
    ),
    *(
        statement
        for table in (*APPEND_ONLY, "posting")
        for statement in _refusing(table, "UPDATE", "DELETE")
    ),
    *_refusing("journal_entry", "DELETE"),
    (
        "CREATE TRIGGER journal_entry_guarded BEFORE INSERT OR UPDATE ON journal_entry"
        " FOR EACH ROW EXECUTE FUNCTION guard_journal_entry()"
    ),
    (
        "CREATE TRIGGER posting_in_open_entry BEFORE INSERT ON posting"
        " FOR EACH ROW EXECUTE FUNCTION guard_posting()"
    ),
    # What FTS5 keeps on SQLite: each subject's words, and how many subjects use a word. Words
    # are compared sign by sign, whatever the server's idea of an alphabet.
    "CREATE TABLE search_document (key BIGINT PRIMARY KEY, words TSVECTOR NOT NULL)",
    "CREATE INDEX ix_search_document_words ON search_document USING gin (words)",
    'CREATE TABLE search_term (term TEXT COLLATE "C" PRIMARY KEY, uses BIGINT NOT NULL)',
)
"""The same on PostgreSQL, once, after the tables are there."""


@event.listens_for(Base.metadata, "after_create")
def _guard(_target: MetaData, connection: Connection, **_options: object) -> None:
    if connection.dialect.name == "sqlite":
        for statement in SQLITE_STATEMENTS:
            connection.exec_driver_sql(statement)
    elif not inspect(connection).has_table("search_document"):
        for statement in POSTGRESQL_STATEMENTS:
            connection.exec_driver_sql(statement)
