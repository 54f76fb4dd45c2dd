"""An error is a sentence a person may read."""

import pytest

from app.core.errors import ConflictError, InvalidError, NotFoundError, ShaodaoError


class NamedError(ConflictError):
    """这把锁已有人拿走。"""


class UnnamedError(NamedError):
    pass


def test_an_error_says_its_docstring():
    assert str(NamedError()) == "这把锁已有人拿走。"


def test_an_error_without_words_says_those_of_its_kind():
    assert str(UnnamedError()) == "这把锁已有人拿走。"


def test_an_error_says_what_it_was_given():
    assert str(NotFoundError("没有这个机构。")) == "没有这个机构。"


@pytest.mark.parametrize("kind", ShaodaoError.__subclasses__())
def test_every_kind_has_a_sentence(kind):
    assert str(kind()).endswith("。")


def test_invalid_input_names_its_fields():
    wrong = {"phone": "请填写电话。"}

    refused = InvalidError(fields=wrong)

    assert refused.fields == wrong
    assert str(refused) == "填写有误，请按提示修改。"


def test_invalid_input_without_fields_has_none():
    assert InvalidError("不行。").fields == {}


def test_the_fields_of_an_error_are_its_own():
    wrong = {"phone": "请填写电话。"}
    refused = InvalidError(fields=wrong)

    wrong.clear()

    assert refused.fields == {"phone": "请填写电话。"}
