"""Search by number and by any piece of text, also in languages without spaces.

A case's words are its pairs of neighbouring letters, the last letter by itself, and its number
in forms that begin or, turned round, end with what people type. SQLite (FTS5) and PostgreSQL
(GIN) index the same words; a short list is searched without either.
"""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import (
    DDL,
    ColumnElement,
    ForeignKey,
    Select,
    and_,
    cast,
    column,
    event,
    false,
    func,
    or_,
    select,
    table,
)
from sqlalchemy.dialects.postgresql import TSQUERY
from sqlalchemy.orm import Mapped, mapped_column

from app.cases.models import Case
from app.core.db import Base, db

INDEX = "case_search"
BEGINS, ENDS = "№", "⊣"
"""What marks a number as it is read and turned round: signs that no text's letters hold."""
TO_INDEX = {
    "sqlite": (
        "CREATE VIRTUAL TABLE case_search USING fts5(words, content='case_text',"
        " content_rowid='id', tokenize='ascii', detail='none', columnsize=0)",
        "CREATE TRIGGER case_search_new AFTER INSERT ON case_text BEGIN"
        " INSERT INTO case_search(rowid, words) VALUES (new.id, new.words); END",
        "CREATE TRIGGER case_search_old AFTER DELETE ON case_text BEGIN INSERT INTO"
        " case_search(case_search, rowid, words) VALUES ('delete', old.id, old.words); END",
        "CREATE TRIGGER case_search_changed AFTER UPDATE ON case_text BEGIN"
        " INSERT INTO case_search(case_search, rowid, words) VALUES ('delete', old.id, old.words);"
        " INSERT INTO case_search(rowid, words) VALUES (new.id, new.words); END",
    ),
    "postgresql": (
        "CREATE INDEX case_search ON case_text"
        " USING gin (array_to_tsvector(string_to_array(btrim(words), ' ')))",
    ),
}
_fts = table(INDEX, column("rowid"), column(INDEX))


class CaseText(Base):
    """The words by which a case is found."""

    __tablename__ = "case_text"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("case.id"), unique=True)
    words: Mapped[str]


for _dialect, _statements in TO_INDEX.items():
    for _statement in _statements:
        event.listen(
            CaseText.__table__,
            "after_create",
            DDL(_statement).execute_if(dialect=_dialect),  # type: ignore[no-untyped-call]
        )


@dataclass(frozen=True)
class Term:
    """One word as typed: words of a case that must all be there, or any beginning of one."""

    whole: tuple[str, ...]
    beginnings: tuple[str, ...]


def is_ours(name: str | None, *_: object) -> bool:
    """Tell migrations which tables and indexes the models describe: all but the search's own."""
    return not (name or "").startswith(INDEX)


def found(text: str) -> Select[tuple[UUID]] | None:
    """Return the cases a text finds by number, place, matter or facts; None: it finds nothing."""
    terms = _terms(text)
    return _found(terms) if terms else None


def spelled(text: str, case_id: Any) -> list[ColumnElement[bool]]:
    """Return the same conditions for few rows, each looked at by itself."""
    terms = _terms(text)
    if not terms:
        return [false()] if text.replace("\0", "").split() else []
    looked = select(and_(*map(_in_words, terms))).where(CaseText.case_id == case_id)
    return [looked.correlate_except(CaseText).scalar_subquery()]


def words(reference: str, *texts: str) -> str:
    """Return the words of a case, between spaces."""
    letters = _letters(" ".join(texts))
    found = dict.fromkeys([*map("".join, itertools.pairwise(letters)), *letters[-1:]])
    return f" {' '.join([*found, *_numbers(reference)])} "


def keep(case: Case) -> None:
    """Let a new case be found."""
    texts = (case.title, case.facts, case.place_text, case.matter_name)
    db.session.add(CaseText(case_id=case.id, words=words(case.reference, *texts)))


def _letters(text: str) -> list[str]:
    return [letter for letter in text.lower() if letter.isalnum()]


def _numbers(reference: str) -> Iterator[str]:
    region, *rest = reference.lower().split("-")
    number = rest[-1] if rest else ""
    written = (region + "".join(rest), "".join(rest), number, number.lstrip("0"))
    yield from dict.fromkeys(BEGINS + each for each in written if each)
    yield ENDS + written[0][::-1]


def _terms(text: str) -> list[Term]:
    """Return what is looked for; signs alone find nothing, beside letters they are passed over."""
    typed = ["".join(_letters(word)) for word in text.replace("\0", "").split()]
    return [_term(word) for word in dict.fromkeys(typed) if word]


def _term(word: str) -> Term:
    is_number = word.isascii() and any(letter.isdigit() for letter in word)
    numbers = (BEGINS + word, ENDS + word[::-1]) if is_number else ()
    if len(word) > 1:
        return Term(tuple(dict.fromkeys(map("".join, itertools.pairwise(word)))), numbers)
    return Term((), (word, *numbers[:1]))


def _found(terms: list[Term]) -> Select[tuple[UUID]]:
    chosen = select(CaseText.case_id)
    if db.engine.dialect.name == "sqlite":
        wanted = " AND ".join(f"({_sqlite(term)})" for term in terms)
        said = chosen.join(_fts, _fts.c.rowid == CaseText.id)
        return said.where(_fts.c[INDEX].op("MATCH")(wanted))
    wanted = " & ".join(f"({_postgresql(term)})" for term in terms)
    searched = func.array_to_tsvector(func.string_to_array(func.btrim(CaseText.words), " "))
    return chosen.where(searched.op("@@")(cast(wanted, TSQUERY)))


def _sqlite(term: Term) -> str:
    ways = [f'"{beginning}" *' for beginning in term.beginnings]
    whole = " AND ".join(f'"{each}"' for each in term.whole)
    return " OR ".join([*([f"({whole})"] if whole else []), *ways])


def _postgresql(term: Term) -> str:
    ways = [f"'{beginning}':*" for beginning in term.beginnings]
    whole = " & ".join(f"'{each}'" for each in term.whole)
    return " | ".join([*([f"({whole})"] if whole else []), *ways])


def _in_words(term: Term) -> ColumnElement[bool]:
    ways = [CaseText.words.contains(f" {each}") for each in term.beginnings]
    if term.whole:
        ways.append(and_(*(CaseText.words.contains(f" {each} ") for each in term.whole)))
    return or_(*ways)
