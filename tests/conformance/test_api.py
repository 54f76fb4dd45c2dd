"""The big list of naughty strings, sent to every place of the API that takes words."""

import json
from io import BytesIO
from urllib.parse import quote

import pytest

from app.cli.player import picture
from tests.api.conftest import beginning
from tests.api.test_story import request_values
from tests.conformance.test_diagrams import FOLDER

__all__ = ["beginning"]
LIST = FOLDER / "strings" / "blns.json"
STRINGS = json.loads(LIST.read_text()) if LIST.exists() else []
REFUSED = {400, 404, 405, 409, 422}
pytestmark = pytest.mark.skipif(not STRINGS, reason="no outside material")


def test_a_search_for_any_text_is_answered(operator):
    answers = [operator.get(f"/cases?text={quote(text[:100])}") for text in STRINGS]

    assert {answer.status_code for answer in answers} <= {200, 422}


def test_any_text_in_a_path_finds_nothing(operator):
    paths = [f"/cases/{quote(text, safe='')}" for text in STRINGS if text not in ("", ".", "..")]

    assert {operator.get(path).status_code for path in paths} <= {*REFUSED, 308}


def test_any_text_as_a_key_is_a_key_or_refused(operator):
    texts = [text.encode().decode("latin-1") for text in STRINGS]
    keys = [text for text in texts if "\n" not in text and "\r" not in text]

    answers = [operator.post("/cases", {}, key=key) for key in keys]

    assert {answer.status_code for answer in answers} <= REFUSED


def test_any_text_in_every_field_gets_sentences(operator):
    form = operator.get("/forms/register_request").json["fields"]
    keys = [field["key"] for field in form if field["type"] != "filepicker"]

    answers = [operator.post("/cases", dict.fromkeys(keys, text)) for text in STRINGS]

    assert {answer.status_code for answer in answers} <= REFUSED
    assert all(answer.json["detail"] for answer in answers)


def test_any_text_is_kept_as_it_was_typed_or_refused(operator, reference):
    actions = operator.get(f"/cases/{reference}/actions").json["actions"]
    offered = next(each["id"] for each in actions if each["element"] == "supplemented")

    answers = [operator.post(f"/actions/{offered}", {"content": text}) for text in STRINGS]

    assert {answer.status_code for answer in answers} <= {200, 422}
    assert sum(answer.status_code == 200 for answer in answers) > len(STRINGS) / 2


@pytest.mark.parametrize("field", ["facts", "place_text"])
def test_a_case_tells_the_text_it_was_given(operator, field):
    for text in [text.strip() for text in STRINGS[::25]]:
        values = request_values(operator)  # a photo belongs to one case
        answer = operator.post("/cases", {**values, field: text})
        if answer.status_code == 201:
            told = answer.json["facts" if field == "facts" else "place"]
            assert told in (None, text.replace("\r\n", "\n"))
        else:
            assert list(answer.json["errors"]) == [field]


def test_any_name_of_a_file_is_kept_or_refused(operator):
    for text in STRINGS[::5]:
        sent = {"file": (BytesIO(picture()), f"{text}.png")}
        assert operator.call("POST", "/documents", data=sent).status_code in (201, 422)
