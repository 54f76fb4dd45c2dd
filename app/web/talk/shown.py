"""What the case page shows of it, read in a fixed number of statements."""

from collections.abc import Sequence
from dataclasses import dataclass

from app import cases, identity
from app.cases import CaseFile, Comment, Family, Pause, pausing
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
    paused: Pause | None
    """The pause of the clock that lasts."""
    may_pause: bool
    may_merge: bool


def shown(file: CaseFile, actor: Actor) -> Talk:
    """Return what the case page shows to this reader."""
    said = cases.comments_of(file.case.id)
    pauses = cases.pauses_of(file.case.id)
    lasting = (each for each in pauses if each.resumed_at is None)
    return Talk(
        comments=said[-ON_THE_PAGE:],
        earlier=max(len(said) - ON_THE_PAGE, 0),
        may_comment=identity.may(actor, "case.note"),
        may_copy=cases.may_send_copies(file.case, actor),
        added=[each for each in cases.families(file.documents) if each.is_added],
        paused=None if file.case.is_closed else next(lasting, None),
        may_merge=not file.case.is_closed and identity.may(actor, "case.merge"),
        may_pause=pausing.may_pause(file.case, file.tasks, actor),
    )
