"""A program returns a case to an earlier task, or takes back what its person did."""

from uuid import uuid4

import pytest

from tests.api.test_story import task_of


@pytest.fixture
def signed(street, reference):
    """The order that the street signed for, and the task that came of it."""
    first = task_of(street, reference)["id"]
    assert street.post(f"/tasks/{first}/complete").status_code == 200
    return first, task_of(street, reference)["id"]


def test_the_earlier_tasks_are_named(street, signed):
    first, second = signed

    [earlier] = street.get(f"/tasks/{second}/earlier").json

    assert (earlier["id"], earlier["name"], earlier["outcome"]) == (first, "签收工单", "completed")


def test_a_case_goes_back_with_a_reason(street, signed, reference):
    first, second = signed

    told = street.post(f"/tasks/{second}/return", {"to": first, "reason": "材料不全"})

    assert told.json["outcome"] == "cancelled"
    assert task_of(street, reference, "mine")["name"] == "签收工单"


def test_ones_own_step_is_taken_back(street, signed, reference):
    told = street.post(f"/tasks/{signed[0]}/withdraw", {"reason": "填错了"})

    assert told.status_code == 200
    assert task_of(street, reference, "mine")["name"] == "签收工单"


def test_a_reason_is_needed(street, signed):
    first, second = signed

    answers = [
        street.post(f"/tasks/{second}/return", {"to": first}),
        street.post(f"/tasks/{first}/withdraw"),
    ]

    assert [answer.status_code for answer in answers] == [422, 422]
    assert all("reason" in answer.json["errors"] for answer in answers)


def test_what_is_no_earlier_task_is_refused(street, signed):
    told = street.post(f"/tasks/{signed[1]}/return", {"to": str(uuid4()), "reason": "材料不全"})

    assert told.status_code == 409


def test_others_return_and_take_back_nothing(program, signed):
    first, second = signed
    stranger, colleague = program("th_desk"), program("wx_desk2")

    assert stranger.get(f"/tasks/{second}/earlier").status_code == 403
    assert stranger.post(f"/tasks/{first}/withdraw", {"reason": "填错了"}).status_code == 404
    assert colleague.post(f"/tasks/{first}/withdraw", {"reason": "填错了"}).status_code == 404
