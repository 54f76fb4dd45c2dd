"""Comments, copies and files by programs, refused as the pages refuse."""

from io import BytesIO

import pytest


def test_a_comment_is_written_read_and_taken_back(street, program, reference):
    said = street.post(f"/cases/{reference}/comments", {"text": "请 @wx_deputy 过目"})

    told = program("wx_deputy").get(f"/cases/{reference}/comments").json
    gone = street.post(f"/comments/{said.json['id']}/delete")

    assert (said.status_code, gone.status_code) == (201, 204)
    assert [(each["text"], each["mentions"]) for each in told] == [("请 @严沐阳 过目", ["严沐阳"])]
    assert street.get(f"/cases/{reference}/comments").json == []


@pytest.mark.parametrize(
    ("username", "status"), [("wx_desk", 422), ("wx_community", 404), ("th_desk", 404)]
)
def test_what_is_no_comment_is_refused(program, reference, username, status):
    refused = program(username).post(f"/cases/{reference}/comments", {"text": "13912345678"})

    assert refused.status_code == status


def test_a_copy_is_sent_read_and_not_taken_back_then(street, program, reference):
    deputy = program("wx_deputy")
    [sent] = street.post(
        f"/cases/{reference}/copies", {"to": ["user:wx_deputy"], "words": "请阅"}
    ).json

    stranger = program("wx_desk2").post(f"/copies/{sent['id']}/read")
    read = deputy.post(f"/copies/{sent['id']}/read").json
    late = street.post(f"/copies/{sent['id']}/recall")

    assert (stranger.status_code, late.status_code) == (404, 409)
    assert (read["read_by"], read["words"]) == ("严沐阳", "请阅")
    assert [each["read_by"] for each in street.get(f"/cases/{reference}/copies").json][
        -1
    ] == "严沐阳"


def test_an_unread_copy_is_taken_back_by_its_sender(street, program, reference):
    [sent] = street.post(f"/cases/{reference}/copies", {"to": ["user:wx_deputy"]}).json

    assert program("wx_desk2").post(f"/copies/{sent['id']}/recall").status_code == 404
    assert street.post(f"/copies/{sent['id']}/recall").status_code == 204
    assert program("wx_deputy").post(f"/copies/{sent['id']}/read").status_code == 404


@pytest.mark.parametrize(
    ("username", "to", "status"),
    [
        ("wx_desk", [], 422),
        ("auditor", ["user:wx_deputy"], 403),
        ("th_desk", ["user:wx_desk"], 404),
    ],
)
def test_copies_that_may_not_be_are_refused(program, reference, username, to, status):
    assert program(username).post(f"/cases/{reference}/copies", {"to": to}).status_code == status


def test_files_have_versions(street, program, reference):
    def send(by, body, **about):
        sent = {"file": (BytesIO(b"%PDF-" + body), "记录.pdf"), **about}
        return by.call("POST", f"/cases/{reference}/documents", data=sent)

    first = send(street, b"1", note="初稿").json
    second = send(street, b"2", version_of=first["id"]).json
    outside = send(program("th_desk"), b"3")

    told = street.get(f"/cases/{reference}/documents").json
    assert [each["number"] for each in told if each["first"] == first["id"]] == [2, 1]
    assert (second["first"], second["number"], outside.status_code) == (first["id"], 2, 404)
