"""Built-in functions on strings."""

from decimal import Decimal
from typing import Any

from app.feel.library.patterns import SEARCH, pattern, replacement
from app.feel.library.registry import builtin
from app.feel.limits import text_size


@builtin("substring(string: string, start position: number, length?: number)")
def substring(text: str, start: Decimal, length: Decimal | None = None) -> str | None:
    """Return a part counted from 1, or from the end when negative."""
    if start == 0 or (length is not None and length < 1):
        return None
    first = int(start) - 1 if start > 0 else max(len(text) + int(start), 0)
    last = len(text) if length is None else first + int(length)
    return text[first:last]


@builtin("string length(string: string)")
def string_length(text: str) -> int:
    """Count the characters."""
    return len(text)


@builtin("upper case(string: string)")
def upper_case(text: str) -> str:
    """Return the text in capitals."""
    return text.upper()


@builtin("lower case(string: string)")
def lower_case(text: str) -> str:
    """Return the text in small letters."""
    return text.lower()


@builtin("substring before(string: string, match: string)")
def substring_before(text: str, match: str) -> str:
    """Return what stands before ``match``, or nothing."""
    before, found, _ = text.partition(match) if match else ("", "", "")
    return before if found else ""


@builtin("substring after(string: string, match: string)")
def substring_after(text: str, match: str) -> str:
    """Return what stands after ``match``, or nothing."""
    return text.partition(match)[2] if match else text


@builtin("contains(string: string, match: string)")
def contains(text: str, match: str) -> bool:
    """Say whether ``match`` occurs."""
    return match in text


@builtin("starts with(string: string, match: string)")
def starts_with(text: str, match: str) -> bool:
    """Say whether the text begins with ``match``."""
    return text.startswith(match)


@builtin("ends with(string: string, match: string)")
def ends_with(text: str, match: str) -> bool:
    """Say whether the text ends with ``match``."""
    return text.endswith(match)


@builtin("matches(input: string, pattern: string, flags?: string|null)", steps=SEARCH)
def matches(text: str, expression: str, flags: str | None = None) -> bool:
    """Say whether the pattern occurs."""
    return pattern(expression, flags or "", text).search(text) is not None


@builtin(
    "replace(input: string, pattern: string, replacement: string, flags?: string|null)",
    steps=SEARCH,
)
def replace(text: str, expression: str, by: str, flags: str | None = None) -> str | None:
    """Replace every occurrence; ``$1`` stands for a group."""
    found = pattern(expression, flags or "", text)
    if found.search("") is not None:
        return None
    made: str = found.sub(replacement(by, found.groups, "q" in (flags or "")), text)
    return made


@builtin("split(string: string, delimiter: string)", steps=SEARCH)
def split(text: str, delimiter: str) -> list[str]:
    """Cut the text at every match of the pattern ``delimiter``."""
    parts, last = [], 0
    for found in pattern(delimiter, "", text).finditer(text):
        if found.end() > found.start():
            parts.append(text[last : found.start()])
            last = found.end()
    return [*parts, text[last:]]


@builtin("string join(list: list, delimiter?: string|null)")
def string_join(items: list[Any], delimiter: str | None = None) -> str | None:
    """Join the texts of a list, leaving null out."""
    texts = [item for item in items if item is not None]
    if any(type(item) is not str for item in texts):
        return None
    text_size(sum(len(item) + len(delimiter or "") for item in texts))
    return (delimiter or "").join(texts)
