"""What ``docs/bpmn.md`` says, from the tables and rules that check the diagrams."""

import ast
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

from app import engine
from app.engine.diagram.events.kinds import CODES
from app.engine.diagram.events.places import NAMES, PLACES
from app.engine.diagram.support import SUPPORT
from app.engine.soundness.words import RULES

HEAD = """# What of BPMN runs

Written by `flask process elements` from the code that checks diagrams; a test keeps it so. An
element runs, or the diagram is refused with the element's id, its name and a reason, before it is
deployed. `flask process check FILE --json` names the rule of each finding.
"""
HOW = {"runs": "runs", "notes": "a note, with a warning", "silent": "a note", "refused": "refused"}
SOUND = """
## Soundness

A diagram is sound when no second token comes to a flow, from everywhere an end can be reached,
each end is reached once, and every element can happen. Conditions are taken as free choices.
A finding is an error only when no way at all leads to an end; `docs/adr/0009` says why.
"""
FOLDER = Path(engine.__file__).parent / "diagram"


def markdown() -> str:
    """Return the page."""
    parts = [HEAD, *_elements(), *_events(), *_rules(), SOUND, *_soundness()]
    return "\n".join(parts) + "\n"


def _elements() -> Iterator[str]:
    yield "## Elements\n"
    yield "| kind | element | what becomes of it | |\n|---|---|---|---|"
    for name, support in sorted(SUPPORT.items(), key=lambda pair: pair[1].group):
        rule = f" `{support.rule}`" if support.rule else ""
        yield f"| {support.group} | `{name}` | {HOW[support.how]} | {support.what}{rule} |"


def _events() -> Iterator[str]:
    yield "\n## Events and where they may stand\n"
    yield "| | " + " | ".join(NAMES.values()) + " |\n|---" + "|:-:" * len(NAMES) + "|"
    for place, allowed in PLACES.values():
        marks = " | ".join("✓" if kind in allowed else "" for kind in NAMES)
        yield f"| {place} | {marks} |"
    yield "\nAn event without a definition may stand anywhere but at a boundary, at the start of an"
    yield "event sub-process, or as an intermediate catching event."


def _rules() -> Iterator[str]:
    yield "\n## Rules\n"
    yield "| rule | | what it says |\n|---|---|---|"
    for (rule, severity), found in groupby(sorted(_faults()), key=lambda fault: fault[:2]):
        yield f"| `{rule}` | {severity} | {'<br>'.join(sentence for _, _, sentence in found)} |"


def _soundness() -> Iterator[str]:
    yield "| rule | what it says |\n|---|---|"
    for rule, sentence in RULES.items():
        yield f"| `{rule}` | {sentence} |"


def _faults() -> set[tuple[str, str, str]]:
    """Every fault that the code can name: its rule, how grave it is, its sentence."""
    found: set[tuple[str, str, str]] = set()
    for path in FOLDER.rglob("*.py"):
        for function in ast.walk(ast.parse(path.read_text())):
            if isinstance(function, ast.FunctionDef):
                found |= set(_said_in(function))
    return found


def _said_in(function: ast.FunctionDef) -> Iterator[tuple[str, str, str]]:
    calls = [node for node in ast.walk(function) if isinstance(node, ast.Call)]
    lighter = {fault for call in calls if _warns(call) for fault in call.args}
    for call in calls:
        rule, said = _fault(call)
        sentence = _text(_given(function, said))
        if rule and sentence:
            is_doubt = "doubt" in function.name or call in lighter
            severity = "warning" if is_doubt else "error"
            names = [(kind, word) for kind, (word, _) in CODES.items()]
            for kind, word in names if "…" in rule else [("…", "…")]:
                yield rule.replace("…", kind), severity, sentence.replace("…", word)


def _warns(call: ast.Call) -> bool:
    return any(_text(argument) == "warning" for argument in call.args)


def _given(function: ast.FunctionDef, said: ast.expr | None) -> ast.expr | None:
    """Return what a name stood for when it was used: the assignment just before."""
    if not isinstance(said, ast.Name):
        return said
    values = [
        node.value
        for node in ast.walk(function)
        if isinstance(node, ast.Assign)
        and ast.unparse(node.targets[0]) == said.id
        and node.lineno < said.lineno
    ]
    return max(values, key=lambda value: value.lineno, default=None)


def _fault(call: ast.Call) -> tuple[str | None, ast.expr | None]:
    name = call.func.id if isinstance(call.func, ast.Name) else ""
    if name == "Fault" and len(call.args) == 2:
        return _text(call.args[0]), call.args[1]
    rules = [_text(word.value) for word in call.keywords if word.arg == "rule"]
    return (rules[0], call.args[2]) if name == "Problem" and rules else (None, None)


def _text(node: ast.expr | None) -> str | None:
    """Return a literal text; what is filled in later stands as …"""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(_text(part) or "…" for part in node.values)
    return None
