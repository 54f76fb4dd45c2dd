"""Messages from outside: sensors, other systems."""

from typing import Any

from app import supervision
from app.api.asked import MessageSent
from app.api.door import Door, actor, answer_once, answered_once, now
from app.api.schemas import MessageShown
from app.runtime import Message

bp = Door("messages", "/messages", "Messages")


@bp.post("")
@answered_once
@bp.arguments(MessageSent)
@bp.response(201, MessageShown)
@bp.alt_response(403, "FORBIDDEN")
def send(sent: dict[str, Any]) -> dict[str, Any]:
    """Send a message to the case that waits for it, by name and key.

    If none waits yet it is kept for its time to live. With the same ``Idempotency-Key`` the same
    person gets the first answer again.
    """
    return answer_once(
        lambda key: _shown(supervision.publish(**sent, one_time_key=key, actor=actor(), now=now()))
    )


def _shown(message: Message) -> dict[str, Any]:
    names = ("id", "name", "key", "sent_at", "expires_at")
    return {name: getattr(message, name) for name in names}
