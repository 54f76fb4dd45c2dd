"""The ways a token may leave an element: conditions are free choices."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations

from app.engine.soundness.outline import Element
from app.engine.soundness.plan import Plan
from app.engine.soundness.triggers import instantiates, is_landing, link

MOST_CHOICES, MOST_PAIRED = 8, 40
"""Of so many flows every subset is tried; of more one, two or all; of still more one or all."""
Way = Sequence[int]


def beginnings(plan: Plan) -> Iterable[Way]:
    """Return where the first tokens may appear."""
    sources = [e for e in plan.elements if not e.incoming and e.kind != "boundaryEvent"]
    starts = [element for element in sources if instantiates(element)]
    if starts:
        return [[plan.at[start.id]] for start in starts]
    together = [plan.at[e.id] for e in sources if not is_landing(e)]
    if plan.scope.xml.tag.endswith("}adHocSubProcess"):
        return _subsets(plan, together)
    return [together] if together or not plan.elements else []


def ways(plan: Plan, element: Element) -> Iterator[Way]:
    """Yield the places that get a token, for each way to leave."""
    targets = [plan.target(flow) for flow in element.outgoing]
    if element.kind == "intermediateThrowEvent" and link(element) is not None:
        yield [plan.at[catch.id] for catch in _linked(plan, element)]
    elif element.kind in {"exclusiveGateway", "eventBasedGateway"} and targets:
        yield from ([target] for target in targets)
    elif element.kind == "parallelGateway" or not targets:
        yield targets
    else:
        yield from _chosen(plan, element)


def _linked(plan: Plan, element: Element) -> list[Element]:
    found = plan.landings[link(element)]
    if len(found) != 1:
        plan.scope.unclear.append(element.id)
    return found[:1]


def _chosen(plan: Plan, element: Element) -> Iterator[Way]:
    default = element.xml.get("default")
    is_split = element.kind == "inclusiveGateway"
    flows = [(plan.target(flow), flow) for flow in element.outgoing]
    otherwise = [target for target, flow in flows if flow.id == default]
    rest = [(target, flow) for target, flow in flows if flow.id != default]
    always = [target for target, flow in rest if not (is_split or flow.is_conditional)]
    choices = [target for target, flow in rest if is_split or flow.is_conditional]
    if always or otherwise:
        yield [*always, *otherwise]
    for some in _subsets(plan, choices):
        yield [*always, *some]


def _subsets(plan: Plan, places: Way) -> Iterator[Way]:
    most = len(places)
    if most > MOST_CHOICES:
        plan.net.is_whole = False
        most = 2 if most <= MOST_PAIRED else 1
        yield places
    for size in range(1, most + 1):
        yield from combinations(places, size)
