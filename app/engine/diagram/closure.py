"""A root process and everything it calls, as one definition."""

from collections.abc import Iterable, Mapping
from typing import Any

from app.engine.definition import Definition
from app.engine.diagram.check import check
from app.engine.diagram.dialect import read_diagram
from app.engine.diagram.faults import Fault
from app.engine.diagram.parser import parse_diagram
from app.engine.elements.activities import CallActivity, RuleTask
from app.engine.elements.events import is_ambiguous
from app.engine.elements.process import ProcessSpec
from app.engine.errors import InvalidDiagramError
from app.engine.step import Problem


def parse(
    sources: Mapping[str, bytes],
    root: str,
    decisions: Mapping[str, Any],
    names: Iterable[str] = (),
) -> Definition:
    """Return the definition of ``root``; InvalidDiagramError names every problem found.

    ``sources`` holds the diagram of every process that may be called, by process key;
    ``decisions`` the loaded tables, by decision id; ``names`` further variables that may come
    from outside, such as the keys of the start form.
    """
    _refuse([found for xml in sources.values() for found in check(xml)])
    specs: dict[str, ProcessSpec] = {}
    for xml in sources.values():
        specs |= parse_diagram(read_diagram(xml))
    _refuse(_missing(specs, root, decisions))
    declared = {name for node in _nodes(specs) for name in node.declares()}
    return Definition(root, specs, decisions, dict.fromkeys(sorted({*declared, *names})))


def _refuse(problems: Iterable[Problem]) -> None:
    errors = [problem for problem in problems if problem.severity == "error"]
    if errors:
        raise InvalidDiagramError(errors)


def _missing(
    specs: Mapping[str, ProcessSpec], root: str, decisions: Mapping[str, Any]
) -> list[Problem]:
    problems = [] if root in specs else [Problem(root, "", "没有这个流程", rule="no-process")]
    for node in _nodes(specs):
        if isinstance(node, CallActivity) and node.spec not in specs:
            problems.append(_at(node, Fault("unknown-process", f"调用的流程不存在：{node.spec}")))
        elif isinstance(node, CallActivity) and is_ambiguous(specs[node.spec]):
            reason = f"调用的流程没有空白的开始事件，不知从哪个开始：{node.spec}"
            problems.append(_at(node, Fault("called-start", reason)))
        if isinstance(node, RuleTask) and node.decision_id not in decisions:
            problems.append(_at(node, Fault("unknown-decision", f"没有决策：{node.decision_id}")))
    return problems


def _at(node: Any, fault: Fault) -> Problem:
    return Problem(node.bpmn_id, node.title, fault.reason, rule=fault.rule)


def _nodes(specs: Mapping[str, ProcessSpec]) -> list[Any]:
    return [node for spec in specs.values() for node in spec.task_specs.values()]
