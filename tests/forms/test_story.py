"""Each rule of the story's forms lets a right value pass and stops a wrong one."""

import pytest

from tests.forms.conftest import at, wrong
from tests.forms.filled import Raw
from tests.forms.right_values import RIGHT
from tests.forms.wrong_values import WRONG

NOW = {
    "register_request": at("08:03"),
    "contact_requester": at("08:09"),
    "draft_whistle": at("08:12"),
}


@pytest.mark.parametrize(
    ("form_id", "raw", "context"), [(key, *each) for key, cases in RIGHT.items() for each in cases]
)
def test_a_right_value_passes(form_id: str, raw: Raw, context: Raw) -> None:
    assert wrong(form_id, raw, context, NOW.get(form_id, at("08:42"))) == {}


@pytest.mark.parametrize(
    ("form_id", "raw", "change", "context", "key"),
    [(key, *each) for key, cases in WRONG.items() for each in cases],
)
def test_a_wrong_value_is_stopped_at_its_field(
    form_id: str, raw: Raw, change: Raw, context: Raw, key: str
) -> None:
    assert key in wrong(form_id, raw | change, context, NOW.get(form_id, at("08:42")))
