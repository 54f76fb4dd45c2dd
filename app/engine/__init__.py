"""The pure process engine: a definition and a state in, a ``Step`` out.

No database, no clock, no I/O. Everything the engine needs to know beyond the state comes with
the command: variables, the time, and a ``Host`` that answers from plain values. The same
commands give the same bytes and the same token ids, always.
"""

from app.engine.commands import (
    add_instance,
    cancel,
    complete,
    definition_messages,
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
)
from app.engine.language import bound as functions
from app.engine.operations.returning import (
    preview_return,
    return_to,
    returnable,
    withdrawable,
)
from app.engine.step import (
    Effect,
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
    "Definition",
    "Effect",
    "Failure",
    "Going",
    "Host",
    "InvalidDiagramError",
    "Loop",
    "NotReadyError",
    "NotWaitingError",
    "Past",
    "Problem",
    "ReadyTask",
    "Return",
    "Scope",
    "Signer",
    "Step",
    "StepFailedError",
    "Subscription",
    "Visit",
    "WaitingTimer",
    "add_instance",
    "cancel",
    "check",
    "complete",
    "definition_messages",
    "deliver",
    "functions",
    "live_elements",
    "look",
    "parse",
    "preview_return",
    "remove_instance",
    "retry",
    "return_to",
    "returnable",
    "start",
    "wake",
    "withdrawable",
]
