"""Make the rows equal to a step: tasks, timers, subscriptions, incidents.

The instance row keeps what the other rows say (``projected``), so a step reads none of them and
writes only what changed.
"""

from collections.abc import Mapping
from typing import Any

from app.runtime.handlers import Happening
from app.runtime.rows import incidents, pauses, tasks, waiting
from app.runtime.rows.waiting import ADD, offers

__all__ = ["ADD", "forget", "offers", "project"]


def project(happening: Happening, form_versions: Mapping[str, int]) -> None:
    """Write what changed, and let the audit say so."""
    before = happening.remembered
    opened = tasks.write(happening, before.get("tasks", {}), form_versions)
    incidents.write(happening, before.get("incidents", {}))
    waiting.write_timers(happening, before.get("timers", {}))
    waiting.write_subscriptions(happening, before.get("subscriptions", {}))
    before.update(
        tasks=opened,
        paused=pauses.write(happening, before.get("paused", {})),
        timers=waiting.projected_timers(happening.step),
        subscriptions=waiting.projected_subscriptions(happening.step),
        incidents=incidents.projected(happening),
    )


def forget(projected: Mapping[str, Any]) -> dict[str, Any]:
    """Return ``projected`` without what the open rows say, so that each is written anew.

    A migration renames elements, which no digest covers.
    """
    opened = projected.get("tasks", {})
    return {
        **projected,
        "tasks": {token: [due, ""] for token, (due, _) in opened.items()},
        "timers": dict.fromkeys(projected.get("timers", {}), ""),
        "subscriptions": dict.fromkeys(projected.get("subscriptions", {}), ""),
    }
