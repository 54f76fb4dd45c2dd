"""Tasks: the worklist, claim … complete, and the actions a case offers."""

from app.tasks.errors import (
    DidItYourselfError,
    HandledBeforeError,
    NotYourTaskError,
    TaskAlreadyClaimedError,
)
from app.tasks.fields import FormView, check
from app.tasks.fields import view as form_view
from app.tasks.policy import may_do
from app.tasks.providers import provide
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
from app.tasks.situation import Situation
from app.tasks.supplied import supplied

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
    "form_view",
    "inbox",
    "may_do",
    "provide",
    "supplied",
    "unclaim",
    "view",
]
