"""One line of a timeline."""

from dataclasses import dataclass
from datetime import datetime

from app.audit import AuditEntry
from app.web.shell.languages import label
from app.web.words.labels import org_name


@dataclass(frozen=True)
class Line:
    """One thing that happened; ``tone`` is ``red`` for lateness, ``yellow`` for warnings."""

    at: datetime
    words: str
    notes: tuple[str, ...] = ()
    tone: str = ""
    is_minor: bool = False


def who(entry: AuditEntry) -> str:
    """Return the organisation that acted, or the system."""
    return org_name(entry.actor_org) if entry.actor_org else label(entry.actor_name)


def person(entry: AuditEntry) -> str:
    """Return the name of the person who acted, if it was one."""
    return entry.actor_name if entry.actor_org else ""


def made(entry: AuditEntry, words: str, *notes: str, tone: str = "", minor: bool = False) -> Line:
    """Return a line about an entry; empty notes are left out."""
    return Line(entry.at, words, tuple(note for note in notes if note), tone, minor)
