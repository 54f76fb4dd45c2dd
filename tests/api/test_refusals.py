"""Who is let in, what is never told, and how a program is told no."""

import json
from datetime import timedelta
from io import BytesIO

import pytest

from app import create_app, identity
from app.core.db import transaction
from tests import installation
from tests.api.conftest import NOW, Program
from tests.api.test_story import request_values, task_of
from tests.flows.story import REQUEST


@pytest.mark.parametrize("header", [None, "", "Bearer", "Bearer x", "Basic b3A6b3A=", "bearer é"])
def test_nobody_enters_without_a_token(app, header):
    headers = {"Authorization": header} if header is not None else {}

    refused = app.test_client().get("/api/v1/tasks", headers=headers)

    assert refused.status_code == 401
    assert refused.headers["WWW-Authenticate"] == "Bearer"
    assert refused.content_type == "application/problem+json"


@pytest.mark.parametrize(("hours", "status"), [(9, 200), (-1, 401)])
def test_a_token_ends(app, hours, status):
    with app.app_context(), transaction():
        actor = identity.actor_of(identity.find_user("watch"), NOW)
        ends = NOW + timedelta(hours=hours)
        secret = identity.issue_token("short", actor=actor, now=NOW, expires_at=ends)[1]

    answer = Program(app, secret).get("/tasks")

    assert answer.status_code == status


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", "/api", 404), ("GET", "/api/v2/cases", 404), ("DELETE", "/api/v1/cases", 405),
     ("POST", "/api/v1/openapi.json", 405), ("GET", "/api/v1/tasks/not-a-uuid", 404)],
)  # fmt: skip
def test_unknown_paths_and_wrong_methods_are_problems_too(app, method, path, status):
    refused = app.test_client().open(path, method=method)

    assert refused.status_code == refused.json["status"] == status
    assert refused.content_type == "application/problem+json"


def test_a_stranger_finds_nothing_of_a_case(program, street, reference):
    stranger = program("garden_liaison")
    task = task_of(street, reference)

    answers = [
        stranger.get(f"/cases/{reference}"),
        stranger.get(f"/cases/{reference}/actions"),
        stranger.get(f"/tasks/{task['id']}"),
        stranger.post(f"/tasks/{task['id']}/claim"),
        stranger.get("/overdue"),
        stranger.post("/cases", REQUEST),
    ]

    assert [answer.status_code for answer in answers] == [404, 404, 403, 403, 403, 403]
    assert stranger.get("/cases").json == {"total": 0, "next": "", "previous": "", "cases": []}


def test_who_asked_is_never_told(operator, street, program, reference):
    readers = [operator, street, program("watch")]
    paths = [f"/cases/{reference}", "/cases", "/tasks?tab=groups", f"/cases/{reference}/actions"]
    paths += [f"/tasks/{task_of(street, reference)['id']}", "/overdue?figure=today"]

    told = "".join(r.get(p).get_data(as_text=True) for r in readers for p in paths)

    secrets = (REQUEST["requester_name"], REQUEST["requester_phone"])
    assert [s for s in secrets if s in told or json.dumps(s).strip('"') in told] == []


def test_a_text_with_a_telephone_number_is_withheld(operator):
    facts = "联系 13912345678，积水很深，请速处理。"

    case = operator.post("/cases", request_values(operator, facts=facts))

    assert case.status_code == 201, case.json
    assert (case.json["facts"], case.json["title"]) == (None, None)


@pytest.mark.parametrize("body", ["[", "[" * 100_000, "9" * 5_000, "[1]", '"x"', "null", "\ud800"])
def test_a_body_that_is_no_object_is_the_senders_mistake(operator, body):
    content = body.encode("utf-8", "surrogatepass")

    refused = operator.call("POST", "/cases", data=content, content_type="application/json")

    assert refused.status_code in (400, 422)


def test_a_body_of_another_kind_is_refused(operator):
    refused = operator.call("POST", "/cases", data="a=1", content_type="text/plain")

    assert refused.status_code == 415


@pytest.mark.parametrize("bad", ["a\0b", "\ud800", {"a": {"b": {"c": {"d": {"e": {"f": 1}}}}}}])
def test_values_no_form_holds_are_refused_at_their_field(operator, bad):
    refused = operator.post("/cases", {"facts": bad})

    assert refused.status_code == 422
    assert "facts" in refused.json["errors"]


@pytest.mark.parametrize(
    "query", ["tab=x", "limit=0", "limit=101", "offset=-1", "offset=99999999999999", "text=%00"]
)
def test_wrong_arguments_are_named(operator, query):
    refused = operator.get(f"/tasks?{query}")

    assert refused.status_code == 422
    assert list(refused.json["errors"]) == [query.partition("=")[0]]


@pytest.mark.parametrize("key", ["k" * 201, "a\tb"])
def test_a_key_is_short_and_printable(operator, key):
    assert operator.post("/cases", {}, key=key).status_code == 400


@pytest.mark.parametrize("name", ["", "x", "x.exe", "x.png", "a\0.png", "../../x.pdf"])
def test_a_file_of_a_wrong_kind_is_refused_with_a_sentence(operator, name):
    refused = operator.call("POST", "/documents", data={"file": (BytesIO(b"MZ"), name)})

    assert refused.status_code == 422
    assert refused.json["detail"]


def test_an_upload_beyond_every_limit_is_refused(operator):
    kind, length = "multipart/form-data; boundary=x", str(2**31)

    refused = operator.call(
        "POST", "/documents", content_type=kind, environ_overrides={"CONTENT_LENGTH": length}
    )

    assert (refused.status_code, refused.json["status"]) == (413, 413)


def test_whoever_guesses_tokens_waits(backend, tmp_path):
    with backend.database(tmp_path) as url:
        app = create_app(installation.settings(url, tmp_path, rate_limits=True))
        client = app.test_client()
        answers = [client.get("/api/v1/tasks") for _ in range(62)]  # a minute may end between
        installation.close(app)

    assert {answer.status_code for answer in answers} == {401, 429}
    assert {answer.content_type for answer in answers} == {"application/problem+json"}


ENGLISH = {"Accept-Language": "en"}


def test_who_was_first_is_told_in_the_language_asked_for(street, program, reference):
    task, colleague = task_of(street, reference), program("wx_desk2")
    street.post(f"/tasks/{task['id']}/claim")

    late = colleague.post(f"/tasks/{task['id']}/claim")
    in_english = colleague.call("POST", f"/tasks/{task['id']}/claim", headers=ENGLISH)

    assert late.json["detail"] == "“孔一诺”已于 08:03 领取这项任务。"
    assert in_english.json["detail"] == '"孔一诺" took this task at 08:03.'


def test_a_task_that_is_done_says_who_did_it(street, program, reference):
    task, colleague = task_of(street, reference), program("wx_desk2")
    street.post(f"/tasks/{task['id']}/complete", {"values": {}})

    gone = colleague.call("POST", f"/tasks/{task['id']}/claim", headers=ENGLISH)

    assert gone.json["detail"] == '"孔一诺" did this task at 08:03.'
    assert (gone.json["outcome"], gone.json["completed_by"]) == ("completed", "孔一诺")


def test_a_batch_tells_why_not_in_the_language_asked_for(street, program, reference):
    task, colleague = task_of(street, reference), program("wx_desk2")
    street.post(f"/tasks/{task['id']}/claim")

    told = colleague.call("POST", "/tasks/claim", json={"ids": [task["id"]]}, headers=ENGLISH)

    assert told.json[0]["why"] == '"孔一诺" took this task at 08:03.'


def test_what_is_wrong_with_a_field_is_told_in_english(operator):
    values = request_values(operator, facts="短")

    wrong = operator.call("POST", "/cases", json=values, headers=ENGLISH)

    assert wrong.json["errors"]["facts"] == ["At least 10 characters"]
