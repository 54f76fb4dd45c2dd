"""What is wrong with a model, for its author."""

from collections.abc import Iterator
from dataclasses import dataclass

from app.feel.dmn.model import Key, Model, Part
from app.feel.dmn.types import unknown_types
from app.feel.dmn.xml import id_of, name_of


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to mend, and where."""

    element_id: str
    name: str
    reason: str


def problems(model: Model) -> Iterator[Problem]:
    """Yield what keeps a model from working: texts, references, types, cycles."""
    for at, error in model.reader.problems:
        yield Problem(at, _name_at(model, at), str(error))
    for element, name in unknown_types(model.root, model.types):
        yield Problem(id_of(element), name_of(element), f"没有叫“{name}”的类型")
    for part in model.own():
        yield from _problems_of(model, part)


def _problems_of(model: Model, part: Part) -> Iterator[Problem]:
    declared = {each.name for each in model.parts.values()}
    for name in part.wanted:
        if name in declared:
            yield Problem(part.key.id, part.name, f"用到“{name}”，却没有画出这个需求")
    if part.kind == "decision" and part.code is None:
        yield Problem(part.key.id, part.name, "没有决策逻辑")
    if _needs_itself(model, part.key):
        yield Problem(part.key.id, part.name, "需求成环")


def _needs_itself(model: Model, start: Key) -> bool:
    seen: set[Key] = set()
    waiting = [key for _, key in model.parts[start].requires]
    while waiting:
        key = waiting.pop()
        if key == start:
            return True
        if key not in seen:
            seen.add(key)
            waiting.extend(inner for _, inner in model.parts[key].requires)
    return False


def _name_at(model: Model, at: str) -> str:
    part = model.parts.get(Key(model.namespace, at))
    return part.name if part is not None else ""
