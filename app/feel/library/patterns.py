"""Regular expressions of XPath, run by RE2 in linear time."""

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any

import re2

from app.feel.errors import BudgetError, FeelError
from app.feel.limits import MAX_MATCHING, MAX_PATTERN, text_size

SEARCH = 100
_MEMORY = 1 << 20
_FLAGS = frozenset("smixq")
_GROUP = re.compile(r"\\(.)|\$(\d+)|([\\$])")
_SPACE_OUTSIDE_CLASS = re.compile(r"(\[(?:\\.|[^\]\\])*\])|\s+", re.DOTALL)
_PLAIN_CLASS = r"[^\[\]\\^][^\[\]\\]*"
_TOKEN = re.compile(
    rf"\[({_PLAIN_CLASS})-\[({_PLAIN_CLASS})\]\]"
    r"|\\p\{Is([\w-]+)\}|\\[pP]\{\w+\}|\\.|\[(?:\\.|[^\]\\])*\]|\.",
    re.DOTALL,
)
_MEMBER = re.compile(r"(.)(?:-(.))?", re.DOTALL)
_BLOCKS = {
    "BasicLatin": r"[\x{0}-\x{7F}]",
    "Latin-1Supplement": r"[\x{80}-\x{FF}]",
    "CJKUnifiedIdeographs": r"[\x{4E00}-\x{9FFF}]",
}


def pattern(expression: str, flags: str, text: str) -> Any:
    """Return the compiled pattern; raise ``FeelError`` for one RE2 can't run on ``text``."""
    if len(expression) > MAX_PATTERN:
        raise BudgetError(f"正则表达式超过 {MAX_PATTERN} 个字符")
    found = _compiled(expression, flags)
    if found.programsize * len(text) > MAX_MATCHING:
        raise BudgetError("正则表达式太大，或文本太长")
    return found


@lru_cache(maxsize=256)
def _compiled(expression: str, flags: str) -> Any:
    if not _FLAGS.issuperset(flags):
        raise FeelError(f"正则表达式没有标志“{flags}”", expected="s、m、i、x")
    source = re2.escape(expression) if "q" in flags else _translated(expression, flags)
    options = re2.Options()
    options.case_sensitive = "i" not in flags
    options.log_errors = False
    options.max_mem = _MEMORY
    inline = "".join(flag for flag in "sm" if flag in flags)
    try:
        return re2.compile(f"(?{inline}:{source})" if inline else source, options)
    except re2.error as error:
        raise FeelError(f"不能使用的正则表达式“{expression}”") from error


def _translated(expression: str, flags: str) -> str:
    """Return the pattern as RE2 writes it: XPath's dot also stops at a carriage return."""
    if "x" in flags:
        expression = _SPACE_OUTSIDE_CLASS.sub(lambda found: found[1] or "", expression)
    dot = "." if "s" in flags else r"[^\n\r]"

    def rewrite(found: re.Match[str]) -> str:
        if found[1]:
            return _without(found[1], found[2])
        if r"\0" in found[0] or "-[" in found[0]:
            raise FeelError(f"不能使用的正则表达式“{expression}”")
        if found[3]:
            return _BLOCKS.get(found[3], found[0])
        return dot if found[0] == "." else found[0]

    return _TOKEN.sub(rewrite, expression)


def _without(members: str, removed: str) -> str:
    """Return what ``[members-[removed]]`` means as a class that RE2 knows."""
    kept = _ranges(members)
    for first, last in _ranges(removed):
        cut = [((low, min(high, first - 1)), (max(low, last + 1), high)) for low, high in kept]
        kept = [(low, high) for parts in cut for low, high in parts if low <= high]
    return "[" + "".join(rf"\x{{{low:X}}}-\x{{{high:X}}}" for low, high in kept) + "]"


def _ranges(members: str) -> list[tuple[int, int]]:
    return [(ord(one[1]), ord(one[2] or one[1])) for one in _MEMBER.finditer(members)]


def replacement(text: str, groups: int, literal: bool) -> Callable[[Any], str]:
    """Return what gives the text for one match; ``$2`` stands for the second group."""
    size = 0

    def fill(found: Any) -> str:
        nonlocal size
        made = text if literal else _GROUP.sub(lambda part: _part(part, found, groups), text)
        size += max(len(made), len(text))
        text_size(size)
        return made

    return fill


def _part(part: re.Match[str], found: Any, groups: int) -> str:
    if part.group(1):
        return str(part.group(1))
    if part.group(2) is None:
        raise FeelError("替换文本中的 $ 和 \\ 要写作 \\$ 和 \\\\")
    digits = part.group(2)
    used = digits
    while len(used) > 1 and int(used) > groups:
        used = used[:-1]
    value = found.group(int(used)) if int(used) <= groups else ""
    return (value or "") + digits[len(used) :]
