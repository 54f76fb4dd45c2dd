"""An instance as bytes and back, without its specification.

Canonical JSON: sorted keys, tokens by number; below it a line for each node of the path.
``dump(load(state)) == state``. A state of an older format can be looked at, and whoever keeps the
commands builds it anew before going on: format 1 knows of no path, and holds loops otherwise.
"""

from datetime import datetime
from typing import Any

import orjson

from app.engine.instance.path import Path
from app.engine.instance.tokens import Frame, Instance, Token
from app.engine.instance.values import from_json, to_json
from app.engine.step import Host

FORMAT = 2
OLDER = b'"format":1,'
Saved = dict[str, Any]


def dump(instance: Instance) -> bytes:
    """Return the instance at rest."""
    saved = {
        "format": FORMAT,
        "instance": instance.hashed,
        "number": instance.number,
        "root": _frame(instance),
        "frames": [
            [holder, frame.spec.name, _frame(frame)]
            for holder, frame in sorted(instance.subprocesses.items())
        ],
        "marks": {str(number): mark for number, mark in instance.marks.items()},
        "ended": instance.completed,
        "end": instance.end_event,
    }
    return orjson.dumps(saved, option=orjson.OPT_SORT_KEYS) + instance.path.text


def is_older(state: bytes) -> bool:
    """Say whether a state is of a format that is no longer written."""
    return state[state.find(OLDER[:-2]) :].startswith(OLDER)


def _frame(frame: Frame | Instance) -> Saved:
    tokens = sorted(frame.tasks.values(), key=lambda token: token.id)
    saved = {"tokens": [_token(token) for token in tokens], "data": to_json(frame.data)}
    return saved | ({"done": frame.completed_work} if frame.completed_work else {})


def _token(token: Token) -> list[Any]:
    return [
        token.id,
        token.parent.id if token.parent else 0,
        token.task_spec.name,
        token.state,
        token.phase,
        token.at,
        token.flow,
        to_json(token.data),
        to_json(token.internal_data),
        token.origins,
    ]


def load(definition: Any, state: bytes, now: datetime, host: Host) -> Instance:
    """Return the instance as it was dumped, at the time of the new command."""
    head, newline, path = state.partition(b"\n")
    saved = orjson.loads(head)
    instance = Instance(definition, saved["instance"], now, host)
    instance.number = saved["number"]
    instance.completed, instance.end_event = saved["ended"], saved["end"]
    holders = _fill(instance, saved["root"])
    for number, spec_name, inner in saved["frames"]:
        holders |= _fill(instance.open_frame(holders[number], spec_name), inner)
    instance.marks = {int(number): (mark[0], mark[1]) for number, mark in saved["marks"].items()}
    instance.path = Path(newline + path)
    return instance


def _fill(frame: Frame | Instance, saved: Saved) -> dict[int, Token]:
    frame.data, frame.completed_work = from_json(saved["data"]), saved.get("done", [])
    return {line[0]: _restore(frame, line) for line in saved["tokens"]}


def _restore(frame: Frame | Instance, line: list[Any]) -> Token:
    number, parent, spec_name, state, phase, at, flow, data, internal, *origins = line
    token = Token(frame, frame.spec.task_specs[spec_name], frame.tasks.get(parent), state, number)
    token.phase, token.at, token.flow = phase, at, flow
    token.data, token.internal_data = from_json(data), from_json(internal)
    token.origins = tuple(origins[0]) if origins else ()
    return token
