"""What a form file says, as plain values: a tree of components and the fields in it."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from app.forms.looks import Looks

INPUTS = frozenset(
    [
        "checkbox",
        "checklist",
        "datetime",
        "expression",
        "filepicker",
        "number",
        "radio",
        "select",
        "taglist",
        "textarea",
        "textfield",
    ]
)
CONTAINERS = frozenset({"group", "dynamiclist"})
DISPLAYS = frozenset(
    [
        "button",
        "documentPreview",
        "html",
        "iframe",
        "image",
        "separator",
        "spacer",
        "table",
        "text",
    ]
)
CHOSEN = frozenset({"checklist", "radio", "select", "taglist"})
SEVERAL = frozenset({"checklist", "taglist", "filepicker"})
DESTINATIONS = {"V": "variable", "S": "submission", "P": "party", "C": "case file"}
SEES = frozenset({"All", "Own", "PI"})
WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Option:
    """One choice: the stored value and the words shown for it."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds a value must keep, as the form file states them."""

    required: bool = False
    min_length: int | None = None
    max_length: int | None = None
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    step: Decimal | None = None
    pattern: str | None = None
    pattern_message: str = "格式不对"
    format: str = ""
    digits: int | None = None
    as_text: bool = False
    not_passed: bool = False
    minutes: int | None = None
    written: str = ""
    several: bool = True
    ruled: tuple[tuple[str, str], ...] = ()  # bounds that are expressions, by their name


@dataclass(frozen=True, slots=True)
class Check:
    """A FEEL expression that has to be true, and the sentence shown when it is not."""

    expression: str
    message: str


@dataclass(frozen=True, slots=True)
class Component:
    """One component; containers have children, a list has fields, which make its rows.

    ``key`` is the path of a field's value within its level, the form or the row: what groups
    add to it stands in it already.
    """

    type: str
    id: str
    key: str = ""
    label: str = ""
    help: str = ""
    hide: str | None = None
    children: tuple["Component", ...] = ()
    fields: tuple["Component", ...] = ()
    limits: Limits = Limits()
    options: tuple[Option, ...] = ()
    options_key: str | None = None
    options_rule: str | None = None
    default: Any = None
    expression: str | None = None
    subtype: str = "datetime"
    columns: tuple[Option, ...] = ()
    columns_rule: str | None = None
    row: str = ""
    accept: str = ""
    looks: Looks = field(default_factory=Looks)
    properties: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def name(self) -> str:
        """Return what identifies the component among the visible ones: key or id."""
        return self.key or self.id

    @property
    def is_field(self) -> bool:
        """Tell whether the component holds a value of its own."""
        return self.type in INPUTS or self.type == "dynamiclist"

    @property
    def is_rows(self) -> bool:
        """Tell whether the value is a list of rows."""
        return self.type == "dynamiclist"

    @property
    def is_fixed(self) -> bool:
        """Tell whether the file, not a person, says what the value is."""
        return self.is_computed or self.looks.is_fixed

    @property
    def is_computed(self) -> bool:
        """Tell whether the server computes the value instead of a person typing it."""
        return self.type == "expression"

    @property
    def is_several(self) -> bool:
        """Tell whether the value is a list of choices or documents."""
        return self.type in SEVERAL

    @property
    def is_chosen(self) -> bool:
        """Tell whether the value is one or several of given choices."""
        return self.type in CHOSEN

    @property
    def is_boolean(self) -> bool:
        """Tell whether the value is true or false."""
        return self.type == "checkbox" or self.properties.get("as") == "boolean"

    @property
    def destinations(self) -> frozenset[str]:
        """Return where the value goes: letters of ``DESTINATIONS``."""
        return frozenset(WORD.findall(self.properties.get("to", "")))

    @property
    def sees(self) -> str:
        """Return who may see the value: ``All``, ``Own`` or ``PI``."""
        return self.properties.get("sees", "All")

    @property
    def kind(self) -> str:
        """Return which picker of ours shows the field, or an empty string."""
        return self.properties.get("kind", "")

    @property
    def checks(self) -> tuple[Check, ...]:
        """Return the checks in the order written: ``check``, ``check_2`` …"""
        names = sorted(name for name in self.properties if re.fullmatch(r"check(_\d)?", name))
        message = {
            name: self.properties.get(name.replace("check", "message"), "") for name in names
        }
        return tuple(Check(self.properties[name], message[name]) for name in names)

    @property
    def offers(self) -> dict[str, str]:
        """Return the conditions of single choices: value -> FEEL expression."""
        found = (item for item in self.properties.items() if item[0].startswith("offer:"))
        return {name.removeprefix("offer:"): expression for name, expression in found}

    def rule(self, name: str) -> str | None:
        """Return one FEEL rule of the component, such as ``required_if`` or ``prefill``."""
        return self.properties.get(name)

    @property
    def lines(self) -> list[list["Component"]]:
        """Return the children line by line, as they stand side by side."""
        return lines(self.children)

    def walk(self) -> Iterator["Component"]:
        """Yield the component and everything inside it, in the order shown."""
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass(frozen=True, slots=True, eq=False)
class Form:
    """One form: its components as a tree and its fields as a list; equal only to itself."""

    id: str
    components: tuple[Component, ...]
    fields: tuple[Component, ...]
    live: frozenset[str]

    def field(self, key: str) -> Component:
        """Return the field of that key; KeyError when the form has none."""
        return {found.key: found for found in self.fields}[key]

    def mapped(self, to: str) -> tuple[Component, ...]:
        """Return the fields whose value goes to ``V``, ``S``, ``P`` or ``C``."""
        return tuple(found for found in self.fields if to in found.destinations)

    @property
    def lines(self) -> list[list[Component]]:
        """Return the outermost components line by line, as they stand side by side."""
        return lines(self.components)

    def labels(self, name: str) -> tuple[str, ...]:
        """Return the labels of an error's key: one, or list, number and column."""
        return tuple(_labels(self.fields, name.split("-")))

    def walk(self) -> Iterator[Component]:
        """Yield every component, outermost first."""
        for component in self.components:
            yield from component.walk()


def _labels(fields: tuple[Component, ...], steps: list[str]) -> Iterator[str]:
    field = {found.key: found for found in fields}.get(steps[0])
    yield field.label if field else ""
    if field and len(steps) > 2:
        yield str(int(steps[1]) + 1)
        yield from _labels(field.fields, steps[2:])


def lines(components: tuple[Component, ...]) -> list[list[Component]]:
    """Return components in lines: neighbours of the same layout row share one."""
    found: list[list[Component]] = []
    for each in components:
        if found and each.row and each.row == found[-1][-1].row:
            found[-1].append(each)
        else:
            found.append([each])
    return found
