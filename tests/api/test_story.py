"""A program registers a request, finds its task, does it, and sees where the case stands."""

from io import BytesIO

from app.cli.player import picture
from tests.flows.story import REQUEST


def request_values(operator, **changes):
    form = operator.get("/forms/register_request").json
    first = {f["key"]: f["value"] for f in form["fields"] if f["value"] is not None}
    return {**first, **REQUEST, "photos": [upload(operator)], **changes}


def upload(program, name="现场.png"):
    answer = program.call("POST", "/documents", data={"file": (BytesIO(picture()), name)})
    assert answer.status_code == 201, answer.json
    return answer.json["id"]


def task_of(program, reference, tab="groups"):
    tasks = program.get(f"/tasks?tab={tab}&limit=100").json["tasks"]
    return next(task for task in tasks if task["case"] == reference)


def test_a_registered_request_waits_for_the_street(operator, street):
    case = operator.post("/cases", request_values(operator)).json

    waiting = task_of(street, case["reference"])
    assert (waiting["name"], waiting["colour"]) == ("签收工单", "green")
    assert [task["name"] for task in case["open_tasks"]] == ["签收工单"]
    assert [file["name"] for file in case["documents"]] == ["现场.png"]


def test_the_same_key_registers_once(operator):
    values = request_values(operator)

    first, second = (operator.post("/cases", values, key="call-17") for _ in range(2))

    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json["reference"] == second.json["reference"]


def test_a_key_means_one_path_only(operator, street, reference):
    task = task_of(street, reference)
    street.post(f"/tasks/{task['id']}/complete", key="k")

    next_task = task_of(street, reference)
    refused = street.post(f"/tasks/{next_task['id']}/complete", key="k")

    assert refused.status_code == 422


def test_a_task_is_completed_once_for_one_key(street, reference):
    task = task_of(street, reference)

    first, second = (street.post(f"/tasks/{task['id']}/complete", key="k") for _ in range(2))

    assert first.json["outcome"] == "completed"
    assert second.json == first.json


def test_a_task_done_by_someone_else_tells_who_and_when(street, program, reference):
    task = task_of(street, reference)
    street.post(f"/tasks/{task['id']}/complete")

    refused = program("wx_desk2").post(f"/tasks/{task['id']}/complete")

    assert refused.status_code == 409
    assert refused.json["type"] == "urn:shaodao:task-gone"
    assert refused.json["outcome"] == "completed"
    assert refused.json["completed_by"] in refused.json["detail"]


def test_a_claimed_task_is_ones_own_until_given_back(street, program, reference):
    colleague = program("wx_desk2")
    task = task_of(street, reference)

    claimed = street.post(f"/tasks/{task['id']}/claim")
    late = colleague.post(f"/tasks/{task['id']}/claim")
    given = street.post(f"/tasks/{task['id']}/unclaim")

    assert claimed.json["assigned_to_me"] is True
    assert late.json["type"] == "urn:shaodao:task-already-claimed"
    assert given.json["assigned_to_me"] is False
    assert task_of(colleague, reference)["id"] == task["id"]


def test_a_task_shows_its_form(street, reference):
    street.post(f"/tasks/{task_of(street, reference)['id']}/complete")
    task = street.get(f"/tasks/{task_of(street, reference)['id']}").json

    fields = {field["key"]: field for field in task["form"]["fields"]}

    assert task["form"]["key"] == "contact_requester"
    assert fields["reached"]["required"] is True
    assert "已联系" in [choice["value"] for choice in fields["reached"]["options"]]


def test_wrong_values_are_told_at_their_fields(street, reference):
    street.post(f"/tasks/{task_of(street, reference)['id']}/complete")

    refused = street.post(f"/tasks/{task_of(street, reference)['id']}/complete", {"reached": "?"})

    assert refused.status_code == 422
    assert refused.content_type == "application/problem+json"
    assert set(refused.json["errors"]) >= {"reached", "contact_note"}


def test_an_offered_action_is_done_once_for_one_key(operator, reference):
    actions = operator.get(f"/cases/{reference}/actions").json["actions"]
    supplement = next(a["id"] for a in actions if a["element"] == "supplemented")
    values = {"content": "积水又涨了约 10 cm。"}

    first, second = (operator.post(f"/actions/{supplement}", values, key="x") for _ in range(2))

    assert first.status_code == 200, first.json
    assert second.json == first.json


def test_lateness_is_told_to_those_who_supervise(program, app, reference):
    today = program("watch").get("/overdue?figure=today&limit=100").json["tasks"]

    assert [task["why"] for task in today if task["case"] == reference] == ["unsigned"]
