"""A supervisor sees what is late, whose move it is and who was pushed; others' cases stay out."""

from datetime import timedelta

import pytest

from app import jobs, supervision
from app.core.db import transaction
from app.core.errors import NotPermittedError
from app.runtime import Candidate
from app.tasks import urging
from tests.jobs.world import HOUR, NOW

MINUTE = timedelta(minutes=1)
LATE = NOW + 2 * HOUR


@pytest.fixture
def watch(someone):
    """The district's watch officer, who sees every case."""
    return someone("watch")


def test_the_latest_task_comes_first_with_how_late_it_is(begin, watch):
    begin(NOW + 90 * MINUTE, title="第二")
    begin(NOW + HOUR, title="第一")
    begin(NOW + 5 * HOUR, title="未到期")

    rows = supervision.overdue(watch, LATE)

    assert [(row.case.title, row.late_by) for row in rows] == [
        ("第一", HOUR),
        ("第二", 30 * MINUTE),
    ]
    assert rows[0].colour == "red"
    assert rows[0].orgs == ("qh.wx",)


def test_a_street_sees_its_own_lateness_alone(begin, someone):
    begin(NOW + HOUR, street="qh.wx")
    begin(NOW + HOUR, street="qh.th")

    streets = {row.orgs for row in supervision.overdue(someone("wx_desk"), LATE)}

    assert streets == {("qh.wx",)}


def test_whoever_supervises_nothing_is_refused(begin, someone):
    begin(NOW + HOUR)

    with pytest.raises(NotPermittedError):
        supervision.overdue(someone("operator"), LATE)


def test_the_strip_counts_each_colour_and_what_is_due_today(begin, watch):
    for due in (NOW - HOUR, NOW + HOUR, NOW + 20 * HOUR):
        begin(due)

    at_start = supervision.strip(watch, NOW)
    at_half = supervision.strip(watch, NOW + 30 * MINUTE)
    near_end = supervision.strip(watch, NOW + 55 * MINUTE)

    assert (at_start.late, at_start.red, at_start.yellow, at_start.today) == (1, 1, 0, 2)
    assert (at_half.late, at_half.red, at_half.yellow) == (1, 1, 1)
    assert (near_end.late, near_end.red, near_end.yellow) == (1, 2, 0)


def test_every_figure_opens_the_tasks_behind_it(begin, watch):
    begin(NOW - HOUR)
    begin(NOW + HOUR)

    strip = supervision.strip(watch, NOW + 30 * MINUTE)

    for figure in supervision.FIGURES:
        rows = supervision.overdue(watch, NOW + 30 * MINUTE, figure=figure)
        assert len(rows) == getattr(strip, figure), figure


def test_the_last_push_is_the_newest_of_urging_and_announcing(begin, watch):
    begin(NOW + HOUR)
    jobs.tick(NOW + HOUR)
    before = supervision.overdue(watch, LATE)[0]
    with transaction():
        urging.urge(before.task.id, "请立即签收", actor=watch, now=LATE)

    after = supervision.overdue(watch, LATE)[0]

    assert (before.last_push.action, before.pushes) == ("task.overdue", 0)
    assert (after.last_push.action, after.pushes) == ("task.urged", 1)
    assert after.last_push.details["words"] == "请立即签收"


def unanswered(actor):
    return supervision.overdue(actor, LATE, figure="unanswered")


def test_a_push_is_open_until_it_is_answered(begin, watch, someone):
    begin(NOW + HOUR)
    begin(NOW + HOUR)
    task = supervision.overdue(watch, LATE)[0].task
    with transaction():
        pushed = urging.urge(task.id, "请立即签收", actor=watch, now=LATE)
    asked = [(each.task.id, each.is_answered, each.answered) for each in unanswered(watch)]
    with transaction():
        urging.answer(task.id, pushed.id, "马上签", actor=someone("wx_desk"), now=LATE)

    after = supervision.overdue(watch, LATE)[0]

    assert asked == [(task.id, False, None)]
    assert (after.is_answered, after.answered.answer) == (True, "马上签")
    assert not unanswered(watch)
    assert supervision.strip(watch, LATE).unanswered == 0


def test_a_task_nobody_claimed_says_so(begin, watch):
    begin(NOW + HOUR)

    assert supervision.overdue(watch, LATE)[0].why == "unclaimed"


def test_the_list_costs_the_same_for_one_and_for_many(begin, watch, statements):
    begin(NOW + HOUR)
    statements.clear()
    supervision.overdue(watch, LATE)
    for_one = len(statements)
    for _ in range(5):
        begin(NOW + HOUR)
    statements.clear()

    supervision.overdue(watch, LATE)

    assert 0 < len(statements) <= for_one + 1
    assert Candidate.__tablename__ not in "".join(statements)
