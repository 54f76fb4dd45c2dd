"""What a refusal may say: plain words of its reader's language, at the field, and nothing lost."""

import re
from collections.abc import Iterator
from typing import Any

from lxml.html import document_fromstring
from werkzeug.test import TestResponse

from tests.flaws import said
from tests.page import Element

ERRORS = " | ".join(
    f"//*[contains(concat(' ', normalize-space(@class), ' '), ' {name} ')]"
    for name in ("sd-error", "wrong", "error")
) + " | //*[@role='alert']"  # fmt: skip
WHOLE = "//main//*[contains(@class, 'empty')]"
"""What a page is that says nothing but what is wrong."""
CODES = ("key", "id", "state", "type", "url")
"""What programs of ours read in an answer, and nobody else."""
QUOTED = re.compile(r"“[^”]*”|\"[^\"]*\"")
LETTERS = re.compile(r"[A-Za-z_]{2,}")
CHINESE = re.compile(r"[\u3400-\u9fff]")
KNOWN = re.compile(r"jpg|png|mp4|mov|webm|pdf|docx|heic|mb|feel|qh|https|webhook", re.I)
"""Words of the trade that Chinese readers write so themselves."""
TEXTS = "self::textarea or self::input[not(@type) or @type='text' or @type='search' or @type='tel']"


def faults(answer: TestResponse, language: str, typed: str) -> Iterator[str]:
    """Yield what is wrong with the words of a refusal."""
    for words in sentences(answer):
        bare = QUOTED.sub("", words.replace(typed, "") if typed else words)
        if language == "en" and CHINESE.search(bare):
            yield f"Chinese in {words[:160]!r}"
        strange = {w for w in LETTERS.findall(bare) if not KNOWN.fullmatch(w)}
        if language == "zh" and strange:
            yield f"{strange} in {words[:160]!r}"


def sentences(answer: TestResponse) -> list[str]:
    """Return what an answer says of what is wrong."""
    if answer.is_json:
        return [text for text in _texts(answer.json) if text]
    if answer.mimetype != "text/html" or not answer.text.strip():
        return []
    root = document_fromstring(answer.text)
    return [said(each) for each in root.xpath(ERRORS) or root.xpath(WHOLE)]


def text_fields(form: Element) -> list[str]:
    """Return the names of the fields of a form that take any text."""
    fields = form.xpath(f".//*[{TEXTS}][@name][not(@readonly)][not(@disabled)]")
    shown = [each for each in fields if not each.xpath("ancestor::template")]
    return list(dict.fromkeys(each.get("name") for each in shown))


def is_told_at_a_field(root: Element) -> bool:
    """Tell whether an error belongs to a field, or a sentence stands above the form."""
    tied = {
        name
        for each in root.xpath("//main//*[@aria-describedby]")
        for name in each.get("aria-describedby").split()
    }
    wrong = [each for each in root.xpath(ERRORS) if each.get("id") in tied and said(each)]
    return bool(wrong) or bool(root.xpath("//main//*[@role='alert']"))


def lost(root: Element, names: list[str], typed: str) -> list[str]:
    """Return the fields that do not give back what was typed into them."""
    return [name for name in names if typed not in _held(root, name)]


def _held(root: Element, name: str) -> list[str]:
    return [_value(each) for each in root.xpath("//*[@name=$name]", name=name)]


def _value(field: Element) -> str:
    if field.tag == "textarea":
        return (field.text or "").removeprefix("\n")
    return str(field.get("value"))


def _texts(said: Any) -> Iterator[str]:
    if isinstance(said, str):
        yield said
    if isinstance(said, dict):
        said = [value for name, value in said.items() if name not in CODES]
    for each in said if isinstance(said, list) else ():
        yield from _texts(each)
