"""Small diagrams in a few words, and a host that answers from a table."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID
from xml.sax.saxutils import quoteattr

from app import engine
from app.engine.instance.state import dump, load

START = datetime(2026, 7, 14, 0, 0, tzinfo=UTC)
CASE = UUID("018f0000-0000-7000-8000-000000000001")
HEAD = (
    '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" '
    'xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" targetNamespace="x">'
    '<error id="er" errorCode="reassigned"/><error id="er2" errorCode="other"/>'
    '<escalation id="es" escalationCode="issued"/>'
    '<message id="withdraw" name="withdraw"><extensionElements>'
    '<zeebe:subscription correlationKey="=case_ref"/></extensionElements></message>'
    '<message id="keyless" name="keyless"/><signal id="sg" name="alarm"/>'
    '<message id="keyed" name="keyed"><extensionElements>'
    '<zeebe:subscription correlationKey="=case_ref"/></extensionElements></message>'
)


def diagram(body: str, key: str = "root") -> bytes:
    """Return the XML of one process."""
    return f'{HEAD}<process id="{key}" isExecutable="true">{body}</process></definitions>'.encode()


def flows(*lines: str) -> str:
    """Return sequence flows from lines such as ``a>b`` or ``a>b: =x`` or ``a>b!`` (default)."""
    return "".join(
        _flow(*re.match(r"(\w+)>(\w+)(!?)(?:: ?(=.*))?$", line).groups()) for line in lines
    )


def _flow(source: str, target: str, _default: str, condition: str | None) -> str:
    inner = (
        f"<conditionExpression><![CDATA[{condition}]]></conditionExpression>" if condition else ""
    )
    ends = f'id="f_{source}_{target}" sourceRef="{source}" targetRef="{target}"'
    return f"<sequenceFlow {ends}>{inner}</sequenceFlow>"


def node(kind: str, name: str, inner: str = "", extra: str = "", **attributes: str) -> str:
    """Return an element; ``extra`` goes into its extension elements."""
    text = "".join(f" {key}={quoteattr(value)}" for key, value in attributes.items())
    extension = f"<extensionElements>{extra}</extensionElements>" if extra else ""
    return f'<{kind} id="{name}" name="{name}"{text}>{extension}{inner}</{kind}>'


def users(*names: str) -> str:
    """Return user tasks."""
    return "".join(node("userTask", name) for name in names)


def start(name: str = "s") -> str:
    return node("startEvent", name)


def end(name: str = "e", inner: str = "") -> str:
    return node("endEvent", name, inner)


def script(name: str, variable: str, expression: str) -> str:
    extra = (
        f"<zeebe:script expression={quoteattr(expression)} resultVariable={quoteattr(variable)}/>"
    )
    return node("scriptTask", name, "", extra)


def io(inputs: Mapping[str, str] | None = None, outputs: Mapping[str, str] | None = None) -> str:
    lines = [("input", t, s) for t, s in (inputs or {}).items()]
    lines += [("output", t, s) for t, s in (outputs or {}).items()]
    inner = "".join(
        f"<zeebe:{k} source={quoteattr(s)} target={quoteattr(t)}/>" for k, t, s in lines
    )
    return f"<zeebe:ioMapping>{inner}</zeebe:ioMapping>"


def properties(**pairs: str) -> str:
    inner = "".join(
        f"<zeebe:property name={quoteattr(k.replace('_', ' '))} value={quoteattr(v)}/>"
        for k, v in pairs.items()
    )
    return f"<zeebe:properties>{inner}</zeebe:properties>"


def timer(kind: str, text: str) -> str:
    return f"<timerEventDefinition><{kind}>{text}</{kind}></timerEventDefinition>"


def boundary(name: str, on: str, inner: str, stops: bool = True, extra: str = "") -> str:
    return node(
        "boundaryEvent", name, inner, extra, attachedToRef=on, cancelActivity=str(stops).lower()
    )


def calls(name: str, key: str, extra: str = "", inner: str = "") -> str:
    called = (
        f'<zeebe:calledElement processId="{key}" propagateAllChildVariables="false" '
        'propagateAllParentVariables="false"/>'
    )
    return node("callActivity", name, inner, called + extra)


def multi(collection: str, element: str, output: str = "", expression: str = "") -> str:
    attributes = f"inputCollection={quoteattr(collection)} inputElement={quoteattr(element)}"
    if output:
        attributes += f" outputCollection={quoteattr(output)} outputElement={quoteattr(expression)}"
    return (
        "<multiInstanceLoopCharacteristics><extensionElements>"
        f"<zeebe:loopCharacteristics {attributes}/>"
        "</extensionElements></multiInstanceLoopCharacteristics>"
    )


MESSAGE = '<messageEventDefinition messageRef="withdraw"/>'
ERROR = '<errorEventDefinition errorRef="er"/>'
ESCALATION = '<escalationEventDefinition escalationRef="es"/>'
SIGNAL = '<signalEventDefinition signalRef="sg"/>'
TERMINATE = "<terminateEventDefinition/>"


class Table:
    """A host whose limits are minutes from the token's creation."""

    def __init__(self, **minutes: int) -> None:
        self.minutes = minutes

    def limit(self, key: str, facts: Any, created_at: datetime) -> datetime | None:
        found = self.minutes.get(key)
        return None if found is None else created_at + timedelta(minutes=found)

    def anchor(self, key: str, facts: Any, created_at: datetime) -> datetime | None:
        return created_at

    def work_days(self, start: datetime, n: Any) -> datetime:
        return start + timedelta(days=int(n))

    def work_hours(self, start: datetime, n: Any) -> datetime:
        return start + timedelta(hours=int(n))

    def lookup(self, name: str, args: list[Any]) -> Any:
        return {"name": name, "args": args}


class Case:
    """Plays commands on one instance and checks each saved state on the way."""

    def __init__(
        self,
        *bodies: str,
        host: Any = None,
        decisions: Any = None,
        names: Any = (),
        **variables: Any,
    ) -> None:
        keys = ["root", "called", "deeper"][: len(bodies)]
        sources = {key: diagram(body, key) for key, body in zip(keys, bodies, strict=True)}
        self.definition = engine.parse(sources, "root", decisions or {}, names)
        self.host, self.now, self.trail, self.effects = host or Table(), START, [], []
        self._take(engine.start(self.definition, CASE, variables, now=self.now, host=self.host))

    @property
    def open(self) -> list[str]:
        return sorted(task.element_id for task in self.step.ready_tasks)

    @property
    def incidents(self) -> list[str]:
        return sorted(incident.element_id for incident in self.step.incidents)

    def task(self, element_id: str, **facts: Any) -> Any:
        return next(
            task
            for task in self.step.ready_tasks
            if task.element_id == element_id and facts.items() <= task.facts.items()
        )

    def do(
        self, element_id: str, where: Mapping[str, Any] | None = None, **variables: Any
    ) -> list[str]:
        token = self.task(element_id, **(where or {})).token
        return self.command(engine.complete, token, variables)

    def send(self, element_id: str, **payload: Any) -> list[str]:
        token = next(s.token for s in self.step.subscriptions if s.element_id == element_id)
        return self.command(engine.deliver, token, payload)

    def after(self, **passed: float) -> list[str]:
        self.now += timedelta(**passed)
        return self.command(engine.wake)

    def command(self, verb: Any, *arguments: Any) -> list[str]:
        return self._take(
            verb(self.definition, self.step.state, *arguments, now=self.now, host=self.host)
        )

    def _take(self, step: engine.Step) -> list[str]:
        self.step = step
        self.trail += step.trail
        self.effects += step.effects
        again = dump(load(self.definition, step.state, self.now, self.host))
        assert again == step.state
        return self.open
