"""Which page of a list an address asks for, and where that page lies."""

from dataclasses import dataclass
from typing import Any, Protocol

from flask import Flask, request

from app.core.paging import Turn

LONGEST, HIGHEST = 300, 100_000


@dataclass(frozen=True)
class Position:
    """Where a page lies: the how manieth it is, counted by turning; what leads to either side."""

    number: int
    next: dict[str, Any]
    previous: dict[str, Any]
    """The address's parameters; empty where the list ends."""

    @property
    def is_all(self) -> bool:
        """Tell whether the page holds the whole list."""
        return not self.next and not self.previous


def register(app: Flask) -> None:
    """Let templates say where a page lies."""
    app.jinja_env.globals["page_position"] = position


def turn(limit: int) -> Turn:
    """Return which part of a list the address asks for."""
    args = request.values
    return Turn(args.get("after", "")[:LONGEST], args.get("before", "")[:LONGEST], limit)


class Turned(Protocol):
    """A page of a list: what to ask for on either side."""

    @property
    def next(self) -> str:
        """Return what leads on."""

    @property
    def previous(self) -> str:
        """Return what leads back."""


def position(page: Turned) -> Position:
    """Return where a page lies; the first is the first, whatever the address says."""
    number = max(_number(), 2) if page.previous else 1
    back = max(number - 1, 1)
    return Position(
        number,
        {"after": page.next, "page": number + 1} if page.next else {},
        {"before": page.previous, "page": back} if page.previous else {},
    )


def _number() -> int:
    asked = request.values.get("page", "")
    return min(int(asked), HIGHEST) if asked.isdecimal() and len(asked) < 7 else 1
