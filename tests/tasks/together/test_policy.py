"""Which of the shipped forms may be filled in once for many cases."""

import pytest

from app import forms
from app.tasks import together
from config.settings import ROOT

SHIPPED = {path.stem: path for path in (ROOT / "forms").rglob("*.form")}
TOGETHER = {
    "case_numbers", "co_sign", "confirm_leave", "contact_street", "decide_extension",
    "receive_escalation", "review_reply", "sign_order", "weekly_review",
}  # fmt: skip


def why_not(name):
    return together.why_not(forms.load(SHIPPED[name].read_bytes()))


@pytest.mark.parametrize("name", sorted(TOGETHER))
def test_a_form_that_holds_nothing_of_one_case_serves_many(name):
    assert why_not(name) is None


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("record_callback", "诉求人信息"),
        ("arrive", "每件不同"),
        ("report_result", "案件填好"),
        ("opinion", "附材料"),
        ("approve_whistle", "案件填好"),
        ("accept_result", "案件填好"),
        ("sign_whistle", "随案件变化"),
        ("add_department", "选项随案件"),
        ("score_sheet", "案件填好"),
    ],
)
def test_a_form_that_belongs_to_one_case_says_why(name, told):
    assert told in why_not(name)
