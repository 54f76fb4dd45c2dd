"""Chinese and English: whose choice counts, and words that come from diagrams and forms."""

import re
from collections.abc import Mapping
from pathlib import Path
from string import ascii_lowercase

from flask import Flask, request, session
from flask_babel import Babel, get_locale, gettext

from app.web.shell.sessions import signed_in

LANGUAGES = {"zh": "中文", "en": "English"}
FOLDER = str(Path(__file__).parents[1] / "translations")
DOMAINS = ("messages", "labels")
babel = Babel()
_STRAIGHT = str.maketrans("“”", '""')
_QUOTED = re.compile(r"“[^”]*”|\w(?:[\w. ]*\w)?", re.ASCII)


def register(app: Flask) -> None:
    """Choose the language of every answer; page texts and labels are looked up together."""
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = ";".join(FOLDER for _ in DOMAINS)
    app.config["BABEL_DOMAIN"] = ";".join(DOMAINS)
    babel.init_app(app, locale_selector=chosen)
    app.jinja_env.globals["languages"] = LANGUAGES
    app.jinja_env.filters.update(label=label, said=said)
    app.context_processor(lambda: {"language": language()})


def chosen() -> str:
    """Return the language to answer in: a choice made, else what the browser asks for."""
    if session.get("language") in LANGUAGES:
        return str(session["language"])
    reader = signed_in()
    if reader and reader.language != "zh":
        return reader.language
    asked = request.accept_languages.best_match(["zh-CN", "zh", "zh-Hans", "en", "en-US"])
    return (asked or "zh")[:2]


def language() -> str:
    """Return the language of this answer, ``zh`` or ``en``."""
    return str(get_locale() or "zh")[:2]


def label(words: object) -> str:
    """Return words of a diagram, a form or a table in the reader's language."""
    text = "" if words is None else str(words)
    return str(gettext(text)) if text else ""


def said(sentence: str) -> str:
    """Return a sentence about an expression in the reader's language, else as it is.

    It quotes names and numbers, so it is looked up with letters in their places:
    ``没有叫“级别”的名称`` as ``没有叫{a}的名称``.
    """
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
    straight = {letter: _quoted(words) for letter, words in places.items()}
    filled = pattern.format_map(straight)
    return filled[:1].upper() + filled[1:]


def _quoted(words: str) -> str:
    """Return words as they were; what stands in quotes may be a word of a diagram."""
    return f'"{label(words[1:-1])}"' if words.startswith("“") else words.translate(_STRAIGHT)
