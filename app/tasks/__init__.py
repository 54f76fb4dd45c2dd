"""Tasks: the worklist, claim … complete, and the actions a case offers."""

from app.tasks import drafts, filters, handing, together, urging
from app.tasks.errors import (
    DidItYourselfError,
    HandledBeforeError,
    HeldError,
    MoreCancelledError,
    NoReturnError,
    NotYourTaskError,
    TaskAlreadyClaimedError,
)
from app.tasks.fields import FormView, check
from app.tasks.fields import view as form_view
from app.tasks.policy import may_do, may_return
from app.tasks.providers import provide
from app.tasks.queries import ActionView, TaskView, action, view
from app.tasks.returning import (
    Cancelled,
    Preview,
    branches,
    may_withdraw,
    preview,
    previewed,
    releasable,
    release,
    return_to,
    sign,
    targets,
    unsign,
    withdraw,
    withdrawable,
    worded,
)
from app.tasks.service import act, claim, complete, unclaim
from app.tasks.situation import Situation
from app.tasks.supplied import supplied
from app.tasks.worklist import Asked, Counts, InboxPage, InboxRow, counts, inbox

__all__ = [
    "ActionView",
    "Asked",
    "Cancelled",
    "Counts",
    "DidItYourselfError",
    "FormView",
    "HandledBeforeError",
    "HeldError",
    "InboxPage",
    "InboxRow",
    "MoreCancelledError",
    "NoReturnError",
    "NotYourTaskError",
    "Preview",
    "Situation",
    "TaskAlreadyClaimedError",
    "TaskView",
    "act",
    "action",
    "branches",
    "check",
    "claim",
    "complete",
    "counts",
    "drafts",
    "filters",
    "form_view",
    "handing",
    "inbox",
    "may_do",
    "may_return",
    "may_withdraw",
    "preview",
    "previewed",
    "provide",
    "releasable",
    "release",
    "return_to",
    "sign",
    "supplied",
    "targets",
    "together",
    "unclaim",
    "unsign",
    "urging",
    "view",
    "withdraw",
    "withdrawable",
    "worded",
]
