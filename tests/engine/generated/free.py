"""Random free processes: any flow anywhere, sound or not.

Kept out are only diagrams that the check refuses, gateways in a circle without a task, which
would spin for ever, and a second inclusive join: two that wait for each other have no one answer.
"""

from typing import Any

from hypothesis import strategies as st

from tests.engine.generated.blocks import picks
from tests.engine.reference import Boundary, Flow, Graph, Node
from tests.engine.reference.graph import Picks

GATEWAYS = ("xor", "and", "or")
LEAST, MOST = 3, 9

kinds = st.sampled_from(
    ["task", "task", "task", "scope", "choice", "end", "terminate", *GATEWAYS * 2]
)
targets = st.lists(st.integers(0, MOST - 1), max_size=3, unique=True)
plans = st.lists(
    st.tuples(kinds, targets, st.lists(picks, min_size=3, max_size=3), st.none() | st.booleans()),
    min_size=LEAST,
    max_size=MOST,
)
Plan = tuple[str, list[int], list[Picks], bool | None]


def free(plan: list[Plan]) -> Graph:
    """Return the process: a line of the plan is a node's kind, targets, picks and its border."""
    graph = Graph("start", {"start": Node("start", "start")})
    plan = [("task", *plan[0][1:]), *plan[1:]]
    names = [f"{line[0]}{number}" for number, line in enumerate(plan)]
    for name, line in zip(names, plan, strict=True):
        graph.nodes[name] = _node(name, *line)
    graph.flows.append(Flow("start", names[0]))
    for number, line in enumerate(plan):
        _connect(graph, names, number, line)
    _prune(graph)
    _give_an_end(graph)
    _mend_joins(graph)
    return graph


def _node(name: str, kind: str, _: Any, __: Any, border: bool | None) -> Node:
    borders = () if border is None else (Boundary(f"border_{name}", border),)
    if kind == "scope":
        return Node(name, kind, _inside(name), boundaries=borders)
    return Node(name, kind, boundaries=borders if kind == "task" else ())


def _inside(name: str) -> Graph:
    """Return two tasks side by side; when the second is done, so is the scope."""
    ids = {kind: f"{kind}_{name}" for kind in ("start", "and", "task", "other", "end", "stop")}
    graph = Graph(ids["start"])
    for kind, each in ids.items():
        real = {"other": "task", "stop": "terminate"}.get(kind, kind)
        graph.nodes[each] = Node(each, real)
    pairs = [
        ("start", "and"),
        ("and", "task"),
        ("and", "other"),
        ("task", "end"),
        ("other", "stop"),
    ]
    graph.flows = [Flow(ids[source], ids[target]) for source, target in pairs]
    return graph


def _connect(graph: Graph, names: list[str], number: int, line: Plan) -> None:
    """Lay the flows of one node; from gateway to gateway they lead onward only."""
    kind, wanted, when, _ = line
    name, aims = names[number], list(dict.fromkeys(names[aim % len(names)] for aim in wanted))
    if kind in GATEWAYS:
        later = names[number + 1 :]
        _split(graph, name, [a for a in aims if a in later or _waits(graph, a)], when)
    elif kind == "choice":
        _choose(graph, name, aims)
    elif kind in ("task", "scope"):
        graph.flows += [
            Flow(b.id, (aims or [_end(graph)])[-1]) for b in graph.nodes[name].boundaries
        ]
        _leave(graph, name, aims, when)


def _waits(graph: Graph, name: str) -> bool:
    return graph.nodes[name].kind not in GATEWAYS


def _choose(graph: Graph, source: str, aims: list[str]) -> None:
    """Lay flows from an event-based gateway over a message each."""
    for aim in aims or [_end(graph)]:
        message = f"message_{source}_{aim}"
        graph.nodes[message] = Node(message, "message")
        graph.flows += [Flow(source, message), Flow(message, aim)]


def _leave(graph: Graph, source: str, aims: list[str], when: list[Picks]) -> None:
    """Lay flows from an activity: none, one, all at once or those whose condition holds."""
    if not when[0]:
        graph.flows += [Flow(source, aim) for aim in aims]
    elif aims:
        _split(graph, source, aims, when)


def _split(graph: Graph, source: str, aims: list[str], when: list[Picks]) -> None:
    aims = aims or [_end(graph)]
    if graph.nodes[source].kind == "and" or len(aims) == 1:
        graph.flows += [Flow(source, aim) for aim in aims]
    else:
        graph.flows += [Flow(source, a, w) for a, w in zip(aims[:-1], when, strict=False)]
        graph.flows.append(Flow(source, aims[-1], None, True))


def _end(graph: Graph) -> str:
    graph.nodes.setdefault("end", Node("end", "end"))
    return "end"


def _prune(graph: Graph) -> None:
    """Take away what no token can reach."""
    reached = _reached(graph)
    graph.nodes = {key: node for key, node in graph.nodes.items() if key in reached}
    borders = {border.id for node in graph.nodes.values() for border in node.boundaries}
    graph.flows = [flow for flow in graph.flows if flow.source in graph.nodes.keys() | borders]


def _reached(graph: Graph, without: str = "") -> set[str]:
    seen, todo = {without}, [graph.start]
    while todo:
        node = todo.pop()
        if node not in seen:
            seen.add(node)
            sources = [node, *(border.id for border in graph.nodes[node].boundaries)]
            todo += [flow.target for source in sources for flow in graph.out(source)]
    return seen - {without}


def _give_an_end(graph: Graph) -> None:
    """Let a process that could only go round come to an end, too."""
    if any(node.kind in ("end", "terminate") for node in graph.nodes.values()):
        return
    flow = next(f for f in graph.flows if graph.nodes[f.target].kind in ("task", "scope"))
    graph.nodes["way"] = Node("way", "xor")
    graph.flows.remove(flow)
    graph.flows.append(Flow(flow.source, "way", flow.picks, flow.is_default))
    _split(graph, "way", [_end(graph), flow.target], [frozenset({1, 2})])


def _mend_joins(graph: Graph) -> None:
    """Make a gateway exclusive when a way into it leads through itself, or it is one too many."""
    joins = [node for node in graph.nodes.values() if len(graph.into(node.id)) > 1]
    inclusive = [node for node in joins if node.kind == "or"]
    for node in joins:
        circles = node.kind == "and" and not _reached(graph, node.id).issuperset(
            _sources(graph, node.id)
        )
        if circles or node in inclusive[1:]:
            graph.nodes[node.id] = Node(node.id, "xor")
            _make_exclusive(graph, node.id)


def _sources(graph: Graph, target: str) -> list[str]:
    hosts = {border.id: each.id for each in graph.nodes.values() for border in each.boundaries}
    return [hosts.get(flow.source, flow.source) for flow in graph.into(target)]


def _make_exclusive(graph: Graph, source: str) -> None:
    out = graph.out(source)
    graph.flows = [flow for flow in graph.flows if flow not in out]
    _split(graph, source, [flow.target for flow in out], [frozenset({0, 1}), frozenset({2})])
