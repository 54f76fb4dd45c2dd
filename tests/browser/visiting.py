"""A task whose form has lists within a list, and photos."""

import json
from datetime import timedelta
from uuid import UUID

from app import cases, definitions, runtime
from app.core import clock
from app.core.db import transaction
from app.definitions import Draft
from app.identity import SYSTEM
from tests.jobs import diagrams

ASKING = b'<zeebe:userTask /><zeebe:formDefinition formId="visit" />'
NAME = {"type": "textfield", "key": "name", "label": "姓名"}
FORM = {
    "type": "default",
    "id": "visit",
    "components": [
        {"type": "textfield", "key": "what", "label": "事由", "properties": {"to": "S"}},
        {"type": "dynamiclist", "path": "homes", "label": "住户",
         "properties": {"to": "S", "max_rows": "4"},
         "components": [
             {"type": "textfield", "key": "door", "label": "门牌"},
             {"type": "dynamiclist", "path": "people", "label": "成员", "components": [NAME]},
         ]},
        {"type": "filepicker", "key": "photos", "label": "照片", "multiple": True,
         "accept": ".png,.jpg", "properties": {"to": "S"}},
    ],
}  # fmt: skip


def begin() -> UUID:
    """Open a case whose only task has the form; return the task's id."""
    now = clock.now()
    diagram = diagrams.desk("p_visit", "走访").replace(b"<zeebe:userTask />", ASKING)
    with transaction():
        definitions.deploy(Draft("form", json.dumps(FORM).encode()), actor=SYSTEM, now=now)
        definitions.deploy(Draft("bpmn", diagram), actor=SYSTEM, now=now)
        about = {"title": "走访", "facts": "青石里走访", "street": "qh.wx"}
        case = cases.open_case("p_visit", about, region_id="qh", actor=SYSTEM, now=now)
        given = {"street": "qh.wx", "due_at": now + timedelta(days=1), "case_ref": case.reference}
        runtime.start("p_visit", given, case_id=case.id, region_id="qh", actor=SYSTEM, now=now)
        return runtime.tasks_of(case.id)[0].id
