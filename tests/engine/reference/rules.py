"""What follows by itself: tokens move until each waits for somebody."""

from collections.abc import Iterable

from tests.engine.reference import inclusive
from tests.engine.reference.graph import Again, Flow, Graph, Many, Node
from tests.engine.reference.net import Net, Token

GATEWAYS = frozenset({"xor", "and", "or"})
PASSIVE = frozenset({"done", "mark"})


class Rules:
    """A graph, the net of what happened on it, and the pick of every process."""

    def __init__(self, graph: Graph, pick: int) -> None:
        self.graph = graph
        self.places = {node.id: (within, node) for within, node in graph.all()}
        graphs = [graph, *(node.inner for _, node in graph.all() if node.inner)]
        self.flows = {flow.id: (within, flow) for within in graphs for flow in within.flows}
        root = Token(0, "", "open", -1)
        self.net, self.picks = Net(root), {0: pick}
        self.net.happen((), self._begin(graph, root), (root,))
        self.rest()

    def node(self, token: Token) -> Node:
        """Return the node where a token stands."""
        return self.places[token.at][1]

    def rest(self) -> None:
        """Let everything move that can; inclusive joins wait until nothing else does."""
        while self._step():
            pass

    def _step(self) -> bool:
        live = list(self.net.live.values())
        moving = [token for token in live if token.state == "moving"]
        holders = [token for token in live if token.state in ("open", "many")]
        return (
            any(self._arrive(token) for token in moving)
            or any(self._settle(token) for token in holders)
            or any(self._synchronise(token) for token in moving)
        )

    def _arrive(self, token: Token) -> bool:
        graph, flow = self.flows[token.at]
        node, incoming = graph.nodes[flow.target], graph.into(flow.target)
        if node.kind == "or" and len(incoming) > 1:
            return False
        used = self._one_of_each(incoming, token) if node.kind == "and" else [token]
        if len(used) < (len(incoming) if node.kind == "and" else 1):
            return False
        self._enter(node, used)
        return True

    def _one_of_each(self, flows: Iterable[Flow], like: Token) -> list[Token]:
        beside = [t for t in self.net.live.values() if t.scope == like.scope]
        first = [next((t for t in beside if t.at == flow.id), None) for flow in flows]
        return [token for token in first if token is not None]

    def _synchronise(self, token: Token) -> bool:
        graph, flow = self.flows[token.at]
        node = graph.nodes[flow.target]
        used = self._one_of_each(graph.into(node.id), token) if node.kind == "or" else []
        beside = [t for t in self.net.live.values() if t.scope == token.scope]
        if not used or inclusive.is_blocked(graph, node.id, used, beside):
            return False
        self._enter(node, used)
        return True

    def _enter(self, node: Node, used: list[Token]) -> None:
        token = used[0]
        if node.kind in GATEWAYS:
            self.net.happen(used, self._onward(node.id, token))
        elif node.kind == "error":
            self._throw(token)
        elif node.kind in ("end", "terminate"):
            holder = self.net.live[token.scope]
            used = self.net.within(holder) if node.kind == "terminate" else used
            done = self.net.token(node.id, "done", token)
            self.net.happen(used, [done], trigger=token)
        else:
            self.net.happen(used, self._opened(node, token))

    def _throw(self, token: Token) -> None:
        holder = self.net.live[token.scope]
        while not (holder.at and self._catching(holder)):
            holder = self.net.live[holder.scope]
        made = self._onward(self._catching(holder)[0], holder)
        self.net.happen([holder, *self.net.within(holder)], made, trigger=token)

    def _catching(self, holder: Token) -> list[str]:
        node = self.node(holder)
        listens = holder.state == "many" or not node.repeat
        return [b.id for b in node.boundaries if b.kind == "error" and listens]

    def _settle(self, token: Token) -> bool:
        """End a scope or loop in which nothing is left."""
        holds = token.state == "many" or self._graph(token) is not None
        held = self.net.held(token)
        if not holds or any(each.state not in PASSIVE for each in held):
            return False
        if token.state == "many":
            self.net.happen([token, *held], self._onward(token.at, token))
        elif token.at:
            self._hand_back(token)
            self._leave(token, [token, *held])
        else:
            self.net.happen([token, *held], ())
        return True

    def _hand_back(self, token: Token) -> None:
        node = self.node(token)
        if node.kind == "call" and not isinstance(node.repeat, Many):
            self.picks[self._home(token)] = self.picks[token.number]

    def _graph(self, token: Token) -> Graph | None:
        return self.node(token).inner if token.at else self.graph

    # ---- activities

    def _opened(self, node: Node, like: Token) -> list[Token]:
        if node.repeat is None:
            return self._running(node, like)
        loop = self.net.token(node.id, "many", like)
        if isinstance(node.repeat, Again):
            asks = node.repeat.asks_first and not self._goes_on(node.repeat, like)
            values = [] if asks else [0]
        else:
            values = list(range(node.repeat.count))[: 1 if node.repeat.one_by_one else None]
        made = [token for value in values for token in self._instance(node, loop, value)]
        return [loop, *made] if values else self._onward(node.id, like)

    def _instance(self, node: Node, loop: Token, value: int) -> list[Token]:
        many = isinstance(node.repeat, Many)
        where = tuple(sorted((*loop.where, (node.id, value)))) if many else loop.where
        return self._running(node, loop, scope=loop.number, where=where, round=value)

    def _running(self, node: Node, like: Token, **changes: object) -> list[Token]:
        token = self.net.token(node.id, "open", like, **changes)
        if node.kind == "call":
            self.picks[token.number] = self.picks[self._home(like)]
        return [token, *(self._begin(node.inner, token) if node.inner else ())]

    def _begin(self, graph: Graph, holder: Token) -> list[Token]:
        return [
            self.net.token(flow.id, "moving", holder, scope=holder.number)
            for flow in graph.out(graph.start)
        ]

    def _leave(self, token: Token, used: list[Token], act: str = "") -> None:
        node = self.node(token)
        if node.kind == "listener":
            made = [self.net.token(token.at, "done", token)]
        elif node.repeat is None:
            made = self._onward(token.at, token)
        else:
            done = self.net.token(token.at, "done", token)
            made = [done, *self._next(node, token)]
        self.net.happen(used, made, act=act)

    def _next(self, node: Node, token: Token) -> list[Token]:
        repeat, loop, number = node.repeat, self.net.live[token.scope], token.round + 1
        if isinstance(repeat, Many):
            goes_on = repeat.one_by_one and number < repeat.count
        else:
            goes_on = number < repeat.at_most and self._goes_on(repeat, token)
        return self._instance(node, loop, number) if goes_on else []

    def _goes_on(self, repeat: Again, token: Token) -> bool:
        return self.picks[self._home(token)] in repeat.picks

    # ---- flows and data

    def _onward(self, source: str, like: Token) -> list[Token]:
        """Return tokens on the flows taken from a node or border; without flows it ends here."""
        graph = self._around(source)
        out, pick = graph.out(source), self.picks[self._home(like)]
        taken = [f for f in out if not f.is_default and (f.picks is None or pick in f.picks)]
        if source in self.places and self.places[source][1].kind == "xor":
            taken = taken[:1]
        taken = taken or [flow for flow in out if flow.is_default]
        made = [self.net.token(flow.id, "moving", like) for flow in taken]
        return made or [self.net.token(source, "done", like)]

    def _around(self, source: str) -> Graph:
        if source in self.places:
            return self.places[source][0]
        borders = ((g, border.id) for g, node in self.places.values() for border in node.boundaries)
        return next(graph for graph, border in borders if border == source)

    def _home(self, token: Token) -> int:
        """Return the token of the process whose pick counts here; a call has its own."""
        holder = self.net.live.get(token.scope)
        while holder is not None and holder.at:
            if holder.state == "open" and self.node(holder).kind == "call":
                return holder.number
            holder = self.net.live.get(holder.scope)
        return 0
