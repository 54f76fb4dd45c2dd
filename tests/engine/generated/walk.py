"""One case in the engine and in the reference at once; they have to agree at every step."""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from app import engine
from app.engine.instance.state import dump, load
from tests.engine.generated.drawing import sources
from tests.engine.models import CASE, START, Table
from tests.engine.reference import Game, Graph, Many
from tests.engine.reference.game import Offer
from tests.engine.reference.graph import PICKS

FIRST = 0


class Walk:
    """Plays the same acts on both; ``agree`` compares what waits, and the saved state."""

    def __init__(self, graph: Graph) -> None:
        self.definition = engine.parse(sources(graph), "root", {}, ("case_ref",))
        self.game = Game(graph, FIRST)
        self.loops = {node.id for _, node in graph.all() if isinstance(node.repeat, Many)}
        self.host, self.log = Table(), []
        self.step = engine.start(
            self.definition, CASE, {"pick": FIRST, "case_ref": "R"}, now=START, host=self.host
        )

    def offers(self) -> list[Offer]:
        """Return what the engine says waits, as the reference names it."""
        return sorted(name for name, _, _ in self._offered())

    def agree(self) -> None:
        """Assert that both say the same, and that saving and loading changes nothing."""
        assert self.offers() == self.game.offers()
        assert self.step.ended == self.game.ended
        assert self.step.incidents == []
        again = dump(load(self.definition, self.step.state, START, self.host))
        assert again == self.step.state

    def act(self, number: int) -> Offer | None:
        """Do one of the things that wait, in both; None when nothing can be done."""
        choices, (choice, pick) = self.choices(), divmod(number, PICKS)
        if not choices:
            return None
        offer = choices[choice % len(choices)]
        verb, token = next((verb, token) for name, verb, token in self._offered() if name == offer)
        self.command(verb, token, {"pick": pick})
        self.game.act(offer, pick)
        return offer

    def choices(self) -> list[Offer]:
        """Return the offers that name one thing: two scopes in one place can't be told apart."""
        twins = Counter(
            (token.at, token.where, token.state)
            for token in self.game.net.live.values()
            if token.state in ("open", "many") and self.game.net.within(token)
        )
        return [] if any(count > 1 for count in twins.values()) else sorted(set(self.game.offers()))

    def command(self, verb: Callable[..., engine.Step], *arguments: Any) -> None:
        """Give the engine a command, and remember it."""
        now = START + timedelta(minutes=len(self.log) + 1)
        self.log.append((verb, arguments, now))
        self.step = verb(self.definition, self.step.state, *arguments, now=now, host=self.host)

    def replay(self) -> bytes:
        """Return the state that the same commands lead to from the beginning."""
        step = engine.start(
            self.definition, CASE, {"pick": FIRST, "case_ref": "R"}, now=START, host=self.host
        )
        for verb, arguments, now in self.log:
            step = verb(self.definition, step.state, *arguments, now=now, host=self.host)
        return step.state

    def _offered(self) -> list[tuple[Offer, Any, Any]]:
        tasks = [
            ((t.element_id, self._where(t)), engine.complete, t) for t in self.step.ready_tasks
        ]
        events = [
            ((f"!{s.element_id}", self._where(s)), engine.deliver, s)
            for s in self.step.subscriptions
        ]
        return [(name, verb, each.token) for name, verb, each in [*tasks, *events]]

    def _where(self, item: Any) -> tuple[tuple[str, int], ...]:
        return tuple(sorted((k, int(v)) for k, v in item.facts.items() if k in self.loops))
