"""Tasks: the worklist, claim … complete, and the actions a case offers."""

from app.tasks.context import Situation, desk_of, provide
from app.tasks.errors import (
    DidItYourselfError,
    HandledBeforeError,
    NotYourTaskError,
    TaskAlreadyClaimedError,
)
from app.tasks.fields import FormView, check
from app.tasks.fields import view as form_view
from app.tasks.policy import may_do
from app.tasks.queries import (
    ActionView,
    Counts,
    InboxPage,
    InboxRow,
    TaskView,
    action,
    counts,
    inbox,
    view,
)
from app.tasks.service import act, claim, complete, unclaim

__all__ = [
    "ActionView",
    "Counts",
    "DidItYourselfError",
    "FormView",
    "HandledBeforeError",
    "InboxPage",
    "InboxRow",
    "NotYourTaskError",
    "Situation",
    "TaskAlreadyClaimedError",
    "TaskView",
    "act",
    "action",
    "check",
    "claim",
    "complete",
    "counts",
    "desk_of",
    "form_view",
    "inbox",
    "may_do",
    "provide",
    "unclaim",
    "view",
]
