"""A draft meets a new version of its form: what fits is kept, what does not is shown."""

import json
from pathlib import Path

import pytest

from app import definitions, runtime
from app.core import clock
from app.core.db import transaction
from app.definitions import Draft
from app.identity import SYSTEM

FORM = Path("forms/p_report_in/arrive.form")
TYPED = {"people-0-name": "赵明", "people-0-post": "队长", "note": "路上有树", "position": "30.7,1"}


@pytest.fixture
def until():
    return "09:04"


@pytest.fixture
def task_id(player, morning):
    morning.at("09:05")
    return player.task("arrive", "qh.drain").id


def without_note():
    """Return the arrival's form without its note, its people without their post."""
    form = json.loads(FORM.read_text())
    kept = [each for each in form["components"] if each.get("key") != "note"]
    people = kept[0]
    people["components"] = [each for each in people["components"] if each["key"] != "post"]
    return json.dumps(form | {"components": kept}).encode()


def migrate(player):
    now = clock.now()
    with transaction():
        definitions.deploy(Draft("form", without_note()), actor=SYSTEM, now=now)
    with transaction():
        new = definitions.pin("p_hotline_intake").id
    with transaction():
        runtime.migrate(player.case_id, new, {}, "表单改版", actor=SYSTEM, now=now)


def test_a_draft_goes_on_under_a_new_version_of_the_form(page, player, task_id):
    duty = page.log_in("drain_duty")
    duty.post(f"/drafts/task/{task_id}", TYPED)

    migrate(player)
    found = duty.get(f"/tasks/{task_id}")

    assert found.fields("到场登记")["people-0-name"] == "赵明"
    assert found.fields("到场登记")["position"] == "30.7,1"
    assert "不再适用的内容" in found.text
    assert "备注路上有树" in found.text
    assert "到场人员 1 岗位队长" in found.text
