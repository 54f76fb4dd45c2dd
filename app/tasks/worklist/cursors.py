"""Where a page ends: the place of a row in its list, as an opaque text."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from app.core.errors import InvalidError

UNREADABLE = "翻页的位置读不懂，请从第一页看起。"


@dataclass(frozen=True)
class Place:
    """A row's place: which stretch of the list, when, and which row of that moment."""

    rank: int
    at: datetime | None
    id: UUID

    def __str__(self) -> str:
        """Return what ``read`` reads."""
        at = self.at.isoformat() if self.at else None
        said = json.dumps([self.rank, at, self.id.hex]).encode()
        return urlsafe_b64encode(said).decode().rstrip("=")


def read(text: str, name: str) -> Place | None:
    """Return the place a text names, None without one; InvalidError for any other text."""
    if not text:
        return None
    try:
        rank, at, row = json.loads(urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        place = Place(int(rank), _moment(at), UUID(row))
    except (ValueError, TypeError, AttributeError, OverflowError) as wrong:
        raise InvalidError(fields={name: UNREADABLE}) from wrong
    return place


def _moment(text: str | None) -> datetime | None:
    if text is None:
        return None
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(text)
    return moment.astimezone(UTC)
