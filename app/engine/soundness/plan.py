"""What is shared while a net is built: the scope, its net and where each element's token waits."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from app.engine.soundness.game.net import Net, Throw
from app.engine.soundness.outline import Element, Flow, Scope
from app.engine.soundness.triggers import is_landing, link


@dataclass(frozen=True)
class Outcome:
    """How a sub-process may end, seen from outside."""

    completes: bool = True
    hangs: bool = False
    throws: frozenset[Throw] = field(default_factory=frozenset)


class Plan:
    """A net in the making.

    Every element has one place, where a token waits to leave it; a gateway that joins has instead
    one for each flow into it.
    """

    def __init__(self, scope: Scope, outcomes: Mapping[str, Outcome]) -> None:
        self.scope = scope
        self.outcomes = outcomes
        self.net = Net()
        self.begin = self.net.place(scope.id)
        self.handlers = [each for each in scope.elements.values() if each.is_handler]
        taking_part = (e for e in scope.elements.values() if not e.is_handler)
        self.elements = [each for each in taking_part if not each.is_compensation]
        self.at = {each.id: self.net.place(each.id) for each in self.elements}
        joins = [each for each in self.elements if each.is_join]
        self.on = {flow.id: self.net.place(flow.id) for join in joins for flow in join.incoming}
        self.stuck: dict[str, int] = {}
        self.landings: dict[str | None, list[Element]] = defaultdict(list)
        for each in filter(is_landing, self.elements):
            self.landings[link(each)].append(each)

    def outcome(self, element: Element) -> Outcome:
        """Return how a sub-process may end."""
        return self.outcomes.get(element.id, Outcome())

    def target(self, flow: Flow) -> int:
        """Return the place that a flow leads to."""
        if flow.id in self.on:
            return self.on[flow.id]
        if flow.target not in self.at:
            self.scope.unclear.append(flow.id)
            self.at[flow.target] = self.net.place(flow.target)
        return self.at[flow.target]

    def stuck_in(self, element: Element) -> int:
        """Return the place of a token that never leaves a sub-process."""
        if element.id not in self.stuck:
            self.stuck[element.id] = self.net.place(element.id)
            self.net.stuck[self.stuck[element.id]] = element.id
        return self.stuck[element.id]
