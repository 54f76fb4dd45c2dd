"""The verdict on a diagram."""

from dataclasses import dataclass, field

from app.engine.diagram.dialect import read_diagram
from app.engine.diagram.document import judged
from app.engine.errors import InvalidDiagramError
from app.engine.soundness.faults import Fault
from app.engine.soundness.game.space import Budget
from app.engine.soundness.outline import read_scope
from app.engine.soundness.scopes import report
from app.engine.soundness.words import RULES, Words
from app.engine.step import Problem

GRAVEST_FIRST = tuple(RULES)
UNDECIDED = "undecided"


@dataclass(frozen=True)
class Passed:
    """An element on a path."""

    element: str
    name: str


@dataclass(frozen=True)
class Finding:
    """A problem with a path to it, in the order of happening."""

    problem: Problem
    path: list[Passed]


@dataclass(frozen=True)
class Verdict:
    """``sound`` is None when it could not be decided; the counterexample is the worst finding's."""

    sound: bool | None
    findings: list[Finding] = field(default_factory=list)
    counterexample: list[Passed] = field(default_factory=list)
    markings: int = 0

    @property
    def problems(self) -> list[Problem]:
        """What the findings say."""
        return [finding.problem for finding in self.findings]


def analyse(xml: bytes, budget: Budget | None = None) -> Verdict:
    """Return the verdict on a diagram, at the cost of a budget at most; no text is an error."""
    try:
        root = read_diagram(xml)
    except InvalidDiagramError:
        return Verdict(None)
    words, left = Words(root), budget or Budget()
    scopes = [scope for scope in map(read_scope, judged(root)) if scope.elements]
    reports = [report(scope, words, left) for scope in scopes]
    faults = [fault for each in reports for fault in (*each.hangs, *each.faults)]
    undecided = [scope for each in reports for scope in each.undecided]
    findings = [*(_finding(f, words) for f in faults), *(_unsure(s, words) for s in undecided)]
    counting = sorted(
        (f for f in faults if f.counts), key=lambda fault: GRAVEST_FIRST.index(fault.rule)
    )
    markings = sum(each.markings for each in reports)
    if counting:
        return Verdict(False, findings, _passed(counting[0], words), markings)
    return Verdict(None if undecided or not reports else True, findings, [], markings)


def _finding(fault: Fault, words: Words) -> Finding:
    severity = "error" if fault.is_certain else "warning"
    surely = "；没有一条路能走到结束" if fault.is_certain else ""
    shows = fault.path and fault.rule != "dead-element"
    way = f"（例如：{words.walk(fault.path)}）" if shows else ""
    name = words.names.get(fault.element, "")
    problem = Problem(fault.element, name, f"{fault.reason}{surely}{way}", severity, fault.rule)
    return Finding(problem, _passed(fault, words))


def _unsure(scope: str, words: Words) -> Finding:
    name = words.names.get(scope, "")
    return Finding(Problem(scope, name, RULES[UNDECIDED], "warning", UNDECIDED), [])


def _passed(fault: Fault, words: Words) -> list[Passed]:
    return [Passed(element, words.names.get(element, "")) for element in fault.path]
