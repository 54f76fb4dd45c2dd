"""Saved filters: what a person asks of the worklist under a name, for oneself or one's unit."""

from app.tasks.filters.errors import NameTakenError, NotYourFilterError, TooManyFiltersError
from app.tasks.filters.models import LONGEST, SavedFilter
from app.tasks.filters.policy import may_change, units_of
from app.tasks.filters.queries import Listed, named, own, visible
from app.tasks.filters.service import begin_with, delete, rename, replace, save, share

__all__ = [
    "LONGEST",
    "Listed",
    "NameTakenError",
    "NotYourFilterError",
    "SavedFilter",
    "TooManyFiltersError",
    "begin_with",
    "delete",
    "may_change",
    "named",
    "own",
    "rename",
    "replace",
    "save",
    "share",
    "units_of",
    "visible",
]
