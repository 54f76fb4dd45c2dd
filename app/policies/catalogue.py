"""A matter as a plain value, and how well it answers what somebody types."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pypinyin import Style, lazy_pinyin

_NO_ANSWER = 1000


@dataclass(frozen=True)
class CatalogueRow:
    """A matter. Units are named as the catalogue does; without a code they are chosen on the form.

    ``clock`` is the ``sla.Clock`` value on which its 7 and 15 days run.
    """

    code: str
    names: tuple[str, ...]
    name_en: str
    lead: str
    lead_code: str | None
    cooperating: tuple[str, ...]
    cooperating_codes: tuple[str | None, ...]
    street_role: str
    level: str
    whistle_class: str
    whistle_kind: str
    is_direct: bool
    clock: str
    duty_text: str
    keywords: tuple[str, ...]
    pinyin: tuple[str, ...]
    initials: tuple[str, ...]
    version: int

    @property
    def name(self) -> str:
        """Return the matter's own, third-level name."""
        return self.names[-1]

    @property
    def path(self) -> str:
        """Return all three names."""
        return " / ".join(self.names)


def spelled(texts: Iterable[str]) -> tuple[list[str], list[str]]:
    """Return the pinyin of each text, and its initials, both without blanks or tones."""
    texts = list(texts)
    initials = ["".join(lazy_pinyin(text, style=Style.FIRST_LETTER)) for text in texts]
    return ["".join(lazy_pinyin(text)).lower() for text in texts], [i.lower() for i in initials]


def search(rows: Sequence[CatalogueRow], text: str, limit: int) -> list[CatalogueRow]:
    """Return the matters that answer the text, best first.

    Every word of it must be answered; if none is, the words are tried as one (``nuan qi``).
    """
    words = text.lower().split()
    if not words:
        return []
    return (_answering(rows, words) or _answering(rows, ["".join(words)]))[:limit]


def _answering(rows: Sequence[CatalogueRow], words: list[str]) -> list[CatalogueRow]:
    ranked = [(sum(_rank(row, word) for word in words), row) for row in rows]
    found = [(rank, row) for rank, row in ranked if rank < _NO_ANSWER]
    return [row for _, row in sorted(found, key=lambda hit: (hit[0], hit[1].code))]


def _rank(matter: CatalogueRow, word: str) -> int:
    spellings = (*matter.pinyin, *matter.initials)
    answers = (
        matter.code.lower() == word,
        word == matter.name.lower(),
        matter.code.lower().startswith(word),
        word in matter.keywords,
        word in matter.name.lower(),
        any(word in keyword.lower() or keyword.lower() in word for keyword in matter.keywords),
        word in spellings,
        any(spelling.startswith(word) for spelling in spellings),
        any(word in name for name in matter.names) or word in matter.name_en.lower(),
    )
    return answers.index(True) if True in answers else _NO_ANSWER
