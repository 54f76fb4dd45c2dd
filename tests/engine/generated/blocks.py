"""Random block-structured processes: what is opened is closed by its counterpart."""

from itertools import count, pairwise
from typing import Any

from hypothesis import strategies as st

from tests.engine.reference import Again, Boundary, Flow, Graph, Many, Node
from tests.engine.reference.graph import PICKS

Block = tuple[Any, ...]
Ends = tuple[str, str]

picks = st.frozensets(st.integers(0, PICKS - 1), max_size=PICKS - 1)
borders = st.lists(st.booleans(), max_size=2)
many = st.builds(Many, st.integers(0, 3), st.booleans())
again = st.builds(Again, picks, st.integers(1, 3), st.booleans())
repeats = st.none() | many | again
plain = st.just(("task", None, []))
tasks = plain | plain | st.tuples(st.just("task"), repeats, borders)


def bigger(inner: st.SearchStrategy) -> st.SearchStrategy:
    """Return blocks made of such blocks."""
    some = st.lists(inner, min_size=1, max_size=3)
    pair = st.lists(inner, min_size=2, max_size=3)
    branches = st.tuples(pair, st.lists(picks, min_size=3, max_size=3))
    fork = st.tuples(st.just("fork"), st.sampled_from(["and", "and", "or", "xor"]), branches)
    return (
        fork
        | fork
        | st.tuples(st.just("seq"), some)
        | st.tuples(st.just("choice"), pair)
        | st.tuples(st.just("loop"), inner, picks)
        | st.tuples(st.just("inside"), st.sampled_from(["scope", "call"]), insides(inner))
    )


def insides(inner: st.SearchStrategy) -> st.SearchStrategy:
    """Return what is in a scope: a block, how it may break off, repetition, borders, listener."""
    breaks = st.none() | st.tuples(st.just("error"), picks) | st.tuples(st.just("stop"), inner)
    listener = st.none() | st.tuples(inner, st.booleans())
    return st.tuples(inner, breaks, repeats, borders, listener)


blocks = st.lists(st.recursive(tasks, bigger, max_leaves=6), min_size=2, max_size=3).map(
    lambda some: ("seq", some)
)


class Building:
    """Gives every block its nodes; a block has one way in and one way out."""

    def __init__(self) -> None:
        self.numbers = count()

    def process(self, block: Block) -> Graph:
        """Return the whole process."""
        graph = self._graph()
        self._between(graph, graph.start, block, self._node(graph, "end"))
        return graph

    def _graph(self) -> Graph:
        graph = Graph(f"start{next(self.numbers)}")
        graph.nodes[graph.start] = Node(graph.start, "start")
        return graph

    def _node(self, graph: Graph, kind: str, **details: Any) -> str:
        name = f"{kind}{next(self.numbers)}"
        graph.nodes[name] = Node(name, kind, **details)
        return name

    def _between(self, graph: Graph, first: str, block: Block, last: str, **how: Any) -> None:
        begin, finish = self._block(graph, block)
        graph.flows += [Flow(first, begin, **how), Flow(finish, last)]

    def _block(self, graph: Graph, block: Block) -> Ends:
        return getattr(self, f"_{block[0]}")(graph, *block[1:])

    def _task(self, graph, repeat, stops) -> Ends:
        return self._activity(graph, "task", stops, repeat=repeat)

    def _activity(self, graph, kind, stops, errors=False, **details) -> Ends:
        """Return an activity; what interrupts it comes together with its own way out."""
        found = [Boundary(f"border{next(self.numbers)}", each) for each in stops]
        found += [Boundary(f"caught{next(self.numbers)}", kind="error")] if errors else []
        name = self._node(graph, kind, boundaries=tuple(found), **details)
        out = self._node(graph, "xor")
        graph.flows.append(Flow(name, out))
        for border in found:
            handler = self._node(graph, "task")
            last = out if border.stops else self._node(graph, "end")
            graph.flows += [Flow(border.id, handler), Flow(handler, last)]
        return name, out

    def _seq(self, graph, inner) -> Ends:
        ends = [self._block(graph, block) for block in inner]
        graph.flows += [Flow(left[1], right[0]) for left, right in pairwise(ends)]
        return ends[0][0], ends[-1][1]

    def _fork(self, graph, kind, branches) -> Ends:
        """Return parallel, exclusive or inclusive branches; the last is the default."""
        fork, join = self._node(graph, kind), self._node(graph, kind)
        for number, (block, when) in enumerate(zip(*branches, strict=False), 1):
            is_last = number == len(branches[0])
            how = {"is_default": True} if is_last else {"picks": when}
            self._between(graph, fork, block, join, **({} if kind == "and" else how))
        return fork, join

    def _choice(self, graph, inner) -> Ends:
        choice, merge = self._node(graph, "choice"), self._node(graph, "xor")
        for block in inner:
            message = self._node(graph, "message")
            graph.flows.append(Flow(choice, message))
            self._between(graph, message, block, merge)
        return choice, merge

    def _loop(self, graph, inner, when) -> Ends:
        """Return a loop by gateways; a task in it keeps it from spinning."""
        first, task, more = (self._node(graph, kind) for kind in ("xor", "task", "xor"))
        last = self._node(graph, "xor")
        self._between(graph, first, inner, task)
        graph.flows += [Flow(task, more), Flow(more, first, when), Flow(more, last, None, True)]
        return first, last

    def _inside(self, graph, kind, what) -> Ends:
        inner, breaks, repeat, stops, listener = what
        scope = self._graph()
        end = self._node(scope, "end")
        if breaks:
            getattr(self, f"_breaks_{breaks[0]}")(scope, inner, breaks[1], end)
        else:
            self._between(scope, scope.start, inner, end)
        if listener:
            self._node(scope, "listener", inner=self.process(listener[0]), stops=listener[1])
        errors = bool(breaks) and breaks[0] == "error"
        return self._activity(graph, kind, stops, errors, inner=scope, repeat=repeat)

    def _breaks_error(self, scope, inner, when, end) -> None:
        split, error = self._node(scope, "xor"), self._node(scope, "error")
        self._between(scope, scope.start, inner, split)
        scope.flows += [Flow(split, error, when), Flow(split, end, None, True)]

    def _breaks_stop(self, scope, inner, other, end) -> None:
        fork, stop = self._node(scope, "and"), self._node(scope, "terminate")
        scope.flows.append(Flow(scope.start, fork))
        self._between(scope, fork, inner, stop)
        self._between(scope, fork, other, end)
