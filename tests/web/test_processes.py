"""Policy staff read every definition, change a diagram, have it checked and publish it."""

import json

import pytest

from tests.jobs import diagrams
from tests.web.waiting import wait

__all__ = ["wait"]

PATH = "/processes/bpmn/p_desk"
RENAMED = diagrams.desk().decode().replace("签收工单", "核收工单")
BROKEN = diagrams.desk().decode().replace('targetRef="finish"', 'targetRef="nowhere"')


@pytest.fixture
def author(wait, page):
    """The policy author's browser; ``p_desk`` is deployed."""
    return page.log_in("policy")


@pytest.fixture
def send(author):
    """A function that posts to the workbench's address and gives status and answer."""

    def send(step, browser=author, **values):
        sent = {"csrf_token": browser.token(), **values}
        answer = browser.client.post(f"{PATH}/{step}", data=sent)
        return answer.status_code, json.loads(answer.text) if answer.is_json else answer.text

    return send


def test_everything_deployed_is_listed_and_opens(author):
    shown = author.get("/processes/")

    for words in ("诉求受理与派单", "部门报到", "p_report_in", "第 1 版"):
        assert words in shown.text
    for kind in ("bpmn", "dmn", "form"):
        first = shown.find(f"//a[starts-with(@href, '/processes/{kind}/')]")[0]
        author.get(first.get("href"))


def test_a_branch_that_comes_twice_is_a_warning_at_its_element_with_the_way_there(author, send):
    again = '<bpmn:sequenceFlow id="again" sourceRef="begin" targetRef="sign" />'
    twice = RENAMED.replace(
        ' <bpmn:sequenceFlow id="f_out"', f' {again}<bpmn:sequenceFlow id="f_out"'
    )

    status, said = send("check", xml=twice)

    found = next(p for p in said["problems"] if p["rule"] == "lack-of-synchronization")
    assert (status, found["element"], found["severity"]) == (200, "sign", "warning")
    assert "例如：开始" in found["reason"]


def test_a_change_is_saved_checked_and_published_as_a_new_version(author, send):
    saved = send("draft", xml=RENAMED, base=1, seen=0)
    checked = send("check", xml=RENAMED)
    published = send("publish", note="改名", seen=1)

    assert (saved[0], saved[1]["draft"]["revision"]) == (200, 1)
    assert [p for p in checked[1]["problems"] if p["severity"] == "error"] == []
    assert (published[0], published[1]["version"]) == (200, 2)
    assert "第 2 版" in author.get(PATH).text


def test_a_draft_is_shown_with_its_author_and_can_be_discarded(author, send):
    send("draft", xml=RENAMED, base=1, seen=0)
    drafted = author.get(PATH).text

    status, _ = send("discard", seen=1)

    assert "草稿，基于第 1 版" in drafted
    assert status == 200
    assert "草稿，基于" not in author.get(PATH).text


def test_somebody_elses_newer_draft_is_a_conflict_that_names_them(author, send):
    send("draft", xml=RENAMED, base=1, seen=0)

    status, said = send("draft", xml=RENAMED, base=1, seen=0)

    assert status == 409
    assert said["draft"]["revision"] == 1
    assert said["draft"]["by"]


def test_what_cannot_run_is_refused_with_element_and_reason(send):
    send("draft", xml=BROKEN, base=1, seen=0)

    status, said = send("publish", note="试", seen=1)

    assert status == 422
    assert said["problems"][0]["reason"]


def test_publishing_needs_a_note(send):
    send("draft", xml=RENAMED, base=1, seen=0)

    status, said = send("publish", note="", seen=1)

    assert (status, "请写明" in said["error"]) == (422, True)


def test_text_that_is_no_diagram_is_a_finding_not_a_crash(send):
    status, said = send("check", xml="<nonsense")

    assert status == 200
    assert said["problems"]


def test_bad_numbers_and_missing_text_are_refused(send):
    assert send("draft", xml=RENAMED, base="x", seen=0)[0] == 404
    assert send("draft", xml="", base=1, seen=0)[0] == 422
    assert send("draft", xml=RENAMED, base=9, seen=0)[0] == 404


def test_older_versions_stay_to_be_read_and_taken_away(author, send):
    send("draft", xml=RENAMED, base=1, seen=0)
    send("publish", note="改名", seen=1)

    shown = author.get(f"{PATH}/1")

    assert "第 1 版，只能查看" in shown.text
    assert shown.find("//button[@data-do='save']") == []
    assert "签收工单" in author.client.get(f"{PATH}/1/source").text


def test_a_reader_opens_the_diagram_without_tools(wait, page, send):
    watch = page.log_in("watch")

    shown = watch.get(PATH)

    assert shown.find("//button[@data-do]") == shown.find("//button[@data-do='close']")
    assert send("draft", browser=watch, xml=RENAMED, base=1, seen=0)[0] == 403


def test_whoever_may_not_read_processes_is_refused(wait, page):
    operator = page.log_in("operator")

    operator.get("/processes/", status=403)
    operator.get(PATH, status=403)
    operator.get(f"{PATH}/1/source", status=403)


def test_what_is_not_deployed_is_not_found(author):
    author.get("/processes/bpmn/p_nothing", status=404)
    author.get(f"{PATH}/77", status=404)
