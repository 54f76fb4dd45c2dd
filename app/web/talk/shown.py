"""What the case page shows of it, read in a fixed number of statements."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from app import cases, identity
from app.cases import Case, Comment
from app.identity import Actor

ON_THE_PAGE = 20


@dataclass(frozen=True)
class Talk:
    """What was said about a case, and what its reader may do beside the tasks."""

    comments: Sequence[Comment]
    earlier: int
    """How many older comments stand on the page of their own."""
    may_comment: bool
    may_copy: bool


def shown(case: Case, actor: Actor, now: datetime) -> Talk:
    """Return what the case page shows to this reader."""
    said = cases.comments_of(case.id)
    return Talk(
        comments=said[-ON_THE_PAGE:],
        earlier=max(len(said) - ON_THE_PAGE, 0),
        may_comment=identity.may(actor, "case.note"),
        may_copy=cases.may_send_copies(case, actor),
    )
