"""When an inclusive gateway joins: the rule of the standard's section on gateways, word for word.

It fires with at least one token, unless some other token could still come to an incoming flow
that has none, and to none that has one, without passing the gateway itself.
"""

from tests.engine.reference.graph import Flow, Graph
from tests.engine.reference.net import Token


def is_blocked(graph: Graph, join: str, used: list[Token], beside: list[Token]) -> bool:
    """Say whether the join waits for one of the tokens beside those it could use."""
    marked = {token.at for token in used}
    for token in beside:
        reached = _reached(graph, _first(graph, token), join)
        if reached - marked and not reached & marked:
            return True
    return False


def _first(graph: Graph, token: Token) -> list[Flow]:
    """Return the flow the token is on, or those that the node or its borders may take."""
    if token.state == "moving":
        return [flow for flow in graph.flows if flow.id == token.at]
    return _out(graph, token.at) if token.state in ("open", "many") else []


def _out(graph: Graph, node_id: str) -> list[Flow]:
    borders = graph.nodes[node_id].boundaries
    return [f for source in (node_id, *(b.id for b in borders)) for f in graph.out(source)]


def _reached(graph: Graph, todo: list[Flow], join: str) -> set[str]:
    """Return the incoming flows of the join that a path beginning with one of these ends with."""
    seen: set[str] = set()
    found: set[str] = set()
    while todo:
        flow = todo.pop()
        if flow.target == join:
            found.add(flow.id)
        elif flow.id not in seen:
            seen.add(flow.id)
            todo += _out(graph, flow.target)
    return found
