"""Rows without script: a button sends the form and it comes back with a row more or less."""

import pytest
from flask import Response

from app.web import replies
from app.web.shell import security

SENT = {"people-0-name": "甲", "people-1-name": "乙", "what": "积水"}


@pytest.fixture
def asked(app):
    """A function that sends fields and returns what the form is shown with, and the wish."""

    def asked(wish, **more):
        with app.test_request_context(method="POST", data={**SENT, "_rows": wish, **more}):
            return replies.with_files()

    return asked


def test_another_row_comes_after_the_last(asked):
    sent, wish = asked("add:people")

    assert sent == {**SENT, "people-2-_": ""}
    assert wish == {"_rows": "people-2"}


def test_a_row_goes_and_the_rest_stays(asked):
    sent, wish = asked("remove:people-0")

    assert sent == {"people-1-name": "乙", "what": "积水"}
    assert wish == {"_rows": "people-0"}


def test_the_first_row_of_an_empty_list(asked):
    assert asked("add:cars")[1] == {"_rows": "cars-0"}


def test_a_form_sent_as_usual_has_no_wish(asked):
    assert asked("") == (SENT, {})


def test_a_name_without_its_confirmation_is_no_signature(asked):
    assert asked("", **{"who": "张三", "who-typed": "true"})[1] == {"who": "请勾选确认"}
    assert asked("", **{"who-ink": "", "who-name": "张三"})[1] == {
        "who": "请输入姓名并勾选确认，或手写签名"
    }


def test_what_is_no_drawing_is_no_signature(asked):
    assert asked("", **{"who-ink": "data:image/png;base64,AAAA"})[1] == {
        "who": "签名没有收到，请重新签名。"
    }


@pytest.mark.parametrize(
    ("address", "shown", "policy"),
    [
        (
            "https://map.example.org/a?b=1",
            "https://map.example.org/a?b=1",
            "https://map.example.org",
        ),
        ("https://x.example; script-src *", "about:blank", None),
        ("http://map.example.org/", "about:blank", None),
    ],
)
def test_a_frame_of_an_author_names_its_one_host(app, address, shown, policy):
    with app.test_request_context():
        assert security.framed(address) == shown
        headers = app.process_response(Response()).headers["Content-Security-Policy"]

    assert headers.endswith(f"frame-src 'self' {policy}") == bool(policy)
