"""Checks of texts: FEEL, ISO times, names."""

import re
from collections.abc import Iterator

from app import feel
from app.engine.diagram.faults import Fault
from app.engine.instance import durations

NAME = re.compile(r"[^\W\d]\w*")
READERS = {
    "timeDate": durations.instant,
    "timeDuration": durations.duration,
    "timeCycle": durations.cycle,
}


def expression_faults(text: str | None, what: str) -> Iterator[Fault]:
    """Yield what is wrong with a text that must be ``=FEEL``."""
    if not text or not text.startswith("="):
        yield Fault("no-expression", f"{what}应为以 = 开头的 FEEL 表达式")
    else:
        yield from text_faults(text, what)


def text_faults(text: str | None, what: str) -> Iterator[Fault]:
    """Yield what is wrong with a text that may be FEEL."""
    if not text or not text.startswith("="):
        return
    try:
        feel.parse_expression(text[1:].strip())
    except feel.FeelError as error:
        yield Fault("bad-expression", f"{what}的表达式有误：{error}")


def name_faults(name: str | None, what: str) -> Iterator[Fault]:
    """Yield what is wrong with the name of a variable."""
    if not name:
        yield Fault("no-name", f"{what}没有填写")
    elif not NAME.fullmatch(name):
        yield Fault("bad-name", f"{what}不是有效的变量名：{name}")


def time_faults(kind: str, text: str) -> Iterator[Fault]:
    """Yield what is wrong with a timer's text: ISO 8601 or ``=FEEL``."""
    if text.startswith("="):
        yield from text_faults(text, "定时器")
        return
    try:
        READERS[kind](text)
    except (ValueError, OverflowError):
        reason = f"定时器应为 ISO 8601 时间或以 = 开头的 FEEL 表达式：{text or '（空）'}"
        yield Fault("bad-time", reason)
