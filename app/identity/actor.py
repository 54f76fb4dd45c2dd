"""Who acts: a plain value that outlives the request's rows."""

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

DISTRICT, STREET, DEPARTMENT = "district", "street", "department"


@dataclass(frozen=True)
class StandIn:
    """A post held for somebody who is away: whose, which group, and until when."""

    user_id: UUID
    name: str
    group: str
    until: datetime | None = None


@dataclass(frozen=True)
class Lapsed:
    """A post one was to hold for somebody who is away, and why one does not."""

    name: str
    group: str
    reason: str


@dataclass(frozen=True)
class Actor:
    """A person, or the system, at the moment of a command.

    ``groups`` are ``organisation code/post name``; ``org_codes`` the organisations of those
    posts. ``level`` is the widest of ``district``, ``street`` and ``department`` among them.
    ``standing_in``: the groups among them that are somebody else's, who is away; a group held
    in one's own right is not there, but in ``covering``: there the absent person's own tasks are
    open too. ``lapsed``: what somebody wanted held by the actor, who may not. ``acting_for``: in
    whose name this very command is done.
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
    covering: tuple[StandIn, ...] = ()
    lapsed: tuple[Lapsed, ...] = ()
    acting_for: StandIn | None = None

    def stands_for(self, person: UUID | None, groups: Collection[str]) -> StandIn | None:
        """Return in whose place, and under which of these groups, the actor may act."""
        places = (*self.standing_in, *self.covering)
        return next((s for s in places if s.user_id == person and s.group in groups), None)

    def standing_for(self, person: UUID | None, groups: Collection[str]) -> "Actor":
        """Return the actor in the name of an absent person; in their own, where not in place."""
        place = self.stands_for(person, groups)
        return self.in_place_of(place) if place else self

    def places(self, assignee: UUID | None, groups: Collection[str]) -> tuple[StandIn, ...]:
        """Return in whose places the actor may do a task; none of them: in their own right.

        ``assignee`` and ``groups`` are the task's.
        """
        if assignee not in (None, self.user_id):
            found = self.stands_for(assignee, groups)
            return (found,) if found else ()
        if set(groups) & self.own_groups:
            return ()
        return tuple(s for s in self.standing_in if s.group in groups)

    def place_names(self, assignee: UUID | None, groups: Collection[str]) -> str:
        """Return in whose places the actor may do a task, in words; empty in their own right."""
        return "、".join(dict.fromkeys(s.name for s in self.places(assignee, groups)))

    def in_place_of(self, place: StandIn, *others: StandIn) -> "Actor":
        """Return the actor who acts in somebody's name, and signs so: ``乙（代甲）``.

        What lies with a post that several absent people hold may name them all; the first is
        the one whose hand it is.
        """
        org = place.group.rpartition("/")[0]
        names = "、".join(dict.fromkeys(each.name for each in (place, *others)))
        return replace(
            self,
            name=f"{self.name}（代{names}）",
            org_codes=tuple(dict.fromkeys((org, *self.org_codes))),
            acting_for=place,
        )

    @property
    def own_groups(self) -> frozenset[str]:
        """Return the groups held in one's own right."""
        return frozenset(self.groups) - {s.group for s in self.standing_in}

    @property
    def hands(self) -> frozenset[UUID]:
        """Return whose hands do this: the actor's, and those of whoever they act for."""
        return frozenset({self.user_id, *([self.acting_for.user_id] if self.acting_for else [])})

    @property
    def is_system(self) -> bool:
        """Tell whether nobody but the clock or an import acts."""
        return self.user_id == SYSTEM.user_id


SYSTEM = Actor(user_id=UUID(int=0), name="系统", username="system", level=DISTRICT)
