"""A diagram as a list: what it draws, in the order one reads it, in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l

from app.engine import Way, reading
from app.web.shell.languages import label
from app.web.words.labels import dotted

OTHER = _l("自动")
KINDS = {
    "startEvent": _l("开始"),
    "endEvent": _l("结束"),
    "userTask": _l("办理"),
    "manualTask": _l("办理"),
    "callActivity": _l("子流程"),
    "subProcess": _l("子流程"),
    "transaction": _l("子流程"),
    "adHocSubProcess": _l("子流程"),
    "receiveTask": _l("等待"),
    "intermediateCatchEvent": _l("等待"),
    "boundaryEvent": _l("事件"),
    "intermediateThrowEvent": _l("事件"),
}


@dataclass(frozen=True)
class Listed:
    """One line: what it is called, what kind it is, where it lies, what may come next."""

    name: str
    kind: Any
    scope: str
    ways: Sequence[tuple[str, str]]
    """Under what circumstances, and to what."""


def outline(source: bytes) -> list[Listed]:
    """Return what a diagram draws, along its flows."""
    return [
        Listed(
            label(stop.name),
            KINDS.get(stop.kind, OTHER),
            label(stop.scope) if stop.scope else "",
            [_way(way) for way in stop.ways if way.name],
        )
        for stop in reading(source)
    ]


def _way(way: Way) -> tuple[str, str]:
    condition = dotted(f"{label(question)}{label(answer)}" for question, answer in way.labels)
    return condition, label(way.name)
