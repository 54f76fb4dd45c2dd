"""What keeps a file from being deployed, and what its author should look at again."""

from dataclasses import dataclass, field
from pathlib import Path

from app import engine, forms
from app.engine import Passed, Problem
from app.feel import dmn

KINDS = {".bpmn": "bpmn", ".dmn": "dmn", ".form": "form"}
MOST = 2**20


@dataclass(frozen=True)
class Draft:
    """A file before it is deployed."""

    kind: str
    source: bytes

    @classmethod
    def read(cls, path: Path) -> "Draft":
        """Read a ``.bpmn``, ``.dmn`` or ``.form`` file."""
        return cls(KINDS[path.suffix], path.read_bytes())


@dataclass(frozen=True)
class Examined:
    """What was found in a draft.

    ``sound`` tells of a diagram whether every way through it comes to an end in order; None when
    that could not be decided. If it is not, ``counterexample`` is a way that shows it.
    """

    problems: list[Problem]
    sound: bool | None = None
    counterexample: list[Passed] = field(default_factory=list)

    @property
    def is_refused(self) -> bool:
        """Say whether it cannot be deployed."""
        return any(problem.severity == "error" for problem in self.problems)


def check(draft: Draft) -> list[Problem]:
    """Return what keeps a draft from being deployed, and warnings; empty when it is clean."""
    return examine(draft).problems


def examine(draft: Draft) -> Examined:
    """Return what is wrong with a draft and, for a diagram, whether it is sound."""
    if len(draft.source) > MOST:
        reason = "文件超过 1 MB；请把一部分另存为流程，用调用活动调用"
        return Examined([Problem("", "", reason, rule="too-large")])
    if draft.kind == "bpmn":
        return _diagram(draft.source)
    if draft.kind == "dmn":
        wrong = dmn.check(draft.source)
        return Examined([Problem("", "", str(each), rule="decision") for each in wrong])
    sentences = forms.problems(draft.source)
    return Examined([Problem("", "", each, rule="form") for each in sentences])


def _diagram(source: bytes) -> Examined:
    problems, verdict = engine.check(source), engine.analyse(source)
    told = {problem.element_id for problem in problems if problem.rule == "unreachable"}
    further = [p for p in verdict.problems if p.element_id not in told]
    return Examined([*problems, *further], verdict.sound, verdict.counterexample)
