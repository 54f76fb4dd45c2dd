"""What a definition says, told twice: by our judge and by the plain reading of its properties.

Random definitions and values: the judge lets nothing through that the definition refuses, and
refuses nothing that it allows; alone, in a group with a path, and in each row of a list.
"""

import json
import re
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from app import forms
from app.core.errors import InvalidError
from tests.forms.conftest import at

NOW = at("08:42")
Raw = dict[str, Any]
LETTERS = st.text(alphabet="ab中1 -", max_size=8)
BOUND = st.none() | st.integers(0, 6)
PATTERNS = st.sampled_from([None, "^a", "中", "[0-9]+$", "^.{3}$"])
CHOICES = ["red", "green", "true"]
NUMBERS = st.sampled_from(
    ["", "0", "-3", "7", "2.5", "2.50", "1.25", "１２", "abc", "1e3", "--1", "10", "0.1"]
)
DATES = st.sampled_from(["", "2026-07-13", "2026-07-14", "2027-01-31", "2026-02-30", "x"])


def rules(**given: Any) -> Raw:
    return {name: value for name, value in given.items() if value is not None}


def ruled(bound: Any) -> st.SearchStrategy[Any]:
    """Return a bound as a number or as an expression that gives it."""
    return bound.flatmap(lambda n: st.just(n) if n is None else st.sampled_from([n, f"={n} + 0"]))


TEXT = st.builds(
    lambda least, most, pattern, needed: {
        "type": "textfield",
        "validate": rules(minLength=least, maxLength=most, pattern=pattern, required=needed),
    },
    ruled(BOUND), ruled(BOUND.filter(lambda n: n != 0)), PATTERNS, st.booleans(),
)  # fmt: skip
NUMBER = st.builds(
    lambda least, most, step, digits, needed: {
        "type": "number",
        "validate": rules(min=least, max=most, required=needed),
        **rules(increment=step, decimalDigits=digits),
    },
    ruled(BOUND), ruled(BOUND), st.sampled_from([None, 0.5, 2]), st.sampled_from([None, 0, 1]),
    st.booleans(),
)  # fmt: skip
CHOSEN = st.builds(
    lambda kind, needed: {
        "type": kind, "validate": {"required": needed},
        "values": [{"value": each, "label": each} for each in CHOICES],
    },
    st.sampled_from(["select", "radio", "checklist", "taglist"]), st.booleans(),
)  # fmt: skip
DAY = st.builds(
    lambda passed, needed: {
        "type": "datetime", "subtype": "date", "disallowPassedDates": passed,
        "validate": {"required": needed},
    },
    st.booleans(), st.booleans(),
)  # fmt: skip
TICK = st.builds(
    lambda needed: {"type": "checkbox", "validate": {"required": needed}}, st.booleans()
)
PAIRS = st.one_of(
    st.tuples(TEXT, LETTERS),
    st.tuples(NUMBER, NUMBERS),
    st.tuples(CHOSEN, st.sampled_from(["", *CHOICES, "black"])),
    st.tuples(DAY, DATES),
    st.tuples(TICK, st.sampled_from(["", "true"])),
)


def bound(definition: Raw, name: str) -> Decimal | None:
    found = definition["validate"].get(name)
    return None if found is None else Decimal(str(found).strip("=").removesuffix(" + 0"))


def is_right(definition: Raw, value: str) -> bool:
    """Return the plain reading of one definition."""
    value = value.strip()
    if not value:
        return not definition["validate"].get("required")
    return READINGS.get(definition["type"], reads_choice)(definition, value)


def reads_text(definition: Raw, value: str) -> bool:
    least, most = bound(definition, "minLength"), bound(definition, "maxLength")
    pattern = definition["validate"].get("pattern")
    fits = least is None or len(value) >= least
    fits = fits and (most is None or len(value) <= most)
    return fits and (pattern is None or re.search(pattern, value) is not None)


def reads_number(definition: Raw, value: str) -> bool:
    try:
        number = Decimal(value)
    except InvalidOperation:
        return False
    least, most = bound(definition, "min"), bound(definition, "max")
    step, digits = definition.get("increment"), definition.get("decimalDigits")
    fits = "e" not in value and (least is None or number >= least)
    fits = fits and (most is None or number <= most)
    fits = fits and (step is None or number % Decimal(str(step)) == 0)
    return fits and (digits is None or number == round(number, digits))


def reads_day(definition: Raw, value: str) -> bool:
    try:
        day = date.fromisoformat(value)
    except ValueError:
        return False
    return not definition["disallowPassedDates"] or day >= NOW.date()


def reads_choice(definition: Raw, value: str) -> bool:
    return value in CHOICES


READINGS = {
    "textfield": reads_text,
    "number": reads_number,
    "datetime": reads_day,
    "checkbox": lambda definition, value: True,
}


def verdict(components: list[Raw], sent: Raw) -> set[str]:
    source = json.dumps({"type": "default", "id": "any", "components": components})
    assert forms.problems(source) == []
    try:
        forms.validate(forms.load(source), sent, {}, NOW, {})
    except InvalidError as refused:
        return set(refused.fields)
    return set()


@given(st.lists(PAIRS, min_size=1, max_size=4))
@settings(max_examples=120, deadline=None)
def test_a_form_is_judged_as_it_reads(pairs: list[tuple[Raw, str]]) -> None:
    fields = [
        definition | {"key": f"f{n}", "label": "它"} for n, (definition, _) in enumerate(pairs)
    ]
    half = len(fields) // 2
    components = [*fields[:half], {"type": "group", "path": "g", "components": fields[half:]}]
    names = [f"f{n}" if n < half else f"g.f{n}" for n in range(len(fields))]
    expected = {name for name, pair in zip(names, pairs, strict=True) if not is_right(*pair)}

    refused = verdict(components, {name: pair[1] for name, pair in zip(names, pairs, strict=True)})

    assert refused == expected


@given(PAIRS, st.lists(st.sampled_from(["", "甲"]), min_size=1, max_size=3))
@settings(max_examples=60, deadline=None)
def test_each_row_is_judged_as_it_reads(pair: tuple[Raw, str], names: list[str]) -> None:
    field = pair[0] | {"key": "it", "label": "它"}
    name = {"type": "textfield", "key": "name", "label": "名"}
    rows = {"type": "dynamiclist", "path": "rows", "label": "行", "components": [name, field]}
    sent = {f"rows-{n}-{key}": said for n, who in enumerate(names)
            for key, said in (("name", who), ("it", pair[1]))}  # fmt: skip
    filled = [n for n, who in enumerate(names) if who or pair[1].strip()]
    expected = set() if is_right(*pair) else {f"rows-{n}-it" for n in filled}

    assert verdict([rows], sent) == expected
