"""Every Chinese text a person may meet has an English one."""

import json
import re
import tomllib
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po
from lxml import etree

from tests.meta.tree import ROOT, files

ENGLISH = ROOT / "app" / "web" / "translations" / "en" / "LC_MESSAGES"
CHINESE = re.compile(r"[\u3400-\u9fff]")
FORM_TEXTS = ("label", "description", "text", "placeholder")
SILENT = ("lane", "participant", "message", "error", "dataObject")
PLACES = re.compile(r"%\((\w+)\)|\{(\w+)\}")


def test_every_text_of_a_page_has_english():
    assert untranslated(page_texts()) == []


def test_every_text_of_a_form_has_english():
    assert untranslated(t for path in files("forms", "*.form") for t in form_texts(path)) == []


def test_every_step_of_a_diagram_has_english():
    assert untranslated(n for path in files("processes", "*.bpmn") for n in step_names(path)) == []


def test_every_reason_a_diagram_gives_has_english():
    assert untranslated(r for path in files("processes", "*.bpmn") for r in reasons(path)) == []


def test_every_answer_of_a_table_has_english():
    assert untranslated(a for path in files("processes", "*.dmn") for a in answers(path)) == []


def test_every_notice_has_english():
    notices = tomllib.loads((ROOT / "config" / "notices.toml").read_text())

    assert untranslated(notice["text"] for notice in notices.values()) == []


def test_every_error_that_people_read_has_english():
    assert untranslated(error_sentences()) == []


def test_english_fills_the_same_places():
    other = [
        chinese
        for chinese, text in english().items()
        if chinese and set(PLACES.findall(chinese)) != set(PLACES.findall(text))
    ]

    assert other == []


def untranslated(texts: Iterable[str]) -> list[str]:
    wanted = {text.strip() for text in texts if CHINESE.search(text)}
    return sorted(text for text in wanted if not english().get(text))


@cache
def english() -> dict[str, str]:
    found: dict[str, str] = {}
    for name in ("messages.po", "labels.po"):
        with (ENGLISH / name).open("rb") as file:
            catalogue = read_po(file, locale="en")
        found.update(
            (one(message.id), one(message.string)) for message in catalogue if not message.fuzzy
        )
    return found


def one(text: str | Iterable[str]) -> str:
    return text if isinstance(text, str) else next(iter(text))


def page_texts() -> Iterator[str]:
    with (ROOT / "pyproject.toml").open("rb") as file:
        mappings = tomllib.load(file)["tool"]["babel"]["mappings"]
    for mapping in mappings:
        for path in ROOT.glob(mapping["pattern"].replace("**", "**/*")):
            for _, message, _, _ in extract_from_file(mapping["method"], path):
                yield one(message)


def form_texts(path) -> Iterator[str]:
    yield from spoken(json.loads(path.read_text()))


def spoken(part: Any) -> Iterator[str]:
    if isinstance(part, list):
        for each in part:
            yield from spoken(each)
    elif isinstance(part, dict):
        yield from (part[key] for key in part if is_spoken(key) and isinstance(part[key], str))
        yield from (text for child in part.values() for text in spoken(child))


def is_spoken(key: str) -> bool:
    return key in FORM_TEXTS or key.startswith("message")


def step_names(path) -> Iterator[str]:
    for element in etree.parse(path).iter("{*}*"):
        kind = etree.QName(element).localname
        if element.get("name") and not kind.endswith(SILENT):
            yield element.get("name")


def reasons(path) -> Iterator[str]:
    for given in etree.parse(path).iter("{*}input"):
        yield from re.findall(r'\breason: "([^"]*)"', given.get("source", ""))


def answers(path) -> Iterator[str]:
    for entry in etree.parse(path).iter("{*}outputEntry"):
        yield from re.findall(r'"([^"]*)"', "".join(entry.itertext()))


def error_sentences() -> Iterator[str]:
    for path in files("app", "*.py"):
        for sentence in re.findall(
            r'^class \w+Error\(.*\):\n    """(.*?)"""', path.read_text(), re.M | re.S
        ):
            yield " ".join(sentence.split())
