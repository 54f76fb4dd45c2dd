"""A graph of the reference as BPMN in this house's dialect."""

from collections.abc import Iterable

from tests.engine import models
from tests.engine.models import flows, io, node
from tests.engine.reference import Again, Boundary, Flow, Graph, Many, Node
from tests.engine.reference.graph import Picks

PICK = {"pick": "=pick"}
GATEWAYS = {
    "xor": "exclusiveGateway",
    "and": "parallelGateway",
    "or": "inclusiveGateway",
    "choice": "eventBasedGateway",
}
ENDS = {"end": "", "terminate": models.TERMINATE, "error": models.ERROR}


def sources(graph: Graph) -> dict[str, bytes]:
    """Return the diagram of the process and of each it calls, by key."""
    drawn = {"root": models.diagram(_body(graph, ()))}
    return drawn | dict(_called(graph, ()))


def _called(graph: Graph, around: tuple[str, ...]) -> Iterable[tuple[str, bytes]]:
    for each in graph.nodes.values():
        if each.inner is not None:
            inside = _around(each, around)
            if each.kind == "call":
                yield _key(each), models.diagram(_body(each.inner, inside), _key(each))
            yield from _called(each.inner, inside)


def _key(each: Node) -> str:
    return f"called_{each.id}"


def _around(each: Node, around: tuple[str, ...]) -> tuple[str, ...]:
    """Return the loops around what is inside a node; their elements bear their names."""
    return (*around, each.id) if isinstance(each.repeat, Many) else around


def _body(graph: Graph, around: tuple[str, ...]) -> str:
    nodes = [_node(graph, each, around) for each in graph.nodes.values()]
    borders = [_border(border, each) for each in graph.nodes.values() for border in each.boundaries]
    return "".join([*nodes, *borders, *(_flow(flow) for flow in graph.flows)])


def _border(border: Boundary, host: Node) -> str:
    if border.kind == "error":
        return models.boundary(border.id, host.id, models.ERROR)
    return models.boundary(border.id, host.id, models.MESSAGE, border.stops, io(None, PICK))


def _flow(flow: Flow) -> str:
    condition = f": {_is_one_of(flow.picks)}" if flow.picks is not None else ""
    return flows(f"{flow.source}>{flow.target}{condition}")


def _is_one_of(picks: Picks) -> str:
    return f"=list contains([{','.join(map(str, sorted(picks)))}], pick)"


def _node(graph: Graph, each: Node, around: tuple[str, ...]) -> str:
    default = next((f"f_{f.source}_{f.target}" for f in graph.out(each.id) if f.is_default), None)
    attributes = {"default": default} if default else {}
    return DRAW[each.kind](each, around, attributes)


def _start(each, around, attributes):
    return node("startEvent", each.id)


def _end(each, around, attributes):
    return node("endEvent", each.id, ENDS[each.kind])


def _gateway(each, around, attributes):
    return node(GATEWAYS[each.kind], each.id, **attributes)


def _task(each, around, attributes):
    return node("userTask", each.id, _repeat(each), io(None, PICK), **attributes)


def _message(each, around, attributes):
    return node("intermediateCatchEvent", each.id, models.MESSAGE, io(None, PICK))


def _scope(each, around, attributes):
    inner = _repeat(each) + _body(each.inner, _around(each, around))
    return node("subProcess", each.id, inner, **attributes)


def _call(each, around, attributes):
    inputs = {name: f"={name}" for name in _around(each, around)}
    extra = io(inputs | PICK, PICK)
    return models.calls(each.id, _key(each), extra, _repeat(each))


def _listener(each, around, attributes):
    inner = _body(each.inner, around)
    stops = "true" if each.stops else "false"
    inner = inner.replace(
        node("startEvent", each.inner.start),
        node("startEvent", each.inner.start, models.MESSAGE, isInterrupting=stops),
    )
    return node("subProcess", each.id, inner, triggeredByEvent="true")


def _repeat(each: Node) -> str:
    if each.repeat is None:
        return ""
    if isinstance(each.repeat, Again):
        return _again(each.repeat)
    items = ",".join(map(str, range(each.repeat.count)))
    drawn = models.multi(f"=[{items}]", each.id)
    one_by_one = 'isSequential="true"' if each.repeat.one_by_one else ""
    return drawn.replace(
        "<multiInstanceLoopCharacteristics", f"<multiInstanceLoopCharacteristics {one_by_one}", 1
    )


def _again(repeat: Again) -> str:
    first = "true" if repeat.asks_first else "false"
    return (
        f'<standardLoopCharacteristics testBefore="{first}" loopMaximum="{repeat.at_most}">'
        f"<loopCondition>{_is_one_of(repeat.picks)}</loopCondition>"
        "</standardLoopCharacteristics>"
    )


DRAW = {
    "start": _start, "end": _end, "terminate": _end, "error": _end, "xor": _gateway,
    "and": _gateway, "or": _gateway, "choice": _gateway, "task": _task, "message": _message,
    "scope": _scope, "call": _call, "listener": _listener,
}  # fmt: skip
