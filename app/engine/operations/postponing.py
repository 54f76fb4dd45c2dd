"""Dates that move while their clock stands still, with the timers that wait for them."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from app.engine.definition import Definition
from app.engine.instance.durations import from_microseconds, to_microseconds
from app.engine.instance.tokens import Instance, Token
from app.engine.instance.values import kept
from app.engine.operations.doing import command
from app.engine.step import Host, Step
from app.engine.timers import Timer, armed


def postpone(
    definition: Definition,
    state: bytes,
    names: Collection[str],
    moves: Mapping[datetime, datetime],
    *,
    now: datetime,
    host: Host,
) -> Step:
    """Move dates in variables of these names, and timers that wait for such a variable.

    ``moves`` says which moment becomes which. Everything looks again afterwards, so what the
    host says of limits counts anew.
    """

    def move(instance: Instance) -> None:
        holders = [*instance.frames(), *instance.tokens()]
        for holder in holders:
            _move(holder.data, names, moves)
        for token in armed(instance):
            if _waits_for(token, names):
                due = from_microseconds(token.internal_data["due"])
                token.internal_data["due"] = to_microseconds(moves.get(due, due))

    return command(definition, state, move, now, host)


def _move(
    variables: dict[str, Any], names: Collection[str], moves: Mapping[datetime, datetime]
) -> None:
    for name in names:
        old = variables.get(name)
        if isinstance(old, datetime) and old in moves:
            variables[name] = kept(moves[old])


def _waits_for(token: Token, names: Collection[str]) -> bool:
    event = token.task_spec.event
    return isinstance(event, Timer) and event.text.removeprefix("=").strip() in names
