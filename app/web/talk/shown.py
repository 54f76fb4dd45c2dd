"""What the case page shows of it, read in a fixed number of statements."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from app import cases, identity
from app.cases import CaseFile, Comment, Family
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
    added: Sequence[Family]
    """Files that were added, or changed, outside a form."""


def shown(file: CaseFile, actor: Actor, now: datetime) -> Talk:
    """Return what the case page shows to this reader."""
    said = cases.comments_of(file.case.id)
    return Talk(
        comments=said[-ON_THE_PAGE:],
        earlier=max(len(said) - ON_THE_PAGE, 0),
        may_comment=identity.may(actor, "case.note"),
        may_copy=cases.may_send_copies(file.case, actor),
        added=[each for each in cases.families(file.documents) if each.is_added],
    )
