"""The worklist: indexed walks over what waits for a person, merged; turned page by page."""

from app.core.paging import MOST
from app.tasks.worklist.asked import (
    DUES,
    SORTS,
    TABS,
    Asked,
    Counts,
    InboxPage,
    InboxRow,
)
from app.tasks.worklist.queries import counts, inbox

__all__ = [
    "DUES",
    "MOST",
    "SORTS",
    "TABS",
    "Asked",
    "Counts",
    "InboxPage",
    "InboxRow",
    "counts",
    "inbox",
]
