"""What is wrong with an expression, in the reader's language.

Those sentences quote names and numbers, so they are looked up with letters in their places:
``没有叫“级别”的名称`` as ``没有叫{a}的名称``.
"""

import re
from collections.abc import Mapping
from string import ascii_lowercase

from app.web.shell.languages import label

_STRAIGHT = str.maketrans("“”", '""')
_QUOTED = re.compile(r"“[^”]*”|\w(?:[\w. ]*\w)?", re.ASCII)


def said(sentence: str) -> str:
    """Return the sentence in the reader's language; as it is when it has no other."""
    whole = label(sentence)
    if whole != sentence:
        return whole
    found = _QUOTED.findall(sentence)
    if len(found) > len(ascii_lowercase):
        return sentence
    places = dict(zip(ascii_lowercase, found, strict=False))
    letters = iter(places)
    pattern = _QUOTED.sub(lambda _: f"{{{next(letters)}}}", sentence)
    translated = label(pattern)
    return sentence if translated == pattern else _filled(translated, places)


def _filled(pattern: str, places: Mapping[str, str]) -> str:
    """Put what was quoted into a sentence that is not Chinese."""
    straight = {letter: words.translate(_STRAIGHT) for letter, words in places.items()}
    filled = pattern.format_map(straight)
    return filled[:1].upper() + filled[1:]
