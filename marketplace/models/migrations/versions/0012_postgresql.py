"""What PostgreSQL refuses by itself, and its index of words; SQLite has had both since 0001.

Revision ID: 0012
"""

from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_APPEND_ONLY = (
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
    "posting",
)
_FUNCTIONS = (
    "CREATE FUNCTION refuse(why text) RETURNS void LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION USING ERRCODE = 'integrity_constraint_violation', MESSAGE = why; END $$",
    "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM refuse(TG_TABLE_NAME || ' is append-only'); END $$",
    "CREATE FUNCTION guard_journal_entry() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF TG_OP = 'INSERT' THEN IF NEW.is_sealed THEN PERFORM refuse('a journal entry is sealed after its postings'); END IF; ELSIF OLD.is_sealed THEN PERFORM refuse('journal_entry is append-only'); ELSIF NEW.is_sealed AND (SELECT COALESCE(SUM(cents), 1) FROM posting WHERE entry_id = NEW.id) <> 0 THEN PERFORM refuse('the journal entry does not balance'); END IF; RETURN NEW; END $$",
    "CREATE FUNCTION guard_posting() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF (SELECT is_sealed FROM journal_entry WHERE id = NEW.entry_id) THEN PERFORM refuse('the journal entry is sealed'); END IF; RETURN NEW; END $$",
)
_LEDGER = (
    "CREATE TRIGGER journal_entry_no_delete BEFORE DELETE ON journal_entry FOR EACH ROW EXECUTE FUNCTION refuse_change()",
    "CREATE TRIGGER journal_entry_guarded BEFORE INSERT OR UPDATE ON journal_entry FOR EACH ROW EXECUTE FUNCTION guard_journal_entry()",
    "CREATE TRIGGER posting_in_open_entry BEFORE INSERT ON posting FOR EACH ROW EXECUTE FUNCTION guard_posting()",
)
_SEARCH = (
    "CREATE TABLE search_document (key BIGINT PRIMARY KEY, words TSVECTOR NOT NULL)",
    "CREATE INDEX ix_search_document_words ON search_document USING gin (words)",
    'CREATE TABLE search_term (term TEXT COLLATE "C" PRIMARY KEY, uses BIGINT NOT NULL)',
)


def upgrade() -> None:
    if op.get_bind().dialect.name != "postgresql":
        return
    for statement in (*_FUNCTIONS, *_LEDGER, *_SEARCH):
        op.get_bind().exec_driver_sql(statement)
    for table in _APPEND_ONLY:
        for verb in ("UPDATE", "DELETE"):
            op.get_bind().exec_driver_sql(
                f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table}"
                " FOR EACH ROW EXECUTE FUNCTION refuse_change()"
            )
    for table in (*_APPEND_ONLY, "journal_entry"):
        op.get_bind().exec_driver_sql(
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table}"
            " FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
