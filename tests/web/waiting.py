"""Cases with one task that waits for the street's desk."""

import pytest

from app import cases, definitions, runtime
from app.core.db import transaction
from app.definitions import Draft
from app.identity import SYSTEM
from tests.jobs import diagrams


@pytest.fixture
def wait(app, morning):
    """A function that opens a case of 望溪街道 whose only task is due at a time of today."""
    with transaction():
        definitions.deploy(Draft("bpmn", diagrams.desk()), actor=SYSTEM, now=morning.now)

    def wait(due, title="青石桥下积水"):
        began, now = morning.now, morning.at(due)
        morning.now = began
        with transaction():
            about = {"title": title, "facts": title, "street": "qh.wx"}
            case = cases.open_case("p_desk", about, region_id="qh", actor=SYSTEM, now=began)
            given = {"street": "qh.wx", "due_at": now, "case_ref": case.reference}
            runtime.start("p_desk", given, case_id=case.id, region_id="qh", actor=SYSTEM, now=began)
            return case.id

    return wait
