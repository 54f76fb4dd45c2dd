"""A walk on which people also go back, and call instances in or release them."""

from collections import Counter
from uuid import UUID

from app import engine
from tests.engine.generated.walk import Walk
from tests.engine.reference import Graph
from tests.engine.reference.net import Token


class Changes(Walk):
    """Knows which token of the reference each task of the engine stands for."""

    def __init__(self, graph: Graph) -> None:
        super().__init__(graph)
        self.known: dict[UUID, Token] = {}

    def agree(self) -> None:
        """Assert that both say the same, of the past too."""
        super().agree()
        if self.is_plain:
            for name, verb, token in self._offered():
                if verb is engine.complete:
                    self.known[token] = self.game.find(name)
            for past in self.returnable():
                assert self.game.net.user(self.known[past]) is not None

    @property
    def is_plain(self) -> bool:
        """Say whether each thing that waits can be told from all others."""
        return max(Counter(self.offers()).values(), default=1) == 1

    def returnable(self) -> list[UUID]:
        """Return the tasks of the path that the engine offers and somebody has seen."""
        offered = engine.returnable(self.definition, self.step.state)
        return [past.token for past in offered if past.token in self.known]

    def back(self, number: int) -> bool:
        """Return to a task of the path, or withdraw it; the preview says what goes."""
        targets = self.returnable()
        if not targets:
            return False
        target = targets[number % len(targets)]
        cause = self.game.net.user(self.known[target])
        later = self.game.net.since(cause)[1:]
        may = engine.withdrawable(self.definition, self.step.state, target)
        assert may == (not any(event.act == "complete" for event in later))
        told = engine.preview_return(self.definition, self.step.state, target)
        before = {task.token for task in self.step.ready_tasks}
        self.command(engine.return_to, target)
        self.game.back(self.known[target])
        after = {task.token for task in self.step.ready_tasks}
        assert {going.token for going in told.cancels if going.kind == "task"} == before - after
        assert set(told.keeps) == before & after
        return True

    def skip(self, number: int) -> bool:
        """Let a task go on as if done."""
        tasks = [(name, token) for name, verb, token in self._offered() if verb is engine.complete]
        if not tasks:
            return False
        name, token = sorted(tasks)[number % len(tasks)]
        self.command(engine.skip, token)
        self.game.act(name, None)
        return True

    def add(self, number: int) -> bool:
        """Add an instance to a running multi-instance activity."""
        loops = self.game.loops()
        if not loops:
            return False
        loop = loops[number % len(loops)]
        value = 10 + len(self.log)
        self.command(engine.add_instance, self._loop(loop).token, value)
        self.game.add(loop, value)
        return True

    def remove(self, number: int) -> bool:
        """Take an instance away."""
        found = [
            token
            for loop in self.game.loops()
            for token in self.game.net.held(loop)
            if token.state == "open"
        ]
        if not found:
            return False
        instance = found[number % len(found)]
        self.command(engine.remove_instance, self._instance(instance))
        self.game.remove(instance)
        return True

    def _loop(self, loop: Token) -> engine.Loop:
        return next(
            each
            for each in self.step.loops
            if each.element_id == loop.at and self._where(each) == loop.where
        )

    def _instance(self, instance: Token) -> UUID:
        """Return the engine's name of an instance: its task, or the scope that it runs."""
        around = self._loop(self.game.net.live[instance.scope]).instances
        tasks = [(t.token, t.facts) for t in self.step.ready_tasks]
        scopes = [(s.token, s.variables) for s in self.step.scopes]
        value = dict(instance.where)[instance.at]
        return next(t for t, v in [*tasks, *scopes] if t in around and v[instance.at] == value)
