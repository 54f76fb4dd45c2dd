"""Which of the shipped forms may be filled in once for many cases."""

import pytest

from app import forms
from app.tasks import together
from config.settings import ROOT

SHIPPED = {path.stem: path for path in (ROOT / "forms").rglob("*.form")}
TOGETHER = {
    "approve_whistle", "case_numbers", "co_sign", "confirm_leave", "contact_street",
    "decide_appeal", "decide_extension", "opinion", "receive_escalation", "review_reply",
    "sign_order", "sign_whistle", "weekly_review",
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
        ("arrive", "随案件变化"),
        ("report_result", "附材料"),
        ("accept_result", "附材料"),
        ("dispatch_order", "随案件变化"),
        ("add_department", "选项随案件"),
        ("score_sheet", "附材料"),
    ],
)
def test_a_form_that_belongs_to_one_case_says_why(name, told):
    assert told in why_not(name)


def test_what_belongs_to_one_case_is_not_on_the_shared_form():
    form = forms.load(SHIPPED["approve_whistle"].read_bytes())

    shared = together.policy.shared(form)

    assert together.policy.own_keys(form) == {"departments"}
    assert "departments" not in {each.key for each in shared.walk()}
    assert {"approved", "opinion"} <= {each.key for each in shared.walk()}
