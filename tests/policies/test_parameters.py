"""Versioned parameters."""

from datetime import timedelta

import pytest
from sqlalchemy import delete

from app import policies, sla
from app.core.db import db
from app.policies.models import ParameterSet, WorkCalendar
from tests.policies.conftest import NOW, shipped


@pytest.fixture
def changed():
    """The shipped parameters with a longer limit for signing."""
    body = shipped("parameters")
    body["limits"][0]["rows"]["sign"]["紧急"] = "15 min NH"
    return body


def signed_by(version):
    facts = {"whistle_class": "紧急", "dispatched_at": NOW}
    due = sla.limit(policies.limits(version), "sign", facts, NOW, policies.current_calendar())
    return due - NOW


def test_new_parameters_hold_from_their_day_on(changed):
    policies.import_parameters(changed, valid_from=NOW)

    assert policies.current_parameters(NOW - timedelta(seconds=1)).version == 1
    assert policies.current_parameters(NOW).version == 2
    assert policies.current_versions(NOW) == policies.Versions(2, 1, 1)


def test_a_case_keeps_the_limits_it_began_with(changed):
    policies.import_parameters(changed, valid_from=NOW)

    assert (signed_by(1), signed_by(2)) == (timedelta(minutes=10), timedelta(minutes=15))


def test_importing_the_same_parameters_again_adds_no_version():
    assert policies.import_parameters(shipped("parameters"), valid_from=NOW).version == 1


def test_every_value_of_the_file_can_be_read():
    body = policies.current_parameters(NOW).body

    assert body["assessment"]["weights"]["cooperation"] == 0.25
    assert body["title"] == "示例参数"


def test_a_version_is_parsed_once():
    assert policies.limits(1) is policies.limits(1)
    assert policies.current_calendar() is policies.calendar(1)


def test_a_limit_that_counts_from_itself_is_refused(changed):
    changed["limits"][0]["rows"]["sign"]["anchor"] = "sign"

    with pytest.raises(policies.BadParametersError, match="sign"):
        policies.import_parameters(changed, valid_from=NOW)


def test_weights_that_do_not_add_up_are_refused(changed):
    changed["assessment"]["weights"]["cooperation"] = 0.5

    with pytest.raises(policies.BadParametersError, match="assessment"):
        policies.import_parameters(changed, valid_from=NOW)


def test_without_rules_nothing_can_begin():
    db.session.execute(delete(ParameterSet))
    db.session.execute(delete(WorkCalendar))

    for ask in (policies.current_versions, policies.current_parameters, policies.horizon_months):
        with pytest.raises(policies.UnknownVersionError):
            ask(NOW)
    with pytest.raises(policies.UnknownVersionError):
        policies.import_notice(2027, "2027-02-20,work", "通知", now=NOW)
    with pytest.raises(policies.UnknownVersionError):
        policies.calendar(1)
