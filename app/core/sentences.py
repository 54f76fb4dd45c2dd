"""Sentences of ours as a reader meets them: in the reader's language, and seen from today.

A sentence is written once, in Chinese, where its rule is. It quotes names, numbers and moments, so
it is looked up with letters in their places: ``“孔一诺”已于 2026-07-14 08:03 领取`` as
``{a}已于 {b} 领取``. Pages and the API show every sentence this way, and no other.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from string import ascii_lowercase

from app.core.clock import LOCAL

Translate = Callable[[str], str]
"""From Chinese to the reader's language; what it does not know comes back as it is."""
_STRAIGHT = str.maketrans("“”", '""')
_MOMENT = re.compile(r"(\d{4}-\d\d-\d\d) (\d\d:\d\d)")
_QUOTED = re.compile(rf"“[^”]*”|{_MOMENT.pattern}|\d\d:\d\d|\w(?:[\w. ]*\w)?", re.ASCII)


def told(sentence: str, translate: Translate, now: datetime) -> str:
    """Return a sentence as its reader meets it; of a moment today only the time is said."""
    whole = translate(sentence)
    if whole != sentence:
        return whole
    places = [_seen(each[0], now) for each in _QUOTED.finditer(sentence)]
    if len(places) > len(ascii_lowercase):
        return sentence
    letters = iter(ascii_lowercase)
    pattern = _QUOTED.sub(lambda _: f"{{{next(letters)}}}", sentence)
    translated = translate(pattern)
    if translated == pattern:
        return _in_parts(sentence, translate, now)
    return _filled(translated, dict(zip(ascii_lowercase, places, strict=False)), translate)


def lines(report: str, translate: Translate, now: datetime) -> str:
    """Return a report of several lines in one; a line may begin with the label it is about."""
    return " ".join(told(each, translate, now) for each in report.split("\n"))


def _in_parts(sentence: str, translate: Translate, now: datetime) -> str:
    """Return a sentence nobody knows as a whole: what stands about a colon, each by itself."""
    for mark in "：；":
        before, found, after = sentence.partition(mark)
        is_whole = before.count("“") == before.count("”")
        if found and after and is_whole and translate(mark) != mark:
            parts = (told(each, translate, now) for each in (before, after))
            return translate(mark).join(parts)
    return _QUOTED.sub(lambda each: _seen(each[0], now), sentence)


def _seen(part: str, now: datetime) -> str:
    """Return a moment without what it has in common with now; anything else as it is."""
    moment = _MOMENT.fullmatch(part)
    if moment is None:
        return part
    day, time = date.fromisoformat(moment[1]), moment[2]
    today = now.astimezone(LOCAL).date()
    if day == today:
        return time
    return f"{day:%m-%d} {time}" if day.year == today.year else part


def _filled(pattern: str, places: Mapping[str, str], translate: Translate) -> str:
    """Put what was quoted into a sentence that is not Chinese."""
    quoted = {letter: _quoted(words, translate) for letter, words in places.items()}
    filled = pattern.format_map(quoted)
    return filled[:1].upper() + filled[1:]


def _quoted(words: str, translate: Translate) -> str:
    """Return words as they were; what stands in quotes may be a word of a diagram."""
    if not words.startswith("“"):
        return words.translate(_STRAIGHT)
    inner = words[1:-1]
    return f'"{translate(inner) if inner else inner}"'
