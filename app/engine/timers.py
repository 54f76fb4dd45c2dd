"""Timer events: armed once at the command's time, due when their moment has come."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.engine.errors import ElementError
from app.engine.instance import durations
from app.engine.instance.durations import Duration, duration, from_microseconds, to_microseconds
from app.engine.instance.tokens import WAIT, Instance, Token
from app.engine.language import evaluate


@dataclass(frozen=True)
class Timer:
    """``date``, ``duration`` or ``cycle`` and its ISO literal or FEEL."""

    kind: str
    text: str


def arm(token: Token, timer: Timer) -> None:
    """Compute when the timer is due, from the command's time."""
    value = evaluate(token, timer.text)
    if value is None:
        raise ElementError("定时器的时间为空", timer.text)
    try:
        _set(token, timer, value)
    except (ValueError, OverflowError) as error:
        raise ElementError(str(error), timer.text) from error


def _set(token: Token, timer: Timer, value: Any) -> None:
    now = token.instance.now
    if timer.kind == "date":
        _due(token, durations.instant(value))
    elif timer.kind == "duration":
        _due(token, duration(value).after(now))
    else:
        read = durations.cycle(value)
        token.internal_data.update(left=read.times, every=str(value).rpartition("/")[2])
        _due(token, read.start or read.every.after(now))


def _due(token: Token, moment: datetime) -> None:
    token.internal_data["due"] = to_microseconds(moment)


def armed(instance: Instance) -> list[Token]:
    """Return the tokens whose timers run, the earliest first."""
    waiting = [
        token
        for frame in instance.frames()
        for token in frame.tasks.values()
        if token.phase == WAIT and "due" in token.internal_data
    ]
    return sorted(waiting, key=lambda token: (token.internal_data["due"], token.id))


def next_due(instance: Instance) -> Token | None:
    """Return the earliest timer whose moment has come."""
    first = next(iter(armed(instance)), None)
    return first if first and first.internal_data["due"] <= instance.instant else None


def advance(token: Token) -> None:
    """Move a fired timer on: a cycle to its first moment after now, any other to never.

    Cycles missed meanwhile count as one.
    """
    left, every = token.internal_data.get("left", 1), token.internal_data.get("every")
    due = from_microseconds(token.internal_data.pop("due"))
    if not every:
        return
    due, left = later(duration(every), due, left, token.instance.now)
    if left != 0:
        token.internal_data.update(due=to_microseconds(due), left=left)


def later(every: Duration, due: datetime, left: int, now: datetime) -> tuple[datetime, int]:
    """Return the first moment after now and how often is left; -1 is for ever.

    Intervals of an exact length are leapt over at once, months one by one.
    """
    if every.months == 0 and left != 0 and due <= now:
        missed = (now - due) // every.rest
        missed = missed if left < 0 else min(missed, left - 1)
        due, left = due + missed * every.rest, left - missed * (left > 0)
    while left != 0 and due <= now:
        due, left = every.after(due), left - (left > 0)
    return due, left
