"""Whether an instance can go to another version of its definition, and taking it there."""

from collections.abc import Mapping
from datetime import UTC, datetime

from app.core.errors import ConflictError
from app.engine.definition import Definition
from app.engine.errors import NotWaitingError
from app.engine.instance.state import load
from app.engine.instance.tokens import Instance
from app.engine.migration.crossing import Crossing
from app.engine.migration.moving import begin_new, moved
from app.engine.migration.places import places
from app.engine.operations.doing import NOBODY
from app.engine.report import step
from app.engine.run import attempt
from app.engine.step import Host, Problem, Step


class NotMigratableError(ConflictError):
    """流程实例不能迁移到新版流程。"""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("；".join(str(problem) for problem in problems))
        self.problems = problems


def migration_faults(
    old: Definition, new: Definition, state: bytes, mapping: Mapping[str, str]
) -> list[Problem]:
    """Return each live token that can't go and why; empty when the instance can.

    ``mapping`` leads from ``process key/element id`` to the same of the new definition; what it
    does not name keeps its name. Rules: ``migration-no-element``, ``migration-other-kind``,
    ``migration-other-scope``, ``migration-no-flow``.
    """
    instance = load(old, state, datetime.fromtimestamp(0, UTC), NOBODY)
    found = places(Crossing(old, new, mapping), instance)
    return [place.problem for place in found if place.fault is not None]


def migrate(
    old: Definition,
    new: Definition,
    state: bytes,
    mapping: Mapping[str, str],
    *,
    now: datetime,
    host: Host,
) -> Step:
    """Take an instance to the new definition, where it stands.

    Tokens keep their number and time, timers their moment, incidents their reason; variables
    stay. Events the new definition adds begin to wait, those it has no more are gone. The path
    stays as far as it has counterparts. NotMigratableError when a token can't go, NotWaitingError
    when the instance has ended.
    """
    faults = migration_faults(old, new, state, mapping)
    if faults:
        raise NotMigratableError(faults)
    crossing = Crossing(old, new, mapping)

    def begin(instance: Instance) -> None:
        if not instance.tasks:
            raise NotWaitingError
        begin_new(crossing, state, instance)

    return step(attempt(lambda: moved(crossing, state, now, host), begin))
