"""From text to values: one marshmallow field for each kind of component."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from marshmallow import EXCLUDE, Schema, ValidationError, fields

from app.forms import sentences
from app.forms.looks import moments
from app.forms.model import Component, Form
from app.forms.paths import flat
from app.forms.raw import TICKED, Typed

ZONE = ZoneInfo("Asia/Shanghai")
YEARS = range(2000, 2101)
LONGEST = {"textfield": 200, "textarea": 2000}
LONGEST_EVER = 10_000
MOST_FILES = 9
NUMBER = re.compile(r"[-+]?[0-9]{1,15}(\.[0-9]{1,10})?")
MOBILE = re.compile(r"(\+?86)?1[3-9][0-9]{9}")
LANDLINE = re.compile(r"(0[0-9]{2,3}-?)?[2-9][0-9]{6,7}([-转][0-9]{1,5})?")
EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s.]{1,63}(\.[^@\s.]{1,63}){1,5}")
DOCUMENT = re.compile(r"[0-9A-Za-z_-]{1,64}")
UNSAVEABLE = frozenset({"Cc", "Cs"})


@lru_cache(maxsize=256)
def schema(form: Form) -> Schema:
    """Return the marshmallow schema of a form; absent and empty values load as None.

    What depends on other fields (conditions, checks, required) is judged by ``validate``.
    """
    return _schema(tuple(field for field in form.fields if not field.is_computed))


def parse(form: Form, values: Typed) -> tuple[dict[str, Any], dict[str, str]]:
    """Return the values that could be read, and a sentence for each that could not."""
    try:
        return flat(form.fields, schema(form).load(values)), {}
    except ValidationError as error:
        readable = error.valid_data if isinstance(error.valid_data, dict) else {}
        return flat(form.fields, readable), dict(_named(error.messages_dict, ""))


class _Text(fields.Field[Any]):
    """A component's text, read by one function."""

    def __init__(self, component: Component, read: Callable[[Component, str], Any]) -> None:
        super().__init__(load_default=None, allow_none=True)
        self.component, self.read = component, read

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> Any:
        text = str(value)
        if not text:
            return None
        if len(text) > LONGEST_EVER:
            raise ValidationError(sentences.too_long(self.component.limits.max_length or 2000))
        if any(_is_unsaveable(character) for character in text):
            raise ValidationError(sentences.CONTROL)
        return self.read(self.component, text)


class _Texts(_Text):
    """A list of texts, each read by the same function."""

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> Any:
        found = [super(_Texts, self)._deserialize(text) for text in value]
        if self.component.type == "filepicker" and len(found) > _most_files(self.component):
            raise ValidationError(sentences.too_many(_most_files(self.component), self.component))
        return list(dict.fromkeys(found)) or None


def _schema(components: tuple[Component, ...]) -> Schema:
    found = {component.key: _field(component) for component in components}
    return Schema.from_dict(dict(found), name="FormSchema")(unknown=EXCLUDE)


def _field(component: Component) -> fields.Field[Any]:
    if component.is_rows:
        inner = _schema(tuple(field for field in component.fields if not field.is_computed))
        return fields.List(fields.Nested(inner), load_default=list)
    if component.type == "checkbox":
        return fields.Boolean(
            load_default=False, truthy={True, *TICKED}, falsy={False, "", "false"}
        )
    if component.is_several:
        return _Texts(component, _document if component.type == "filepicker" else _choice)
    return _Text(component, READERS[component.type])


def _is_unsaveable(character: str) -> bool:
    is_nowhere = ord(character) & 0xFFFE == 0xFFFE or 0xFDD0 <= ord(character) <= 0xFDEF
    return is_nowhere or (unicodedata.category(character) in UNSAVEABLE and character not in "\n\t")


def _most_files(component: Component) -> int:
    least = MOST_FILES if component.limits.several else 1
    return int(component.properties.get("max_files", least))


def _line(component: Component, text: str) -> str:
    if "\n" in text or "\t" in text:
        raise ValidationError(sentences.CONTROL)
    if component.limits.format == "phone":
        return _phone(text)
    return _long(component, _email(component, text))


def _phone(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text).replace(" ", "")
    if MOBILE.fullmatch(plain.replace("-", "")):
        return plain.replace("-", "")
    if not LANDLINE.fullmatch(plain):
        raise ValidationError(sentences.NO_PHONE)
    return plain


def _email(component: Component, text: str) -> str:
    if component.limits.format == "email" and not EMAIL.fullmatch(text):
        raise ValidationError(sentences.NO_EMAIL)
    return text


def _long(component: Component, text: str) -> str:
    least = component.limits.min_length or 0
    most = component.limits.max_length or longest(component)
    if len(text) < least:
        raise ValidationError(sentences.too_short(least))
    if len(text) > most:
        raise ValidationError(sentences.too_long(most))
    return text


def longest(component: Component) -> int:
    """Return how long a text may be when its file gives no number; an expression decides later."""
    is_ruled = any(name == "maxLength" for name, _ in component.limits.ruled)
    return LONGEST_EVER if is_ruled else LONGEST[component.type]


def _amount(component: Component, text: str) -> Decimal | int:
    plain, limits = unicodedata.normalize("NFKC", text), component.limits
    if not NUMBER.fullmatch(plain):
        raise ValidationError(sentences.NO_NUMBER)
    found = Decimal(plain)
    if _outside(found, limits.minimum, limits.maximum):
        raise ValidationError(sentences.out_of_range(limits.minimum, limits.maximum))
    if limits.digits is not None and -_exponent(found) > limits.digits:
        raise ValidationError(sentences.too_exact(limits.digits))
    if limits.step and found % limits.step:
        raise ValidationError(sentences.off_step(limits.step))
    return int(found) if found == found.to_integral_value() else found


def _exponent(found: Decimal) -> int:
    exponent = found.normalize().as_tuple().exponent
    return exponent if isinstance(exponent, int) else 0


def _outside(found: Decimal, minimum: Decimal | None, maximum: Decimal | None) -> bool:
    return (minimum is not None and found < minimum) or (maximum is not None and found > maximum)


def _moment(component: Component, text: str) -> datetime | date | time:
    try:
        found = _in_range(MOMENTS[component.subtype](text))
    except (ValueError, OverflowError) as error:
        is_date = component.subtype == "date"
        raise ValidationError(sentences.NO_DATE if is_date else sentences.NO_MOMENT) from error
    minutes = component.limits.minutes
    if minutes and isinstance(found, datetime | time) and found.minute % minutes:
        raise ValidationError(sentences.off_minutes(minutes))
    return found


def _local(text: str) -> datetime:
    found = datetime.fromisoformat(text)
    return found.replace(tzinfo=ZONE) if found.tzinfo is None else found.astimezone(ZONE)


def _in_range(found: datetime | date | time) -> datetime | date | time:
    if isinstance(found, date) and found.year not in YEARS:
        raise ValueError(found)
    return found


def _choice(component: Component, text: str) -> str | bool:
    if component.options and text not in {option.value for option in component.options}:
        raise ValidationError(sentences.NOT_OFFERED)
    if len(text) > LONGEST["textfield"]:
        raise ValidationError(sentences.NOT_OFFERED)
    return text == "true" if component.is_boolean else text


def _document(component: Component, text: str) -> str:
    if not DOCUMENT.fullmatch(text):
        raise ValidationError(sentences.NO_DOCUMENT)
    return text


def _named(messages: Mapping[Any, Any], prefix: str) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for key, told in messages.items():
        name = f"{prefix}{key}"
        if isinstance(told, Mapping):
            found += _named(told, f"{name}-")
        else:
            found.append((name, str(told[0])))
    return found


MOMENTS: dict[str, Callable[[str], datetime | date | time]] = {
    "datetime": _local,
    "date": date.fromisoformat,
    "time": moments.read_time,
}
READERS: dict[str, Callable[[Component, str], Any]] = {
    "textfield": _line,
    "textarea": _long,
    "number": _amount,
    "datetime": _moment,
    "radio": _choice,
    "select": _choice,
}
