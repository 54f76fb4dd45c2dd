"""Drafts of diagrams: save, check, publish."""

from app.modeler.models import ProcessDraft
from app.modeler.queries import Shown, draft, drafts, missing, shown
from app.modeler.service import (
    DraftChangedError,
    NoteMissingError,
    OutdatedDraftError,
    WrongKeyError,
    check,
    discard,
    publish,
    save,
)

__all__ = [
    "DraftChangedError",
    "NoteMissingError",
    "OutdatedDraftError",
    "ProcessDraft",
    "Shown",
    "WrongKeyError",
    "check",
    "discard",
    "draft",
    "drafts",
    "missing",
    "publish",
    "save",
    "shown",
]
