"""Who acts: a plain value that outlives the request's rows."""

from collections.abc import Collection
from dataclasses import dataclass, field
from uuid import UUID

DISTRICT, STREET, DEPARTMENT = "district", "street", "department"


@dataclass(frozen=True)
class StandIn:
    """A post held for somebody who is away: whose, and which group."""

    user_id: UUID
    name: str
    group: str


@dataclass(frozen=True)
class Actor:
    """A person, or the system, at the moment of a command.

    ``groups`` are ``organisation code/post name``; ``org_codes`` the organisations of those
    posts. ``level`` is the widest of ``district``, ``street`` and ``department`` among them.
    ``standing_in``: the groups among them that are somebody else's, who is away; a group held
    in one's own right is not there.
    """

    user_id: UUID
    name: str
    username: str
    groups: tuple[str, ...] = ()
    org_codes: tuple[str, ...] = ()
    level: str = DEPARTMENT
    permissions: frozenset[str] = field(default_factory=frozenset)
    language: str = "zh"
    standing_in: tuple[StandIn, ...] = ()

    def stands_for(self, person: UUID | None, groups: Collection[str]) -> StandIn | None:
        """Return in whose place, and under which of these groups, the actor may act."""
        found = (s for s in self.standing_in if s.user_id == person and s.group in groups)
        return next(found, None)

    @property
    def is_system(self) -> bool:
        """Tell whether nobody but the clock or an import acts."""
        return self.user_id == SYSTEM.user_id


SYSTEM = Actor(user_id=UUID(int=0), name="系统", username="system", level=DISTRICT)
