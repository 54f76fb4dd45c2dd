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
from app.modeler.tables import Table, tables

__all__ = [
    "DraftChangedError",
    "NoteMissingError",
    "OutdatedDraftError",
    "ProcessDraft",
    "Shown",
    "Table",
    "WrongKeyError",
    "check",
    "discard",
    "draft",
    "drafts",
    "missing",
    "publish",
    "save",
    "shown",
    "tables",
]
