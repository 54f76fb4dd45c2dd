"""The people who play, and one deed after the other."""

import random
from collections.abc import Callable
from datetime import timedelta

from app.cli.player import Player
from app.core.errors import ShaodaoError
from app.identity import Actor
from app.runtime import UserTask
from tests.tasks.seeing.world import Known, World, all_known, org_of

CAST = (
    "operator", "dispatcher", "callback", "watch", "arbiter", "command_head", "inspector",
    "policy", "admin", "legal", "wx_desk", "wx_desk2", "wx_deputy", "wx_duty", "wx_secretary",
    "wx_director", "wx_community", "wx_grid", "ch_desk", "ch_deputy", "th_desk", "water_liaison",
    "water_duty", "water_head", "drain_liaison", "drain_duty", "drain_head", "traffic_liaison",
    "traffic_duty", "traffic_head", "fire_liaison", "fire_duty", "fire_head", "garden_liaison",
    "garden_head", "gas_liaison",
)  # fmt: skip
"""Those who have to do with the cases, their neighbours, and some who have not."""
ANYBODY = 8
"""One in so many does what is not theirs, or tries to."""


class Play:
    """The cases, the people, and one deed after the other."""

    def __init__(self, world: World, chance: random.Random) -> None:
        self.world, self.chance, self.player = world, chance, Player()
        self.done: list[str] = []
        self.known = all_known()

    def do(self, name: str, deed: Callable[["Play"], str]) -> None:
        """Let a minute pass and somebody try something; what they may not is refused."""
        self.world.now += timedelta(minutes=1)
        try:
            said = deed(self)
        except ShaodaoError as refused:
            said = f"{type(refused).__name__} {getattr(refused, 'fields', '')}"
        self.done.append(f"{name}: {said}")
        self.look()

    def look(self) -> None:
        """See what became of it."""
        self.known = all_known()
        self.world.look()

    def anybody(self) -> str:
        """Return one of the cast."""
        return self.chance.choice([name for name in CAST if name not in self.world.gone])

    def concerned(self, many: int) -> list[str]:
        """Return so many people: those of the last deed first."""
        named = [name for name in CAST if name in self.done[-1].replace(":", " ").split()]
        others = self.chance.sample(CAST, many)
        return [*named, *others][:many]

    def actor(self, name: str) -> Actor:
        """Return somebody as they are now."""
        return self.player.actor(name, self.world.now)

    def one(self) -> Known:
        """Return one of the cases, mostly the first."""
        return self.known[0] if self.chance.random() < 0.8 else self.chance.choice(self.known)

    def task(self) -> tuple[UserTask, Known]:
        """Return an open task."""
        known = self.one()
        if not known.open:
            raise ShaodaoError("nothing open")
        held = [task for task in known.open if task.assignee_id]
        return self.chance.choice(held or known.open), known

    def doer(self, task: UserTask, known: Known) -> str:
        """Return whoever may do a task, or now and then anybody."""
        able = [name for name in CAST if self.world.may_do(name, task, known)]
        if not able or self.chance.randrange(ANYBODY) == 0:
            return self.anybody()
        return self.chance.choice(able)

    def near(self, group: str) -> str:
        """Return somebody of the organisation of a post, or now and then anybody."""
        near = {group, org_of(group)}
        found = [n for n in CAST if near & {org_of(each) for each in self.world.groups(n)}]
        if not found or self.chance.randrange(ANYBODY) == 0:
            return self.anybody()
        return self.chance.choice(found)
