"""What the filters of the worklist offer, read once a minute."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import takewhile

from app import definitions, identity, policies
from app.web.shell.languages import label
from app.web.shell.sessions import now, settings

MINUTE = 60
STREETS = ("street", "town")


@dataclass(frozen=True)
class Branch:
    """A node of the catalogue: a matter, or what the codes of several begin with."""

    code: str
    names: tuple[str, ...]

    @property
    def words(self) -> str:
        """Return the path from the root in the reader's language."""
        return " / ".join(label(name) for name in self.names)


def kinds() -> dict[str, str]:
    """Return the names of the processes by key."""
    return _kinds(*_fresh())


def streets() -> dict[str, str]:
    """Return the names of streets and towns by code, in the tree's order."""
    return _streets(*_fresh())


def branches() -> tuple[Branch, ...]:
    """Return the catalogue as a list of its nodes, each branch before what it holds."""
    return _branches(*_fresh())


def known_matter(code: str) -> str:
    """Return the code when the catalogue has such a node, else nothing."""
    return code if code and any(each.code == code for each in branches()) else ""


def matter_words(code: str) -> str:
    """Return a node of the catalogue in words."""
    return next((each.words for each in branches() if each.code == code), code)


def _fresh() -> tuple[str, int]:
    return settings().database_url, int(now().timestamp()) // MINUTE


@lru_cache(maxsize=4)
def _kinds(_database: str, _minute: int) -> dict[str, str]:
    return {each.key: each.name for each in definitions.latest_all("bpmn")}


@lru_cache(maxsize=4)
def _streets(_database: str, _minute: int) -> dict[str, str]:
    return {each.code: each.name for each in identity.organisations(STREETS)}


@lru_cache(maxsize=4)
def _branches(_database: str, _minute: int) -> tuple[Branch, ...]:
    under: dict[tuple[str, ...], list[str]] = {}
    rows = policies.catalogue_rows()
    for row in rows:
        for depth in range(1, len(row.names) + 1):
            under.setdefault(row.names[:depth], []).append(row.code)
    found: dict[str, Branch] = {}
    for names, codes in under.items():
        shared = _beginning(codes)
        if len(codes) == sum(row.code.startswith(shared) for row in rows):
            found[shared] = Branch(shared, names)
    return tuple(found.values())


def _beginning(codes: Sequence[str]) -> str:
    """Return what all codes begin with."""
    first, last = min(codes), max(codes)
    same = takewhile(lambda pair: pair[0] == pair[1], zip(first, last, strict=False))
    return "".join(letter for letter, _ in same)
