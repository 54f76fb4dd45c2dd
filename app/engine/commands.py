"""The commands: load, act, run to rest, report."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from app.engine.definition import Definition
from app.engine.elements.events import begin, fire
from app.engine.elements.multi import MultiInstance
from app.engine.errors import NotReadyError, NotWaitingError
from app.engine.instance.state import load
from app.engine.instance.tokens import Instance, Token, hash_of
from app.engine.instance.values import kept
from app.engine.operations import signing
from app.engine.operations.doing import NOBODY, command, user_task, waiting
from app.engine.report import listens, step
from app.engine.run import attempt, run
from app.engine.step import Host, Step
from app.engine.tasks import subscription

Variables = Mapping[str, Any]


def start(
    definition: Definition,
    instance_id: UUID,
    variables: Variables,
    *,
    now: datetime,
    host: Host,
    entry: str | None = None,
) -> Step:
    """Begin an instance of the root process with these variables.

    ``entry`` is the element id of an event that starts it and has happened (``entries``); None
    is the plain start event. Raises UnknownEntryError when it does not start there.
    """

    def create(instance: Instance) -> None:
        instance.data = kept(variables)
        begin(instance, entry)

    return step(attempt(lambda: Instance(definition, hash_of(instance_id), now, host), create))


def complete(
    definition: Definition,
    state: bytes,
    token: UUID,
    variables: Variables,
    *,
    now: datetime,
    host: Host,
) -> Step:
    """Complete a user task; timers due by now come first, and may have taken it away.

    Signers asked to act after it come now; the last of them lets it be left. Raises
    NotReadyError when the task does not wait, StepFailedError when its own output fails.
    """

    def close(instance: Instance) -> Token:
        run(instance)
        return signing.close(user_task(instance, token), kept(variables))

    return command(definition, state, close, now, host)


def wake(definition: Definition, state: bytes, *, now: datetime, host: Host) -> Step:
    """Let every timer happen that is due; cycles missed meanwhile happen once."""
    return command(definition, state, lambda instance: None, now, host)


def deliver(
    definition: Definition,
    state: bytes,
    token: UUID,
    payload: Variables,
    *,
    now: datetime,
    host: Host,
) -> Step:
    """Hand a message to one subscription; NotWaitingError when it is gone or not offered."""

    def receive(instance: Instance) -> Token:
        run(instance)
        event = waiting(instance, token)
        if event is None or not listens(event) or not subscription(event).offered:
            raise NotWaitingError
        return fire(event, kept(payload))

    return command(definition, state, receive, now, host)


def cancel(definition: Definition, state: bytes, *, now: datetime, host: Host) -> Step:
    """End the instance where it stands, without an end event."""

    def stop(instance: Instance) -> None:
        for token in list(instance.tasks.values()):
            token.cancel()
        instance.finish()

    return command(definition, state, stop, now, host)


def retry(definition: Definition, state: bytes, token: UUID, *, now: datetime, host: Host) -> Step:
    """Let a token of an incident run again; NotReadyError when it is not one."""

    def again(instance: Instance) -> None:
        failed = instance.find(token)
        if failed is None or failed.id not in instance.marks:
            raise NotReadyError
        del instance.marks[failed.id]
        instance.ready.append(failed)

    return command(definition, state, again, now, host)


def add_instance(
    definition: Definition, state: bytes, token: UUID, element: Any, *, now: datetime, host: Host
) -> Step:
    """Add an instance to a running multi-instance activity (``Step.loops``)."""

    def add(instance: Instance) -> None:
        run(instance)
        loop = waiting(instance, token)
        if loop is None or not isinstance(loop.task_spec, MultiInstance):
            raise NotReadyError
        loop.task_spec.add_instance(loop, element)

    return command(definition, state, add, now, host)


def remove_instance(
    definition: Definition, state: bytes, token: UUID, *, now: datetime, host: Host
) -> Step:
    """Take one instance away, with all that runs in it; the last one ends the activity."""

    def remove(instance: Instance) -> None:
        run(instance)
        gone = instance.find(token)
        if gone is None or "index" not in gone.internal_data:
            raise NotReadyError
        loop = gone.parent
        gone.cancel()
        loop.task_spec.dismissed(loop)

    return command(definition, state, remove, now, host)


def look(definition: Definition, state: bytes, *, now: datetime, host: Host) -> Step:
    """Describe an instance as it stands, with due dates and offers as they are now."""
    return step(load(definition, state, now, host))


def live_elements(definition: Definition, state: bytes) -> list[tuple[str, str, UUID]]:
    """Return process key, element id and token of everything that is active."""
    instance = load(definition, state, datetime.fromtimestamp(0, UTC), NOBODY)
    identities = (instance.identity(t) for t in instance.tokens() if t.task_spec.shows(t))
    return [(process_key, element_id, token) for token, process_key, element_id, _ in identities]
