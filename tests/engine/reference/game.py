"""The token game: what waits, and what somebody may do."""

from collections.abc import Iterable

from tests.engine.reference.graph import Many, Node
from tests.engine.reference.net import Token
from tests.engine.reference.rules import Rules

Offer = tuple[str, tuple[tuple[str, int], ...]]


class Game(Rules):
    """One case. ``offers`` names the tasks that wait, and with a leading ! the messages."""

    # ---- what people see and do

    @property
    def ended(self) -> bool:
        """Say whether the process is over."""
        return not self.net.live

    def offers(self) -> list[Offer]:
        """Return what waits, each as often as it waits, with the loop instances around it."""
        return sorted((name, token.where) for name, token, _ in self._open_to_all())

    def find(self, offer: Offer) -> Token:
        """Return the oldest token that makes this offer."""
        return next(t for name, t, _ in self._open_to_all() if (name, t.where) == offer)

    def act(self, offer: Offer, pick: int | None) -> None:
        """Complete the task or send the message, with this pick; None skips the task."""
        _, token, source = next(
            found for found in self._open_to_all() if (found[0], found[1].where) == offer
        )
        if source is None:
            self._complete(token, pick)
        else:
            self._receive(token, source, pick)
        self.rest()

    def loops(self) -> list[Token]:
        """Return the multi-instance activities that run all at once."""
        running = [token for token in self.net.live.values() if token.state == "many"]
        return [token for token in running if _is_parallel(self.node(token))]

    def add(self, loop: Token, value: int) -> None:
        """Add an instance."""
        self.net.happen((), self._instance(self.node(loop), loop, value), (loop,), act="change")
        self.rest()

    def remove(self, instance: Token) -> None:
        """Take an instance away."""
        done = self.net.token(instance.at, "done", instance)
        self.net.happen([instance, *self.net.within(instance)], [done], act="change")
        self.rest()

    def back(self, task: Token) -> None:
        """Open a task again: unmake what used it up, and all that depends on that.

        An end event that took others away is not asked again when they come back: whoever goes
        back there wants them to stay.
        """
        for event in self.net.undo(self.net.user(task)):
            spent = event.trigger
            if spent is not None and spent.number in self.net.live:
                self.net.happen([spent], [self.net.token(task.at, "done", spent)])
        self.rest()

    # ---- offers

    def _open_to_all(self) -> Iterable[tuple[str, Token, str | None]]:
        """Yield name, token, and for messages the source of the flows they take."""
        for token in list(self.net.live.values()):
            if token.state in ("open", "many"):
                yield from self._own(token)
                yield from self._borders(token)
                yield from self._listeners(token)

    def _own(self, token: Token) -> Iterable[tuple[str, Token, str | None]]:
        kind = self.node(token).kind if token.at and token.state == "open" else ""
        if kind == "task":
            yield token.at, token, None
        if kind == "message":
            yield f"!{token.at}", token, token.at
        if kind == "choice":
            within = self.places[token.at][0]
            yield from ((f"!{f.target}", token, f.target) for f in within.out(token.at))

    def _borders(self, token: Token) -> Iterable[tuple[str, Token, str | None]]:
        node = self.node(token) if token.at else None
        if node and (token.state == "many" or not node.repeat):
            for border in node.boundaries:
                if border.kind == "message":
                    yield f"!{border.id}", token, border.id

    def _listeners(self, token: Token) -> Iterable[tuple[str, Token, str | None]]:
        graph = self._graph(token) if token.state == "open" else None
        if graph and not any(held.state == "mark" for held in self.net.held(token)):
            for node in graph.nodes.values():
                if node.kind == "listener":
                    yield f"!{node.inner.start}", token, node.id

    # ---- acts

    def _complete(self, token: Token, pick: int | None) -> None:
        if pick is not None and not isinstance(self.node(token).repeat, Many):
            self.picks[self._home(token)] = pick
        self._leave(token, [token], act="complete")

    def _receive(self, token: Token, source: str, pick: int) -> None:
        node = self.places[source][1] if source in self.places else None
        if node and node.kind == "listener":
            return self._listen(token, node)
        self.picks[self._home(token)] = pick
        made = self._onward(source, token)
        border = next((b for b in self.node(token).boundaries if b.id == source), None)
        if border and not border.stops:
            return self.net.happen((), made, (token,), act="receive")
        return self.net.happen([token, *self.net.within(token)], made, act="receive")

    def _listen(self, holder: Token, node: Node) -> None:
        """Start an event sub-process; one that interrupts leaves a mark: nothing listens now."""
        runs = self.net.token(node.id, "open", holder, scope=holder.number)
        made = [runs, *self._begin(node.inner, runs)]
        if node.stops:
            made.append(self.net.token(node.id, "mark", holder, scope=holder.number))
        used = self.net.within(holder) if node.stops else ()
        self.net.happen(used, made, (holder,), act="receive")


def _is_parallel(node: Node) -> bool:
    return isinstance(node.repeat, Many) and not node.repeat.one_by_one
