"""A definition is deployed whole and clean, in versions that never change."""

import hashlib
from datetime import timedelta

import pytest

from app import audit, definitions
from app.core.db import db
from app.definitions import Draft
from app.definitions.queries import UnknownDefinitionError
from app.definitions.service import RefusedError
from tests.definitions.sources import LEVELS, P04, SIGN_FORM, deploy, draft
from tests.installation import LAID_AT

RENAMED = ('name="到场登记"', 'name="到场报到"')


def test_the_same_content_gives_the_version_there_is(app):
    again = deploy(draft(P04))

    assert again.version == 1
    assert [d.version for d in definitions.versions("bpmn", "p_report_in")] == [1]
    assert len(audit.entries("bpmn:p_report_in")) == 1


def test_other_content_gives_a_new_version(app):
    second = deploy(draft(P04, RENAMED), note="改名", now=LAID_AT + timedelta(days=1))

    assert (second.key, second.version, second.note) == ("p_report_in", 2, "改名")
    assert second.deployed_at == LAID_AT + timedelta(days=1)
    assert definitions.latest("bpmn", "p_report_in").id == second.id


def test_the_old_version_stays_as_it_was(app):
    deploy(draft(P04, RENAMED))

    first = definitions.at_version("bpmn", "p_report_in", 1)

    assert first.source == P04.read_bytes()
    assert first.digest == hashlib.sha256(P04.read_bytes()).hexdigest()


def test_earlier_content_deployed_again_is_a_newer_version(app):
    deploy(draft(P04, RENAMED))

    assert deploy(draft(P04)).version == 3
    assert definitions.latest("bpmn", "p_report_in").source == P04.read_bytes()


def test_deploying_is_recorded(app):
    deploy(draft(P04, RENAMED), note="改名")

    said = audit.entries("bpmn:p_report_in")[-1]

    assert said.action == "definition.deployed"
    assert said.details["version"] == 2
    assert said.details["note"] == "改名"


@pytest.mark.parametrize(
    ("path", "replacement", "kind", "key"),
    [
        (P04, RENAMED, "bpmn", "p_report_in"),
        (LEVELS, ("L4", "L3"), "dmn", "definitions_d_level"),
        (SIGN_FORM, ("预计", "估计"), "form", "sign_whistle"),
    ],
)
def test_every_kind_has_versions_of_its_own(app, path, replacement, kind, key):
    made = deploy(draft(path, replacement))

    assert (made.kind, made.version) == (kind, 2)
    assert definitions.latest(kind, key).id == made.id


@pytest.mark.parametrize(
    ("replacement", "element", "reason"),
    [
        (('<bpmn:userTask id="arrive"', '<bpmn:complexGateway id="arrive"'), "arrive", "复杂网关"),
        (
            ("dueDate='=limit(\"report_in\")'", "dueDate='=limit('"),
            "arrive",
            "期限的表达式有误",
        ),
    ],
)
def test_what_cannot_run_is_refused_with_element_and_reason(app, replacement, element, reason):
    closed = (
        '</bpmn:userTask>\n        <bpmn:boundaryEvent id="late_1"',
        '</bpmn:complexGateway>\n        <bpmn:boundaryEvent id="late_1"',
    )
    more = [closed] if "complexGateway" in replacement[1] else []

    with pytest.raises(RefusedError) as refused:
        deploy(draft(P04, replacement, *more))

    assert [p.element_id for p in refused.value.problems if reason in p.reason] == [element]
    assert "到场登记" in str(refused.value)


@pytest.mark.parametrize(
    ("kind", "source"),
    [
        ("bpmn", b"not xml"),
        ("bpmn", b"<a/>"),
        ("bpmn", b""),
        ("dmn", b"<definitions/>"),
        ("dmn", b"<"),
        ("form", b"{}"),
        ("form", b"["),
        ("form", b"\xff\xfe"),
    ],
)
def test_what_is_no_definition_at_all_is_refused(app, kind, source):
    with pytest.raises(RefusedError) as refused:
        deploy(Draft(kind, source))

    assert refused.value.problems
    assert str(refused.value)


def test_a_refused_draft_leaves_nothing(app):
    with pytest.raises(RefusedError):
        deploy(draft(P04, ('<bpmn:endEvent id="free"', '<bpmn:endEvent id="arrive"')))

    db.session.rollback()
    assert definitions.latest("bpmn", "p_report_in").version == 1


def test_the_version_of_what_was_never_deployed_is_unknown(app):
    with pytest.raises(UnknownDefinitionError):
        definitions.at_version("bpmn", "p_report_in", 9)

    assert definitions.latest("bpmn", "p_nothing") is None
    assert definitions.versions("form", "nothing") == []


def test_pages_ask_the_newest_table(app):
    asked = {"request_type": "求助", "danger_to_life": True, "catalogue_level": None}
    assert definitions.decide("d_level", asked)["level"] == "L1"

    deploy(draft(LEVELS, ('"L1"', '"L2"')))

    assert definitions.decide("d_level", asked)["level"] == "L2"


def test_an_unknown_table_is_not_asked(app):
    with pytest.raises(UnknownDefinitionError):
        definitions.decide("d_nothing", {})
