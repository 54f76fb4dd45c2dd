"""An instance as bytes and back, without its specification.

Canonical JSON: sorted keys, tokens by number. ``dump(load(state)) == state``. A state of format 1
knows of no path: it is read, and written as format 2.
"""

from datetime import datetime
from typing import Any

import orjson

from app.engine.instance.path import Node
from app.engine.instance.tokens import Frame, Instance, Token
from app.engine.instance.values import from_json, to_json
from app.engine.step import Host

FORMAT = 2
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
        "path": [_node(node) for node in instance.path.nodes.values()],
    }
    return orjson.dumps(saved, option=orjson.OPT_SORT_KEYS)


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


def _node(node: Node) -> list[Any]:
    place = [node.number, node.spec, node.kind, node.scope, node.under, node.by]
    visit = [node.outcome, node.entered, node.left, node.seat, node.flow, node.parents]
    kept = [node.data, node.internal, node.frame, node.variables]
    return [*place, *visit, *kept, node.consumed]


def load(definition: Any, state: bytes, now: datetime, host: Host) -> Instance:
    """Return the instance as it was dumped, at the time of the new command."""
    saved = orjson.loads(state)
    instance = Instance(definition, saved["instance"], now, host)
    instance.number = saved["number"]
    instance.completed, instance.end_event = saved["ended"], saved["end"]
    holders = _fill(instance, saved["root"])
    for number, spec_name, inner in saved["frames"]:
        holders |= _fill(instance.open_frame(holders[number], spec_name), inner)
    instance.marks = {int(number): (mark[0], mark[1]) for number, mark in saved["marks"].items()}
    nodes = [_remembered(line) for line in saved.get("path", [])]
    instance.path.nodes = {node.number: node for node in nodes}
    return instance


def _remembered(line: list[Any]) -> Node:
    node = Node(*line[:11])
    parents, node.data, node.internal, node.frame, node.variables, consumed = line[11:]
    node.parents = tuple(parents)
    node.consumed = [(flow, tuple(origins)) for flow, origins in consumed]
    return node


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
