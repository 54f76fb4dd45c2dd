"""The clean values of a form: where each of them goes."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from app.forms.looks import moments
from app.forms.model import Component, Form
from app.forms.paths import Fields, Values, every, nested
from app.forms.words import as_text


@dataclass(frozen=True)
class Clean:
    """The values of a form that may be used: typed, hidden ones dropped.

    ``entered`` holds them by the key of their field; everything else hands them out as contexts
    within contexts, as expressions see them.
    """

    form: Form
    entered: Values
    warnings: dict[str, str]
    known: frozenset[str] = frozenset()

    @property
    def values(self) -> Values:
        """Return all of them."""
        return nested(self.form.fields, self.entered)

    def variables(self) -> Values:
        """Return what the process may route on; a hidden field is null unless already known."""
        going = self._going("V")
        hidden = {field.key for field in self.form.mapped("V")} - self.entered.keys() - self.known
        said = _level(self.form.fields, going, _for_process)
        return nested(self.form.fields, {**dict.fromkeys(sorted(hidden)), **said})

    def party(self) -> Values:
        """Return what belongs in the encrypted party record only."""
        return nested(self.form.fields, self._going("P"))

    def case_file(self) -> Values:
        """Return what belongs in the case file."""
        return nested(self.form.fields, self._going("C"))

    def submission(self) -> dict[str, Any]:
        """Return everything entered except personal fields, ready for JSON."""
        personal = {field.key for field in self.form.mapped("P")}
        kept = {field.key for field in self.form.fields if field.destinations} - personal
        held = {key: value for key, value in self.entered.items() if key in kept}
        return nested(self.form.fields, _level(self.form.fields, held, _written))

    def held(self, kind: str) -> Iterator[tuple[str, Component, Any]]:
        """Yield the name, field and value of all fields of one type, those in rows too."""
        found = every(self.form.fields, self.entered)
        yield from ((name, field, value) for name, field, value in found if field.type == kind)

    def digest(self) -> str:
        """Return the SHA-256 of the values a signature stands under: all but the signatures."""
        return digest(self.form, self.submission())

    def seal(self) -> dict[str, str]:
        """Return for the record what was signed, as ``signed``; nothing without a signature."""
        is_signed = any(self.entered.get(field.key) for field in _signatures(self.form))
        return {"signed": self.digest()} if is_signed else {}

    def _going(self, to: str) -> Values:
        keys = {field.key for field in self.form.mapped(to)}
        return {key: value for key, value in self.entered.items() if key in keys}


def digest(form: Form, submission: Mapping[str, Any]) -> str:
    """Return the SHA-256 of a reply as it is kept, without its signatures, as sorted JSON."""
    signatures = {field.key for field in _signatures(form)}
    held = {key: said for key, said in submission.items() if key not in signatures}
    text = json.dumps(held, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _signatures(form: Form) -> list[Component]:
    return [field for field in form.fields if field.kind == "signature"]


def plain(value: Any) -> Any:
    """Return a value as JSON holds it: times as ISO text, decimals as text."""
    if isinstance(value, Mapping):
        return {str(key): plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [plain(each) for each in value]
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value


def _level(fields: Fields, level: Values, say: Any) -> Values:
    known = {field.key: field for field in fields}
    return {
        key: [_level(known[key].fields, row, say) for row in value]
        if known[key].is_rows and value
        else say(known[key], value)
        for key, value in level.items()
        if key in known
    }


def _written(field: Component, value: Any) -> Any:
    if field.limits.written and isinstance(value, datetime | time):
        return moments.written(value, field.limits.written)
    return as_text(value) if field.limits.as_text else plain(value)


def _for_process(field: Component, value: Any) -> Any:
    return as_text(value) if field.limits.as_text else value
