"""Chinese and English: whose choice counts, and words that come from diagrams and forms."""

from pathlib import Path

from flask import Flask, request, session
from flask_babel import Babel, get_locale, gettext

from app.core import sentences
from app.web.shell.sessions import now, signed_in

LANGUAGES = {"zh": "中文", "en": "English"}
FOLDER = str(Path(__file__).parents[1] / "translations")
DOMAINS = ("messages", "labels")
babel = Babel()


def register(app: Flask) -> None:
    """Choose the language of every answer; page texts and labels are looked up together."""
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = ";".join(FOLDER for _ in DOMAINS)
    app.config["BABEL_DOMAIN"] = ";".join(DOMAINS)
    babel.init_app(app, locale_selector=chosen)
    app.jinja_env.globals["languages"] = LANGUAGES
    app.jinja_env.filters.update(label=label, said=said, said_lines=said_lines)
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
    """Return a sentence of ours in the reader's language, its moments seen from now."""
    return sentences.told(sentence, label, now())


def said_lines(report: str) -> str:
    """Return what is said of one of many in the reader's language, a line for each thing."""
    return sentences.lines(report, label, now())
