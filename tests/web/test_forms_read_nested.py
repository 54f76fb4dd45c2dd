"""Groups with a path and lists within rows, read in words."""

import json

from app import forms
from app.web.submissions import readout
from tests.tasks.drafts.test_fitting import with_phones

VALUES = {
    "people": [
        {"home": {"street": "青石路"}, "phones": [{"n": "1", "kind": "家"}, {"n": "2"}]},
        {"home": {"street": None}, "phones": []},
    ]
}


def test_a_list_within_a_row_is_told_in_its_cell(app):
    shape = {"type": "default", "id": "f", "components": [with_phones("n", "kind")]}
    form = forms.load(json.dumps(shape))

    with app.test_request_context():
        (part,) = readout.of_values(form, VALUES, {})

    assert part.columns == ("字段 street", "电话")
    assert part.rows == (("青石路", "字段 n 1，字段 kind 家；字段 n 2"), ("", ""))
