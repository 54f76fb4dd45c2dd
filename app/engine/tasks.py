"""What waits for people: user tasks and message events, with their expressions evaluated.

A failing expression does not stop the process: it is told as the ``problem`` of the item.
"""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from app.engine.elements.events import Signal
from app.engine.errors import ElementError
from app.engine.instance.durations import from_microseconds, instant
from app.engine.instance.tokens import Token
from app.engine.language import FAULTS, LIMIT, Reader
from app.engine.step import Loop, ReadyTask, Signer, Subscription

WARN = "90%"
PRIORITY = 50
VARIABLE = re.compile(r"=\s*(\w+)\s*")
PERCENT = re.compile(r"(\d+(?:\.\d+)?)%")


class _Questions:
    """Evaluates the expressions of one token and keeps the first problem."""

    def __init__(self, token: Token) -> None:
        self.reader = Reader(token)
        self.facts = self.reader.facts
        self.problem: str | None = None

    def ask(self, text: str | None, read: Callable[[Any], Any], otherwise: Any = None) -> Any:
        """Return what the expression says, or ``otherwise`` when it is absent or fails."""
        if text is None:
            return otherwise
        try:
            return read(self.reader.evaluate(text))
        except (ElementError, *FAULTS) as error:
            self.problem = self.problem or f"{text}：{error}"
            return otherwise


def ready_task(token: Token) -> ReadyTask:
    """Describe a user task that waits."""
    spec, questions = token.task_spec, _Questions(token)
    extensions, properties = spec.extensions, dict(spec.extensions.properties)
    due_at, anchor_at = _clock(token, questions)
    return ReadyTask(
        *token.instance.identity(token),
        form_key=extensions.of("formDefinition", "formId"),
        groups=_offered_to(token, questions),
        assignee=_assigned_to(token, questions),
        due_at=due_at,
        warn_at=_warn_at(questions, properties.get("warn", WARN), anchor_at, due_at),
        anchor_at=anchor_at,
        priority=questions.ask(extensions.of("priorityDefinition", "priority"), int, PRIORITY),
        created_at=from_microseconds(token.at),
        facts=questions.facts,
        properties=properties,
        problem=questions.problem,
        signing=token.internal_data.get("signing"),
        signers=[_signer(child) for child in token.children if "signing" in child.internal_data],
        counts=_counts(extensions.of("taskSchedule", "dueDate")),
    )


def _offered_to(token: Token, questions: _Questions) -> list[str]:
    if "signing" in token.internal_data:
        return list(token.internal_data["groups"])
    text = token.task_spec.extensions.of("assignmentDefinition", "candidateGroups")
    groups: list[str] = questions.ask(text, _groups, [])
    return groups


def _assigned_to(token: Token, questions: _Questions) -> str | None:
    if "signing" in token.internal_data:
        return None
    text = token.task_spec.extensions.of("assignmentDefinition", "assignee")
    assignee: str | None = questions.ask(text, _text)
    return assignee


def _signer(token: Token) -> Signer:
    return Signer(token.uuid, token.internal_data["groups"], token.internal_data["signing"])


def _clock(token: Token, questions: _Questions) -> tuple[datetime | None, datetime]:
    created_at = from_microseconds(token.at)
    extensions = token.task_spec.extensions
    due = extensions.of("taskSchedule", "dueDate")
    limit = LIMIT.fullmatch(due or "")
    if limit:
        host, facts = token.instance.host, questions.facts
        start = questions.ask("", lambda _: host.anchor(limit[1], facts, created_at))
    else:
        start = questions.ask(extensions.properties.get("anchor"), _moment)
    return questions.ask(due, _moment), start or created_at


def _counts(due: str | None) -> str | None:
    """Return the limit, or the variable, that a due date is; None for any other expression."""
    found = LIMIT.fullmatch(due or "") or VARIABLE.fullmatch(due or "")
    return found[1] if found else None


def _warn_at(
    questions: _Questions, warn: str, anchor_at: datetime, due_at: datetime | None
) -> datetime | None:
    percent = PERCENT.fullmatch(warn)
    if due_at is None or (percent and due_at <= anchor_at):
        return due_at
    if percent:
        share = Decimal(percent[1]) / 100
        return anchor_at + timedelta(seconds=float(share) * (due_at - anchor_at).total_seconds())
    moment: datetime | None = questions.ask(warn, _moment)
    return moment


def subscription(token: Token) -> Subscription:
    """Describe a message event that listens."""
    spec, questions = token.task_spec, _Questions(token)
    properties = dict(spec.extensions.properties)
    offered = questions.ask(properties.get("offer if"), lambda value: value is True, True)
    return Subscription(
        *token.instance.identity(token),
        message=spec.event.name,
        key=token.internal_data.get("key", ""),
        groups=questions.ask(properties.get("from"), _groups, []),
        form_key=properties.get("form") or None,
        offered=offered and questions.problem is None,
        facts=questions.facts,
        properties=properties,
        problem=questions.problem,
        kind="signal" if isinstance(spec.event, Signal) else "message",
    )


def loop(token: Token) -> Loop:
    """Describe a multi-instance activity that runs, and who may add to it."""
    spec, questions = token.task_spec, _Questions(token)
    properties = dict(spec.extensions.properties)
    return Loop(
        *token.instance.identity(token),
        instances=[child.uuid for child in spec.instances(token)],
        groups=questions.ask(properties.get("addable"), _groups, []),
        form_key=properties.get("form") or None,
        facts=questions.facts,
        properties=properties,
        problem=questions.problem,
    )


def _groups(value: Any) -> list[str]:
    if isinstance(value, str):
        value = [part.strip() for part in value.split(",")]
    if not isinstance(value, list) or not all(isinstance(group, str) for group in value):
        raise ValueError("候选组应为文字或文字的列表")
    return list(dict.fromkeys(group for group in value if group))


def _text(value: Any) -> str | None:
    if value is not None and not isinstance(value, str):
        raise ValueError("办理人应为文字")
    return value or None


def _moment(value: Any) -> datetime | None:
    return None if value is None else instant(value).astimezone(UTC)
