"""Whatever a shipped form may say has English words in the catalogue of labels."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from babel.messages.pofile import read_po

from app import forms
from app.forms import sentences
from app.forms.model import Component

LABELS = Path("app/web/translations/en/LC_MESSAGES/labels.po")
CHINESE = re.compile(r"[\u3400-\u9fff]")
FIXED = [text for name, text in vars(sentences).items() if name.isupper() and isinstance(text, str)]


def test_every_word_and_sentence_of_a_shipped_form_has_english(form_file: Path) -> None:
    form = forms.load(form_file.read_bytes())

    said = {text for each in form.walk() for text in (*words(each), *complaints(each))}
    assert sorted(text for text in said if CHINESE.search(text) and text not in english()) == []


def test_sentences_that_need_no_number_have_english() -> None:
    assert [text for text in FIXED if text not in english()] == []


@cache
def english() -> dict[str, str]:
    with (Path(__file__).parents[2] / LABELS).open("rb") as file:
        return {str(entry.id): str(entry.string) for entry in read_po(file) if entry.string}


def words(each: Component) -> Iterator[str]:
    yield from (each.label, each.help)
    yield from (option.label for option in (*each.options, *each.columns))
    names = [name for name in each.properties if "message" in name]
    yield from (each.properties[name] for name in names)


def complaints(each: Component) -> Iterator[str]:
    limits = each.limits
    if each.is_field:
        yield sentences.required(each)
    if limits.min_length:
        yield sentences.too_short(limits.min_length)
    if limits.max_length:
        yield sentences.too_long(limits.max_length)
    if limits.minimum is not None:
        yield sentences.out_of_range(limits.minimum, limits.maximum)
    if limits.step:
        yield sentences.off_step(limits.step)
    if each.is_rows or each.type == "filepicker":
        yield sentences.too_many(int(each.properties.get("max_rows", 9)), each)
