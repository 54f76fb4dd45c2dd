"""Diagrams for measuring, in our dialect and in that of stock SpiffWorkflow."""

from itertools import pairwise

DEPARTMENTS = 5
MIDDLE = 9
HEAD = (
    '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" '
    'xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" targetNamespace="bench">'
)
Sources = dict[str, bytes]


def line(length: int) -> Sources:
    """Return user tasks one after the other."""
    return {"root": _process("root", _line(_names(length)))}


def loop() -> Sources:
    """Return two user tasks in a loop without end."""
    body = (
        _tasks(["a", "b"]) + '<exclusiveGateway id="m"/><exclusiveGateway id="more" default="o"/>'
    )
    body += _flows([("s", "m"), ("m", "a"), ("a", "b"), ("b", "more")])
    body += '<sequenceFlow id="o" sourceRef="more" targetRef="m"/>'
    body += '<sequenceFlow id="f_out" sourceRef="more" targetRef="e">'
    body += "<conditionExpression>=false</conditionExpression></sequenceFlow>"
    return {"root": _process("root", body)}


def blocks(number: int) -> Sources:
    """Return so many parallel blocks of two tasks in a row."""
    body, last = "", "s"
    for each in range(number):
        fork, join, one, two = (f"{kind}{each}" for kind in ("fork", "join", "a", "b"))
        body += f'<parallelGateway id="{fork}"/><parallelGateway id="{join}"/>'
        body += _tasks([one, two])
        body += _flows([(last, fork), (fork, one), (fork, two), (one, join), (two, join)])
        last = join
    return {"root": _process("root", body + _flows([(last, "e")]))}


def crowd(number: int) -> Sources:
    """Return a user task with so many instances."""
    items = f"=for i in 1..{number} return i"
    task = f'<userTask id="t">{_our_loop(items)}</userTask>'
    return {"root": _process("root", task + _flows([("s", "t"), ("t", "e")]))}


def departments() -> Sources:
    """Return five departments, each with three tasks of a called process."""
    called = (
        '<extensionElements><zeebe:calledElement processId="report" '
        'propagateAllParentVariables="false" propagateAllChildVariables="false"/>'
        "</extensionElements>"
    )
    items = f"=for i in 1..{DEPARTMENTS} return i"
    inner = f'<callActivity id="mi">{called}{_our_loop(items)}</callActivity>'
    return {"root": _process("root", _around(inner)), "report": _report()}


def departments_for_stock() -> Sources:
    """Return the same in the dialect that stock SpiffWorkflow reads."""
    loop = f"<loopCardinality>{DEPARTMENTS}</loopCardinality>"
    loop = f"<multiInstanceLoopCharacteristics>{loop}</multiInstanceLoopCharacteristics>"
    inner = f'<callActivity id="mi" calledElement="report">{loop}</callActivity>'
    return {"root": _process("root", _around(inner)), "report": _report()}


def _around(inner: str) -> str:
    return _tasks(["a", "z"]) + inner + _flows(pairwise(["s", "a", "mi", "z", "e"]))


def _report() -> bytes:
    return _process("report", _line(["report_in", "handle", "check"]))


def _our_loop(items: str) -> str:
    zeebe = f'<zeebe:loopCharacteristics inputCollection="{items}" inputElement="item"/>'
    extension = f"<extensionElements>{zeebe}</extensionElements>"
    return f"<multiInstanceLoopCharacteristics>{extension}</multiInstanceLoopCharacteristics>"


def _names(length: int) -> list[str]:
    return [f"t{number}" for number in range(1, length + 1)]


def _line(names: list[str]) -> str:
    return _tasks(names) + _flows(pairwise(["s", *names, "e"]))


def _tasks(names: list[str]) -> str:
    return "".join(f'<userTask id="{name}" name="{name}"/>' for name in names)


def _flows(pairs: object) -> str:
    return "".join(
        f'<sequenceFlow id="f_{source}_{target}" sourceRef="{source}" targetRef="{target}"/>'
        for source, target in pairs
    )


def _process(key: str, body: str) -> bytes:
    ends = '<startEvent id="s"/><endEvent id="e"/>'
    text = f'{HEAD}<process id="{key}" isExecutable="true">{ends}{body}</process></definitions>'
    return text.encode()
