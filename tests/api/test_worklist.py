"""Programs keep filters and deal with many tasks by the same rules as people."""

from uuid import uuid4

import pytest

WANTED = {"tab": "groups", "street": "qh.wx"}


@pytest.fixture
def task(street, reference):
    """The task in which the street signs a new order."""
    found = street.get(f"/tasks?tab=groups&text={reference}").json
    return found["tasks"][0]["id"]


@pytest.fixture
def shared(street):
    """The street's filter, which its people see too."""
    sent = {"name": f"望溪 {uuid4().hex[:8]}", "asked": WANTED, "shared_with": "qh.wx"}
    return street.post("/filters", sent).json


def test_a_filter_is_kept_renamed_and_deleted(street, shared):
    path = f"/filters/{shared['id']}"
    changed = street.call("PATCH", path, json={"name": "望溪全部", "shared_with": None})
    gone = street.call("DELETE", path)

    assert (shared["asked"], shared["is_mine"]) == (WANTED, True)
    assert (changed.json["name"], changed.json["shared_with"]) == ("望溪全部", None)
    assert gone.status_code == 204


def test_owner_colleague_and_stranger(program, shared):
    colleague, stranger = program("wx_desk2"), program("th_desk")
    path = f"/filters/{shared['id']}"

    assert shared["id"] in [each["id"] for each in colleague.get("/filters").json]
    assert shared["id"] not in [each["id"] for each in stranger.get("/filters").json]
    assert colleague.call("PATCH", path, json={"name": "x"}).status_code == 403
    assert colleague.call("DELETE", path).status_code == 403
    assert stranger.call("PATCH", path, json={"name": "x"}).status_code == 404
    assert stranger.call("DELETE", path).status_code == 404


def test_wrong_names_are_told_at_the_field(street, shared):
    again = street.post("/filters", {"name": shared["name"]})
    long = street.post("/filters", {"name": "长" * 31})

    assert (again.status_code, long.status_code) == (422, 422)
    assert again.json["errors"] == {"name": ["已有同名的筛选，请换一个名称。"]}


def test_many_are_claimed_and_each_says_how_it_went(program, street, task):
    claimed = street.post("/tasks/claim", {"ids": [task, str(uuid4())]}).json
    late = program("wx_desk2").post("/tasks/claim", {"ids": [task]}).json

    assert [each["done"] for each in claimed] == [True, False]
    assert (late[0]["done"], late[0]["fate"], late[0]["by"]) == (False, "claimed", "孔一诺")


def test_one_reply_completes_like_tasks_once(street, task):
    sent = {"ids": [task], "values": {"note": "统一签收"}, "key": "together-1"}

    first = street.post("/tasks/complete-together", sent).json
    again = street.post("/tasks/complete-together", sent).json

    assert [each["done"] for each in first + again] == [True, True]


def test_what_the_page_refuses_is_refused_here_too(program, street, task):
    sent = {"ids": [task], "values": {"note": "长" * 501}, "key": "together-2"}
    many = {"ids": [str(uuid4()) for _ in range(101)], "key": "together-3"}

    assert street.post("/tasks/complete-together", sent).status_code == 422
    assert street.post("/tasks/complete-together", many).status_code == 422
    assert program("th_desk").post("/tasks/complete-together", sent).status_code == 404
