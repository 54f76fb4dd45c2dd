"""Who may see, change and share a saved filter: pure rules."""

from app import identity
from app.core.errors import InvalidError, NotFoundError
from app.identity import Actor
from app.tasks.filters.errors import NotYourFilterError
from app.tasks.filters.models import LONGEST, SavedFilter


def units_of(actor: Actor) -> tuple[str, ...]:
    """Return the organisations in which a person holds a post of their own."""
    lent = {stand_in.group for stand_in in actor.standing_in}
    own = (identity.split_group(group)[0] for group in actor.groups if group not in lent)
    return tuple(dict.fromkeys(own))


def may_see(found: SavedFilter, actor: Actor) -> bool:
    """Tell whether a filter is the person's own or shared with a unit of theirs."""
    return may_change(found, actor) or found.shared_with in units_of(actor)


def may_change(found: SavedFilter, actor: Actor) -> bool:
    """Tell whether the filter is the person's own."""
    return found.owner_id == actor.user_id


def require_owner(found: SavedFilter | None, actor: Actor) -> SavedFilter:
    """Refuse others: those who see the filter with the reason, strangers as unknown."""
    if found is None or not may_see(found, actor):
        raise NotFoundError
    if not may_change(found, actor):
        raise NotYourFilterError
    return found


def require_unit(org_code: str | None, actor: Actor) -> None:
    """Refuse sharing with a unit in which the person holds no post."""
    if org_code is not None and org_code not in units_of(actor):
        raise InvalidError(fields={"shared_with": "只能共享给您任职的单位。"})


def worded(name: str) -> str:
    """Return a name without spaces around; refuse an empty one and one that is too long."""
    words = " ".join(name.replace("\0", "").split())
    if not words:
        raise InvalidError(fields={"name": "请写明筛选的名称。"})
    if len(words) > LONGEST:
        raise InvalidError(fields={"name": "名称最多 30 个字。"})
    return words
