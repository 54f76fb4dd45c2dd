"""A few small processes in the small world, and how a test moves them."""

from datetime import timedelta

import pytest

from app import cases, definitions, identity, runtime
from app.core.db import db, transaction
from app.definitions import Draft
from app.identity import SYSTEM
from tests.engine.models import (
    MESSAGE,
    SIGNAL,
    boundary,
    diagram,
    end,
    flows,
    io,
    multi,
    node,
    properties,
    script,
    start,
    timer,
)
from tests.jobs.world import NOW

MINUTE = timedelta(minutes=1)
DESK = "qh.wx/指挥中心"


def desk(*names, inner="", **said):
    """Return user tasks of one street's desk."""
    extra = f'<zeebe:assignmentDefinition candidateGroups="{DESK}"/>'
    extra += properties(**said) if said else ""
    return "".join(node("userTask", name, inner, extra) for name in names)


FORK, JOIN = node("parallelGateway", "fork"), node("parallelGateway", "join")
ADDABLE = multi("=departments", "department")
BROKEN = script("risk", "risk", "=missing + 1")
CATCH = node("intermediateCatchEvent", "hears", MESSAGE, io(None, {"said": "=said"}))
THROW = node("intermediateThrowEvent", "tells", MESSAGE, io({"said": "=case_ref"}))
SHORT = node(
    "intermediateThrowEvent", "tells", MESSAGE, io({"said": "=case_ref", "timeToLive": '="PT1H"'})
)
DIAGRAMS = {
    "p_ways": start() + FORK + JOIN + desk("a", "b", "c", "d") + end() + flows(
        "s>a", "a>fork", "fork>b", "fork>c", "b>join", "c>join", "join>d", "d>e"),
    "p_strict": start() + desk("a") + desk("b", **{"return": "none"}) + end() + flows(
        "s>a", "a>b", "b>e"),
    "p_many": start() + desk("report", inner=ADDABLE, addable=f'=["{DESK}"]') + desk("after")
    + end() + flows("s>report", "report>after", "after>e"),
    "p_timed": start() + desk("a") + boundary("late", "a", timer("timeDuration", "PT5M"), False)
    + desk("remind") + end() + end("f") + flows("s>a", "a>e", "late>remind", "remind>f"),
    "p_stuck": start() + BROKEN + desk("a") + end() + flows("s>risk", "risk>a", "a>e"),
    "p_clock": start() + node("intermediateCatchEvent", "when", timer("timeDate", "=moment"))
    + desk("a") + end() + flows("s>when", "when>a", "a>e"),
    "p_hears": start() + desk("a") + CATCH + desk("z") + end() + flows(
        "s>a", "a>hears", "hears>z", "z>e"),
    "p_tells": start() + desk("a") + THROW + end() + flows("s>a", "a>tells", "tells>e"),
    "p_tells_briefly": start() + desk("a") + SHORT + end() + flows("s>a", "a>tells", "tells>e"),
    "p_alarm": start() + desk("a") + node("intermediateThrowEvent", "t", SIGNAL) + end() + flows(
        "s>a", "a>t", "t>e"),
    "p_listens": start() + node("intermediateCatchEvent", "hears", SIGNAL) + desk("z") + end()
    + flows("s>hears", "hears>z", "z>e"),
}  # fmt: skip


def deploy(*keys, bodies=DIAGRAMS):
    """Deploy small processes."""
    for key in keys:
        with transaction():
            draft = Draft("bpmn", diagram(bodies[key], key))
            definitions.deploy(draft, actor=SYSTEM, now=NOW)


def opened(process, case_ref="R-1", now=NOW, **variables):
    """Deploy a process if need be, open a case of it and return its id."""
    if definitions.latest("bpmn", process) is None:
        deploy(process)
    about = {"title": "青石桥下积水", "facts": "青石桥下积水", "street": "qh.wx"}
    with transaction():
        case = cases.open_case(process, about, region_id="qh", actor=SYSTEM, now=now)
        given = {"case_ref": case_ref, **variables}
        runtime.start(process, given, case_id=case.id, region_id="qh", actor=SYSTEM, now=now)
    return case.id


def waiting(case_id):
    """Return the element ids of the open tasks."""
    db.session.rollback()
    return sorted(task.element_id for task in runtime.tasks_of(case_id) if task.is_open)


def the(case_id, element, **more):
    """Return the open task of an element."""
    db.session.rollback()
    return next(
        task
        for task in runtime.tasks_of(case_id)
        if task.is_open and task.element_id == element
        and all(getattr(task, name) == value for name, value in more.items())
    )  # fmt: skip


def person(username="wx_desk"):
    """Return somebody who acts."""
    return identity.actor_of(identity.find_user(username), NOW)


def done(case_id, element, actor=None, now=NOW, **variables):
    """Complete the open task of an element and return its id."""
    task_id, actor = the(case_id, element).id, actor or person()
    with transaction():
        runtime.lock(case_id)
        runtime.complete(runtime.task(task_id), variables, actor=actor, now=now)
    return task_id


def do(command, *arguments, actor=SYSTEM, now=NOW + MINUTE):
    """Run one command of runtime, tasks or supervision."""
    with transaction():
        return command(*arguments, actor=actor, now=now)


@pytest.fixture
def watch(someone):
    """The district's watch officer."""
    return someone("watch")


def same(case_id):
    """Tell whether the case is rebuilt from its commands."""
    db.session.rollback()
    return runtime.replay(case_id).same
