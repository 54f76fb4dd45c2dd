"""Where variables live: locals, then the own scope, then the enclosing embedded scopes.

A called process is a wall: nothing is read or written across it but what a mapping names.
"""

from collections.abc import Iterator
from typing import Any

from app.engine.instance.tokens import Frame, Instance, Token
from app.engine.instance.values import kept


def chain(frame: Frame | Instance) -> Iterator[Frame | Instance]:
    """Yield the scope and those around it, up to the called or root process."""
    yield frame
    while isinstance(frame, Frame) and frame.spec.is_embedded:
        frame = frame.parent_workflow
        yield frame


def visible(token: Token) -> dict[str, Any]:
    """Return every variable the token can read, the nearest winning."""
    facts: dict[str, Any] = {}
    for frame in reversed(list(chain(token.workflow))):
        facts.update(frame.data)
    if token.parent is not None:
        facts.update(token.parent.data)
    facts.update(token.data)
    return facts


def write(token: Token, name: str, value: Any) -> None:
    """Set a variable in the innermost scope that has it, else in the process itself."""
    frames = list(chain(token.workflow))
    home = next((frame for frame in frames if name in frame.data), frames[-1])
    home.data[name] = kept(value)
