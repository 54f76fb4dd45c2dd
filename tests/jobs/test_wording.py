"""The text of a notice."""

from datetime import UTC, datetime

from app.jobs.wording import fill, in_chinese


def test_an_instant_is_worded_in_local_time():
    due = datetime(2026, 7, 14, 0, 45, tzinfo=UTC)

    assert fill("限{due}。", {"due": due}, in_chinese) == "限7月14日 08:45。"


def test_what_is_unknown_becomes_a_dash():
    assert fill("{task} {case_ref}", {"task": "签收"}, in_chinese) == "签收 —"
