"""How a component looks, as its file says: places, adornments, texts, heights."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

SANDBOX = {
    "allowScripts": "allow-scripts",
    "allowSameOrigin": "allow-same-origin",
    "allowForms": "allow-forms",
    "allowModals": "allow-modals",
    "allowPopups": "allow-popups",
}
"""What a frame may be allowed; leading our own page elsewhere is never among it."""


@dataclass(frozen=True, slots=True)
class Looks:
    """What only the page needs. ``width`` is in sixteenths of the line, None for the rest of it."""

    width: int | None = None
    readonly: str | None = None
    is_disabled: bool = False
    prefix: str = ""
    suffix: str = ""
    text: str = ""
    source: str = ""
    alt: str = ""
    height: int = 60
    alignment: str = "start"
    has_outline: bool = False
    action: str = "submit"
    page_rows: int | None = None
    is_searchable: bool = False
    sandbox: str = ""
    first_rows: int = 1
    may_add: bool = True
    unfolded: int | None = None

    @property
    def is_fixed(self) -> bool:
        """Tell whether nobody can ever change the value: disabled, or readonly in any case."""
        return self.is_disabled or self.readonly == "true"


def looks(data: Mapping[str, Any]) -> Looks:
    """Return the looks of one component of a form file."""
    layout, adorned = data.get("layout") or {}, data.get("appearance") or {}
    allowed = data.get("security") or {}
    return Looks(
        width=layout.get("columns"),
        readonly=_condition(data.get("readonly")),
        is_disabled=data.get("disabled") is True,
        prefix=str(adorned.get("prefixAdorner") or ""),
        suffix=str(adorned.get("suffixAdorner") or ""),
        text=str(data.get("text") or data.get("content") or ""),
        source=str(data.get("source") or data.get("url") or ""),
        alt=str(data.get("alt") or ""),
        height=int(data.get("height") or data.get("maxHeight") or 60),
        alignment=str(data.get("verticalAlignment") or "start"),
        has_outline=data.get("showOutline") is True,
        action=str(data.get("action") or "submit"),
        page_rows=int(data["rowCount"]) if data.get("rowCount") else None,
        is_searchable=data.get("searchable") is True,
        sandbox=" ".join(SANDBOX[name] for name in SANDBOX if allowed.get(name) is True),
        first_rows=int(data.get("defaultRepetitions", 1)),
        may_add=data.get("allowAddRemove") is not False and data.get("isRepeating") is not False,
        unfolded=None if data.get("disableCollapse") else data.get("nonCollapsedItems"),
    )


def _condition(rule: object) -> str | None:
    if isinstance(rule, bool):
        return "true" if rule else None
    return rule.removeprefix("=").strip() or None if isinstance(rule, str) else None
