"""Small processes in several versions, and a case that goes from one to the other."""

from app import engine
from tests.engine.models import Case, diagram, end, flows, node, start, timer, users

FORK = node("parallelGateway", "fork") + node("parallelGateway", "join")
HOUR = timer("timeDuration", "PT1H")
LATE = users("h") + end("e2") + flows("t>h", "h>e2")
OLD = start() + users("a", "b") + end() + flows("s>a", "a>b", "b>e")


def version(*bodies: str) -> engine.Definition:
    keys = ["root", "called"][: len(bodies)]
    sources = {key: diagram(body, key) for key, body in zip(keys, bodies, strict=True)}
    return engine.parse(sources, "root", {})


def plan(case: Case, new: engine.Definition, **also: str) -> dict[str, str]:
    given = {f"root/{old}": f"root/{found}" for old, found in also.items()}
    return engine.plan_migration(case.definition, new) | given


def faults(case: Case, new: engine.Definition, **also: str) -> list[tuple[str, str]]:
    mapping = plan(case, new, **also)
    found = engine.migration_faults(case.definition, new, case.step.state, mapping)
    return [(each.element_id, each.rule) for each in found]


def migrate(case: Case, *bodies: str, **also: str) -> list[str]:
    """Take the case to another version, and play on there."""
    new = version(*bodies)
    mapping = plan(case, new, **also)
    assert engine.migration_faults(case.definition, new, case.step.state, mapping) == []
    step = engine.migrate(
        case.definition, new, case.step.state, mapping, now=case.now, host=case.host
    )
    case.definition = new
    return case._take(step)


def joined(*names: str) -> str:
    """Return so many tasks beside each other and one behind."""
    ways = [f"fork>{name}" for name in names] + [f"{name}>join" for name in names]
    return start() + FORK + users(*names, "z") + end() + flows("s>fork", *ways, "join>z", "z>e")
