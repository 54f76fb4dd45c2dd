"""SpiffWorkflow's tasks and workflows with this house's ids, clock and growth.

Stock tasks ask ``uuid4`` and the wall clock, inherit and merge data along the tree, and predict
every path ahead. A ``Token`` takes its number and its time from the instance, carries only its
own locals, and the table holds live tokens alone: an activity's boundary events and instances
hang under it, everything else stands free. So loops stay flat and state stays small.
"""

from collections import deque
from collections.abc import Iterator, Mapping
from datetime import datetime
from hashlib import blake2b
from typing import Any
from uuid import UUID

from SpiffWorkflow.bpmn.util.subworkflow import BpmnSubWorkflow
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from app.engine.instance.durations import to_microseconds
from app.engine.instance.nodes import Origins
from app.engine.instance.path import Path
from app.engine.step import Effect, Host, Visit

Mark = tuple[str | None, str]
OPEN, WAIT, SIGN, CLOSE, FIRE, GONE = "open", "wait", "sign", "close", "fire", "gone"
NUMBER_BITS = 64


class Token(Task):  # type: ignore[misc]
    """A task with a running number, in a phase: open, wait, then close (or fire, for events)."""

    def __init__(
        self,
        workflow: "Frame | Instance",
        task_spec: Any,
        parent: "Token | None" = None,
        state: int = TaskState.FUTURE,
        id: int | None = None,
    ) -> None:
        instance = workflow.top_workflow
        super().__init__(workflow, task_spec, parent, state, id or instance.next_number())
        self.at: int = instance.instant
        self.phase = OPEN
        self.flow = ""
        self.results: Mapping[str, Any] = {}
        self.origins: Origins = ()
        self.is_remembered = False

    @property
    def instance(self) -> "Instance":
        """The instance this token belongs to."""
        instance: Instance = self.workflow.top_workflow
        return instance

    @property
    def uuid(self) -> UUID:
        """The name of this token outside."""
        return self.instance.uuid_of(self.id)

    def add(self, spec: Any) -> "Token":
        """Hang a new token under this one."""
        return Token(self.workflow, spec, self)

    def run(self) -> bool:
        """Run the phase; a token that was cancelled by what it threw is left alone."""
        done = bool(self.task_spec._run(self))
        if self._state & TaskState.FINISHED_MASK:
            return done
        if done:
            self.complete()
        else:
            self.phase = WAIT
            self._set_state(TaskState.STARTED)
        return done

    def resume(self, phase: str) -> None:
        """Make the token run again, in ``phase``."""
        self.phase = phase
        self._set_state(TaskState.READY)
        self.instance.ready.append(self)

    def cancel(self) -> None:
        """Take the token away with everything inside and under it, the innermost first."""
        for token in reversed(self._with_all_inside()):
            token._vanish()

    def _with_all_inside(self) -> "list[Token]":
        found: list[Token] = []
        todo = [self]
        while todo:
            token = todo.pop()
            found.append(token)
            frame = token.instance.subprocesses.get(token.id)
            inner = frame.tasks.values() if frame is not None else ()
            todo += [each for each in inner if each.parent is None]
            todo += token.children
        return found

    def _vanish(self) -> None:
        frame = self.instance.subprocesses.pop(self.id, None)
        is_around = frame is not None or hasattr(self.task_spec, "instance_spec")
        if self.task_spec.shows(self):
            self.instance.visit(self, "cancelled")
        self._set_state(TaskState.CANCELLED)
        if is_around and not self.is_remembered:
            self.instance.path.forget_inside(self.id, self.instance.tokens)
        self._forget()

    def leave(self) -> None:
        """Take a finished token off the table; when only listeners are left, the scope ends."""
        self.instance.subprocesses.pop(self.id, None)
        for child in self.children:
            child.cancel()
        self._forget()
        left = self.workflow.tasks
        if not any(token.task_spec.keeps_scope for token in left.values()):
            for listener in list(left.values()):
                listener.cancel()
            self.workflow.finish()

    def behind(self) -> Origins:
        """Return where the token comes from, or else the loop or scope it is in."""
        token: Token | None = self
        while token is not None and not token.origins:
            around = token.workflow.holder if isinstance(token.workflow, Frame) else None
            token = token.parent or around
        return token.origins if token is not None else ()

    def detach(self) -> None:
        """Stand free of the activity, to outlive it."""
        if self.parent is not None:
            self.parent._children.remove(self.id)
        self._parent = None

    def _forget(self) -> None:
        self.detach()
        self.workflow.tasks.pop(self.id, None)
        self.instance.marks.pop(self.id, None)

    def _set_state(self, value: int) -> None:
        self._state = value


class Frame(BpmnSubWorkflow):  # type: ignore[misc]
    """The scope of a called process or an embedded sub-process; ``data`` are its variables."""

    def __init__(self, spec: Any, holder: Token, instance: "Instance") -> None:
        self.holder = holder
        self.completed_work: list[Any] = []
        super().__init__(spec, holder.id, instance, deserializing=True)

    @property
    def parent_workflow(self) -> "Frame | Instance":
        """The scope around this one."""
        around: Frame | Instance = self.holder.workflow
        return around

    def finish(self) -> None:
        """Hand on to the activity that holds this scope."""
        self.completed = True
        self.holder.resume(CLOSE)

    def _calculate_depth(self) -> int:
        return int(self.holder.workflow.depth) + 1


class Instance(BpmnWorkflow):  # type: ignore[misc]
    """One case's process during one command: its clock, numbers, queue and what happened."""

    def __init__(self, definition: Any, hashed: str, now: datetime, host: Host) -> None:
        self.definition = definition
        self.hashed = hashed
        self.now = now
        self.instant = to_microseconds(now)
        self.host = host
        self.number = 0
        self.ready: deque[Token] = deque()
        self.marks: dict[int, Mark] = {}
        self.failures: dict[int, str] = {}
        self.spent = 0
        self.trail: list[Visit] = []
        self.effects: list[Effect] = []
        self.end_event: str | None = None
        self.path = Path()
        self.completed_work: list[Any] = []
        root = definition.specs[definition.root]
        super().__init__(root, definition.specs, script_engine=definition, deserializing=True)

    def next_number(self) -> int:
        """Return the next running number."""
        self.number += 1
        return self.number

    def uuid_of(self, number: int) -> UUID:
        """Return the name of a token outside: the instance's hash and the number."""
        return UUID(int=int(self.hashed, 16) << NUMBER_BITS | number)

    def find(self, token: UUID) -> Token | None:
        """Return the live token of that name."""
        return self.numbered(self.number_of(token))

    def numbered(self, number: int) -> Token | None:
        """Return the live token of that number."""
        found = (frame.tasks.get(number) for frame in self.frames())
        return next((task for task in found if task is not None), None)

    def scope_held_by(self, number: int) -> "Frame | Instance | None":
        """Return the scope that the token of that number holds; 0 holds the process."""
        return self.subprocesses.get(number) if number else self

    def number_of(self, token: UUID) -> int:
        """Return the number behind a name outside; 0 when it is of another instance."""
        high, number = divmod(token.int, 1 << NUMBER_BITS)
        return number if high == int(self.hashed, 16) else 0

    def frames(self) -> "Iterator[Frame | Instance]":
        """Yield every scope, the root first."""
        yield self
        yield from list(self.subprocesses.values())

    def tokens(self) -> Iterator[Token]:
        """Yield every live token, by number."""
        found = [task for frame in self.frames() for task in frame.tasks.values()]
        yield from sorted(found, key=lambda task: task.id)

    def open_frame(self, holder: Token, spec_name: str) -> Frame:
        """Make the scope that ``holder`` runs."""
        frame = Frame(self.subprocess_specs[spec_name], holder, self)
        self.subprocesses[holder.id] = frame
        return frame

    def finish(self) -> None:
        """End the instance; nothing in it can be opened again."""
        self.completed = True
        self.path = Path()
        self.completed_work = []

    def identity(self, token: Token) -> tuple[UUID, str, str, str]:
        """Return a token's name, process key, element id and element name."""
        spec = token.task_spec
        return token.uuid, spec.process_key, spec.bpmn_id, spec.title

    def visit(self, token: Token, kind: str) -> None:
        """Write down that a token came or went."""
        name, process_key, element_id, title = self.identity(token)
        self.trail.append(Visit(process_key, element_id, title, name, self.now, kind))


def hash_of(instance_id: UUID) -> str:
    """Return the 64 bits that start every token name of an instance."""
    return blake2b(instance_id.bytes, digest_size=8).hexdigest()
