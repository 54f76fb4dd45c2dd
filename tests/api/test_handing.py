"""A program hands tasks on and urges them for its person, and is refused as the page refuses."""

import pytest

from app import identity
from tests.api.test_story import task_of


@pytest.fixture
def task(street, reference):
    """The address of an order its person has claimed."""
    found = f"/tasks/{task_of(street, reference)['id']}"
    assert street.post(f"{found}/claim").status_code == 200
    return found


@pytest.fixture
def id_of(app):
    def id_of(username):
        with app.app_context():
            return str(identity.find_user(username).id)

    return id_of


def test_a_task_is_transferred(street, program, task, id_of):
    given = street.post(f"{task}/transfer", {"to": id_of("wx_duty"), "reason": "出差"})

    assert given.status_code == 200
    assert program("wx_duty").get(task).json["assigned_to_me"]
    late = street.post(f"{task}/transfer", {"to": id_of("wx_duty"), "reason": "出差"})
    assert (late.status_code, "转办给" in late.json["detail"]) == (409, True)


def test_a_task_is_delegated_and_handed_back_or_taken_back(street, program, task, id_of):
    helper, asked = program("wx_duty"), {"to": id_of("wx_duty"), "reason": "请核实"}

    steps = [
        street.post(f"{task}/delegate", asked),
        helper.post(f"{task}/complete"),
        helper.post(f"{task}/resolve", {"values": {}, "note": "已核实"}),
        street.post(f"{task}/delegate", asked),
        street.post(f"{task}/recall"),
        helper.post(f"{task}/resolve"),
    ]

    assert [step.status_code for step in steps] == [200, 403, 200, 200, 200, 409]


def test_who_stands_above_takes_over_and_reassigns(program, task, id_of):
    watch = program("watch")

    taken = watch.post(f"{task}/take-over", {"reason": "久未办理"})
    given = watch.post(f"{task}/reassign", {"to": id_of("wx_desk2")})

    assert (taken.status_code, taken.json["assigned_to_me"]) == (200, True)
    assert (given.status_code, given.json["assigned_to_me"]) == (200, False)


def test_who_waits_urges_and_reads_the_answer(street, program, task):
    watch = program("watch")

    pushed = watch.post(f"{task}/urge", {"words": "请立即签收"})
    again = watch.post(f"{task}/urge", {"words": "请立即签收"})
    answered = street.post(f"{task}/urges/{pushed.json['id']}/answer", {"words": "正在办"})

    assert [each.status_code for each in (pushed, again, answered)] == [200, 409, 200]
    assert (answered.json["answer"], answered.json["by"]) == ("正在办", pushed.json["by"])


@pytest.mark.parametrize(
    ("verb", "colleague", "stranger"),
    [
        ("transfer", 409, 403),
        ("delegate", 409, 403),
        ("resolve", 409, 403),
        ("recall", 409, 403),
        ("take-over", 422, 404),
        ("reassign", 422, 422),
        ("urge", 422, 404),
    ],
)
def test_others_are_refused(program, task, verb, colleague, stranger):
    answers = [program(who).post(f"{task}/{verb}", {}) for who in ("wx_desk2", "th_desk")]

    assert [each.status_code for each in answers] == [colleague, stranger]
