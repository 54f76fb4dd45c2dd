"""``flask token``: a secret is shown once, works, and can be ended."""

import pytest

from tests.api.conftest import Program


@pytest.fixture
def run(app):
    return lambda *words: app.test_cli_runner().invoke(args=["token", *words])


def test_an_issued_token_acts_for_its_person(app, run):
    _token_id, secret = run("issue", "wx_desk", "--days", "30").output.split()

    assert Program(app, secret).get("/tasks").status_code == 200


def test_a_revoked_token_opens_nothing(app, run):
    token_id, secret = run("issue", "wx_desk").output.split()

    revoked = run("revoke", "wx_desk", token_id)

    assert revoked.exit_code == 0
    assert Program(app, secret).get("/tasks").status_code == 401


def test_only_ones_own_token_is_revoked(app, run):
    token_id, secret = run("issue", "wx_desk").output.split()

    refused = run("revoke", "watch", token_id)

    assert (refused.exit_code, refused.output) == (1, "Error: 没有这个令牌，或已被撤销。\n")
    assert Program(app, secret).get("/tasks").status_code == 200


def test_nobody_gets_no_token(run):
    assert run("issue", "nobody").output == "Error: 没有这个人。\n"
