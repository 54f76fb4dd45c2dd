"""Nothing a program sends makes the API stumble, and every answer is as the document says."""

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    unsupported_method,
)

from tests.api.conftest import Program
from tests.api.test_story import task_of

CHECKS = [
    not_a_server_error,
    content_type_conformance,
    response_schema_conformance,
    unsupported_method,
]
SLOWLY = settings(
    max_examples=10,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    database=None,
)
TEXTS = st.text(max_size=30) | st.sampled_from(["true", "2026-07-14T08:00", "2026-13-99", "1e999"])
SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | TEXTS
ANYTHING = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=6,
)


def test_every_answer_is_as_the_document_says(app, operator):
    described = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", app)

    for operation in described.get_all_operations():
        ask(operation.ok(), {"Authorization": f"Bearer {operator.secret}"})


def ask(operation, headers) -> None:
    """Call an operation with what its description allows, and with what it doesn't."""

    @SLOWLY
    @given(operation.as_strategy() | operation.as_strategy(GenerationMode.NEGATIVE))
    def call(case):
        case.call_and_validate(headers=headers, checks=CHECKS)

    call()


@pytest.mark.parametrize("form", ["register_request", "contact_requester", "supplement"])
def test_a_form_sent_with_anything_is_judged(form, operator, street, reference):
    path, keys = waiting(form, operator, street, reference)
    program = street if form == "contact_requester" else operator

    @settings(SLOWLY, max_examples=40)
    @given(st.dictionaries(st.sampled_from(keys), ANYTHING, max_size=len(keys)))
    def judge(values):
        assert program.post(path, values).status_code in (200, 201, 404, 409, 422)

    judge()


def waiting(form: str, operator: Program, street: Program, reference: str):
    """Return where a form is sent to, and the keys of its fields."""
    if form == "register_request":
        return "/cases", keys_of(operator.get("/forms/register_request").json)
    if form == "supplement":
        actions = operator.get(f"/cases/{reference}/actions").json["actions"]
        found = next(action for action in actions if action["form"]["key"] == form)
        return f"/actions/{found['id']}", keys_of(found["form"])
    street.post(f"/tasks/{task_of(street, reference)['id']}/complete")
    task = task_of(street, reference)
    shown = street.get(f"/tasks/{task['id']}").json["form"]
    return f"/tasks/{task['id']}/complete", keys_of(shown)


def keys_of(form):
    typed = [field["key"] for field in form["fields"] if field["type"] != "filepicker"]
    return [*typed, "unknown", "people-0-name"]
