"""Cases nobody registers: a message or a signal opens them."""

from datetime import datetime
from typing import Any
from uuid import UUID

from app import audit, definitions, identity, runtime
from app.cases import service
from app.identity import SYSTEM
from app.runtime import Message

CHANNEL = "系统"
ABOUT = ("title", "facts", "place_text", "street")
"""What a message may say of the case it opens, beside what the process reads."""


def open_by(process_key: str, element_id: str, message: Message, now: datetime) -> UUID:
    """Open a case of a process at the event a message starts; its payload are the variables."""
    region = _region(message)
    case = service.open_case(
        process_key, _about(process_key, message), region_id=region, actor=SYSTEM, now=now
    )
    known: dict[str, Any] = {"case_ref": case.reference, "district": region, "street": case.street}
    runtime.start(
        process_key,
        {**message.payload, **known},
        case_id=case.id,
        region_id=region,
        actor=SYSTEM,
        now=now,
        said=audit.Happening("case.opened", {"channel": CHANNEL, "message": message.name}),
        entry=element_id,
    )
    return case.id


def _about(process_key: str, message: Message) -> dict[str, Any]:
    said = {name: message.payload.get(name) for name in ABOUT}
    texts = {name: value for name, value in said.items() if isinstance(value, str)}
    process = definitions.latest("bpmn", process_key)
    return {"title": process.name if process else message.name, **texts, "channel": CHANNEL}


def _region(message: Message) -> str:
    if message.sender_case_id is not None:
        return runtime.instance(message.sender_case_id).region_id
    if message.sender_id is not None:
        return identity.user(message.sender_id).region_id
    return identity.organisations(("district",))[0].region_id
