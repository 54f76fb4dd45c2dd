"""A case's variables as authors and operators see them: without anybody's particulars."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, Self

from sqlalchemy import select

from app import definitions, forms
from app.cases.models import Case, Party
from app.core.db import db

MASK = "***"
SHORTEST = 2


def masked(facts: Mapping[str, Any], case: Case) -> dict[str, Any]:
    """Return the facts with everything personal replaced, before anything is computed from them."""
    return Veil.of(case).masked(facts)


class Veil:
    """Hides what is personal in a case.

    That is: fields that a form of the case marks so, whatever looks like a phone or identity
    number, and texts that hold the requester's name or number.
    """

    def __init__(self, fields: Iterable[str], words: Iterable[str]) -> None:
        self.fields, self.words = frozenset(fields), tuple(words)

    @classmethod
    def of(cls, case: Case) -> Self:
        """Return the veil over a case."""
        return cls(_personal_fields(case), _said_of_parties(case))

    def masked(self, facts: Mapping[str, Any]) -> dict[str, Any]:
        """Return the facts with everything personal replaced."""
        return {name: self.over(value, name) for name, value in facts.items()}

    def over(self, value: Any, name: str = "") -> Any:
        """Return the value, or the mask, all the way down."""
        if value is None or type(value) is bool:
            return value
        if name in self.fields:
            return MASK
        if isinstance(value, Mapping):
            return {key: self.over(inner, key) for key, inner in value.items()}
        if isinstance(value, list):
            return [self.over(inner) for inner in value]
        return MASK if self._tells(value) else value

    def _tells(self, value: Any) -> bool:
        if isinstance(value, int | Decimal):
            return forms.has_personal_data(str(value))
        if not isinstance(value, str):
            return False
        return forms.has_personal_data(value) or any(word in value for word in self.words)


def _personal_fields(case: Case) -> set[str]:
    pinned = definitions.form_versions(case.instance.set_id)
    return {
        each.key
        for key, version in pinned.items()
        for each in definitions.form(key, version).walk()
        if each.key and ("P" in each.destinations or each.sees == "PI")
    }


def _said_of_parties(case: Case) -> list[str]:
    parties = db.session.scalars(select(Party).where(Party.case_id == case.id))
    words = [word for party in parties for word in (party.name, party.phone) if word]
    return [word for word in words if len(word) >= SHORTEST]
