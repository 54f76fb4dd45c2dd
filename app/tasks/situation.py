"""Where a form is met: by whom, in which case, with which variables."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from app import cases, policies
from app.cases import Case, Submission
from app.identity import Actor

MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?[+-]\d\d:\d\d")


@dataclass
class Situation:
    """Where a form is met: by whom, in which case, with which variables."""

    actor: Actor
    facts: Mapping[str, Any]
    case: Case | None = None
    department: str | None = None
    whistle_no: str | None = None

    @cached_property
    def replies(self) -> Sequence[Submission]:
        """Return what was entered in the case so far."""
        return cases.submissions(self.case.id) if self.case else []

    def last(self, form_key: str, *, department: str | None = None) -> Mapping[str, Any]:
        """Return the newest reply to a form, or an empty one."""
        for reply in reversed(self.replies):
            if reply.form_key == form_key and department in (None, reply.department):
                return {key: _moment(value) for key, value in reply.values.items()}
        return {}

    @cached_property
    def row(self) -> policies.CatalogueRow | None:
        """Return the catalogue row of the case's matter."""
        matter = self.facts.get("matter") or (self.case.matter if self.case else None)
        known = {row.code: row for row in policies.catalogue_rows()}
        return known.get(str(matter))


def _moment(value: Any) -> Any:
    """Return an instant where a reply holds one as text."""
    is_moment = isinstance(value, str) and MOMENT.fullmatch(value)
    return datetime.fromisoformat(value) if is_moment else value


def reporting(situation: Situation) -> list[str]:
    """Return the departments that have reported results, in that order."""
    found = [r.department for r in situation.replies if r.form_key == "report_result"]
    return list(dict.fromkeys(code for code in found if code))
