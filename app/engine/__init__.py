"""The pure process engine: a definition and a state in, a ``Step`` out.

No database, no clock, no I/O. Everything the engine needs to know beyond the state comes with
the command: variables, the time, and a ``Host`` that answers from plain values. The same
commands give the same bytes and the same token ids, always.
"""

from app.engine.ahead import Ahead, Stop, Way, ahead, reading
from app.engine.commands import (
    add_instance,
    cancel,
    complete,
    deliver,
    live_elements,
    look,
    remove_instance,
    retry,
    start,
    wake,
)
from app.engine.definition import Definition
from app.engine.diagram.check import check
from app.engine.diagram.closure import parse
from app.engine.errors import (
    InvalidDiagramError,
    NotReadyError,
    NotWaitingError,
    StepFailedError,
    UnknownEntryError,
)
from app.engine.instance.state import is_older
from app.engine.language import bound as functions
from app.engine.migration.planning import plan_migration
from app.engine.migration.service import NotMigratableError, migrate, migration_faults
from app.engine.operations.correcting import set_variable, skip
from app.engine.operations.postponing import postpone
from app.engine.operations.returning import (
    preview_return,
    return_to,
    returnable,
    withdrawable,
)
from app.engine.operations.signing import sign, unsign
from app.engine.outside import (
    broadcast,
    definition_messages,
    definition_signals,
    entries,
    first_start,
    later_start,
)
from app.engine.soundness import Passed, Verdict, analyse
from app.engine.step import (
    Effect,
    Entry,
    Failure,
    Going,
    Host,
    Loop,
    Past,
    Problem,
    ReadyTask,
    Return,
    Scope,
    Signer,
    Step,
    Subscription,
    Visit,
    WaitingTimer,
)

__all__ = [
    "Ahead",
    "Definition",
    "Effect",
    "Entry",
    "Failure",
    "Going",
    "Host",
    "InvalidDiagramError",
    "Loop",
    "NotMigratableError",
    "NotReadyError",
    "NotWaitingError",
    "Passed",
    "Past",
    "Problem",
    "ReadyTask",
    "Return",
    "Scope",
    "Signer",
    "Step",
    "StepFailedError",
    "Stop",
    "Subscription",
    "UnknownEntryError",
    "Verdict",
    "Visit",
    "WaitingTimer",
    "Way",
    "add_instance",
    "ahead",
    "analyse",
    "broadcast",
    "cancel",
    "check",
    "complete",
    "definition_messages",
    "definition_signals",
    "deliver",
    "entries",
    "first_start",
    "functions",
    "is_older",
    "later_start",
    "live_elements",
    "look",
    "migrate",
    "migration_faults",
    "parse",
    "plan_migration",
    "postpone",
    "preview_return",
    "reading",
    "remove_instance",
    "retry",
    "return_to",
    "returnable",
    "set_variable",
    "sign",
    "skip",
    "start",
    "unsign",
    "wake",
    "withdrawable",
]
