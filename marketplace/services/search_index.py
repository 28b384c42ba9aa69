"""Where the words of a search lie: SQLite's FTS5, or PostgreSQL's own index.

Both are handed words that `french` has made, and know no language themselves. A word of the name
counts five times one of the description, as it was typed half more than its stem.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Protocol

from sqlalchemy import TextClause, text
from sqlalchemy.orm import Session

from marketplace.services.french import stem

_MOST_WORDS_TO_COMPARE = 5000


@dataclass(frozen=True, slots=True)
class Span:
    """Which words are asked for: from `first` to before `beyond`, of so many letters."""

    first: str
    beyond: str
    shortest: int
    longest: int


class SearchIndex(Protocol):
    """What a search needs of an engine."""

    def put(self, session: Session, key: int, title: Sequence[str], body: Sequence[str]) -> None:
        """Have the subject found by these words and no others."""
        ...

    def drop(self, session: Session, key: int) -> None:
        """Have the subject found no more."""
        ...

    def ask(
        self, session: Session, town_id: str, asked: Sequence[str], limit: int
    ) -> list[tuple[str, str]]:
        """Return kind and id of the subjects that have every word, best first.

        The last word may be unfinished.
        """
        ...

    def vocabulary(self, session: Session, span: Span) -> list[str]:
        """Return words that somebody uses."""
        ...


def index_of(session: Session) -> SearchIndex:
    """Return the index of the engine the session stands on."""
    return _FTS5 if session.get_bind().dialect.name == "sqlite" else _TSVECTOR


class _Fts5:
    """SQLite's index; it holds the words only, `search_entry` says whose they are."""

    _insert = text(
        "INSERT INTO search_index (rowid, title, title_stem, body, body_stem)"
        " VALUES (:key, :title, :title_stem, :body, :body_stem)"
    )
    _delete = text("DELETE FROM search_index WHERE rowid = :key")
    _match = text(
        "SELECT entry.kind, entry.subject_id FROM search_index"
        " JOIN search_entry AS entry ON entry.key = search_index.rowid"
        " WHERE search_index MATCH :question AND entry.town_id = :town"
        " ORDER BY bm25(search_index, 15.0, 10.0, 3.0, 2.0), entry.key LIMIT :limit"
    )
    _terms = text(
        "SELECT term FROM search_word WHERE term >= :first AND term < :beyond"
        " AND length(term) BETWEEN :shortest AND :longest LIMIT :limit"
    )

    def put(self, session: Session, key: int, title: Sequence[str], body: Sequence[str]) -> None:
        self.drop(session, key)
        session.execute(
            self._insert,
            {
                "key": key,
                "title": " ".join(title),
                "title_stem": " ".join(map(stem, title)),
                "body": " ".join(body),
                "body_stem": " ".join(map(stem, body)),
            },
        )

    def drop(self, session: Session, key: int) -> None:
        session.execute(self._delete, {"key": key})

    def ask(
        self, session: Session, town_id: str, asked: Sequence[str], limit: int
    ) -> list[tuple[str, str]]:
        question = {"question": self._question(asked), "town": town_id, "limit": limit}
        return [(kind, subject) for kind, subject in session.execute(self._match, question)]

    def vocabulary(self, session: Session, span: Span) -> list[str]:
        return _terms_in(session, self._terms, span)

    @staticmethod
    def _question(asked: Sequence[str]) -> str:
        """Return the question in FTS5's language; the words are letters and digits only."""
        parts = []
        for place, word in enumerate(asked):
            prefix = " *" if _may_go_on(asked, place) else ""
            parts.append(
                f'({{title body}} : "{word}"{prefix} OR {{title_stem body_stem}} : "{stem(word)}")'
            )
        return " AND ".join(parts)


class _TsVector:
    """PostgreSQL's index; each word bears the letter of where it stands: A to D, best first."""

    _longest_word = 255
    """The server takes 2,046 bytes; nobody types as much."""

    _insert = text(
        "INSERT INTO search_document (key, words) VALUES (:key, CAST(:words AS tsvector))"
    )
    _delete = text("DELETE FROM search_document WHERE key = :key")
    _count_up = text(
        "INSERT INTO search_term (term, uses)"
        " SELECT unnest(tsvector_to_array(words)), 1 FROM search_document WHERE key = :key"
        " ON CONFLICT (term) DO UPDATE SET uses = search_term.uses + 1"
    )
    _count_down = text(
        "UPDATE search_term SET uses = uses - 1 WHERE term IN"
        " (SELECT unnest(tsvector_to_array(words)) FROM search_document WHERE key = :key)"
    )
    _match = text(
        "SELECT entry.kind, entry.subject_id FROM search_document AS document"
        " JOIN search_entry AS entry ON entry.key = document.key"
        " WHERE document.words @@ CAST(:question AS tsquery) AND entry.town_id = :town"
        # D, C, B, A; the third argument has a long description weigh less.
        " ORDER BY ts_rank('{0.13, 0.2, 0.67, 1}', document.words, CAST(:question AS tsquery), 1)"
        " DESC, entry.key LIMIT :limit"
    )
    _terms = text(
        "SELECT term FROM search_term WHERE term >= :first AND term < :beyond AND uses > 0"
        " AND length(term) BETWEEN :shortest AND :longest ORDER BY term LIMIT :limit"
    )

    def put(self, session: Session, key: int, title: Sequence[str], body: Sequence[str]) -> None:
        self.drop(session, key)
        places = (
            ("1A", title),
            ("2B", map(stem, title)),
            ("3C", body),
            ("4D", map(stem, body)),
        )
        where: dict[str, dict[str, None]] = {}
        for place, there in places:
            for word in there:
                where.setdefault(word[: self._longest_word], {})[place] = None
        words = " ".join(f"'{word}':{','.join(found)}" for word, found in where.items() if word)
        session.execute(self._insert, {"key": key, "words": words})
        session.execute(self._count_up, {"key": key})

    def drop(self, session: Session, key: int) -> None:
        session.execute(self._count_down, {"key": key})
        session.execute(self._delete, {"key": key})

    def ask(
        self, session: Session, town_id: str, asked: Sequence[str], limit: int
    ) -> list[tuple[str, str]]:
        question = {"question": self._question(asked), "town": town_id, "limit": limit}
        return [(kind, subject) for kind, subject in session.execute(self._match, question)]

    def vocabulary(self, session: Session, span: Span) -> list[str]:
        return _terms_in(session, self._terms, span)

    def _question(self, asked: Sequence[str]) -> str:
        """Return the question in the server's language; the words are letters and digits only."""
        parts = []
        for place, word in enumerate(asked):
            prefix = "*" if _may_go_on(asked, place) else ""
            cut = self._longest_word
            parts.append(f"('{word[:cut]}':{prefix}AC | '{stem(word)[:cut]}':BD)")
        return " & ".join(parts)


def _may_go_on(asked: Sequence[str], place: int) -> bool:
    return place == len(asked) - 1 and len(asked[place]) > 1


def _terms_in(session: Session, statement: TextClause, span: Span) -> list[str]:
    return list(session.scalars(statement, asdict(span) | {"limit": _MOST_WORDS_TO_COMPARE}))


_FTS5 = _Fts5()
_TSVECTOR = _TsVector()
