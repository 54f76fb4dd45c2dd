"""What an author is told about a mistake."""

import re
from pathlib import Path

import pytest

from app.feel import FeelError, compile, evaluate, limits

PAGE = Path(__file__).parents[2] / "docs" / "feel.md"
NAMES = {"严重程度": "紧急", "部门": [{"级别": "区"}], "whistle class": "攻坚"}


def error_of(text, names=NAMES):
    with pytest.raises(FeelError) as caught:
        evaluate(text, names)
    return caught.value


def test_a_wrong_name_says_the_nearest_one_and_where_it_stands():
    error = error_of('1 = 1 and 严重程渡 = "紧急"')

    assert (error.nearest, error.position) == ("严重程度", 10)
    assert "第 11 个字符" in str(error)
    assert "你是不是想写 严重程度" in str(error)


def test_the_names_in_scope_are_listed():
    error = error_of("严重 = 1")

    assert error.names == tuple(sorted(NAMES))
    assert all(name in str(error) for name in NAMES)


def test_the_names_a_loop_binds_are_in_scope():
    error = error_of("for 单位 in 部门 return 单伟")

    assert error.nearest == "单位"
    assert "单位" in error.names


def test_a_wrong_field_says_the_nearest_of_the_elements():
    error = error_of('count(部门[级別 = "区"]) > 2')

    assert error.nearest == "级别"


def test_a_wrong_function_says_the_nearest_one():
    error = error_of("cuont(部门)")

    assert error.nearest == "count"
    assert "没有叫“cuont”的函数" in str(error)


def test_an_unfinished_expression_says_what_was_expected():
    error = error_of("if 严重程度 = 1 then 2")

    assert (error.expected, error.position) == ("“else”", 18)


def test_a_name_is_refused_before_anything_runs():
    with pytest.raises(FeelError) as caught:
        compile("false and whistle klass = 1", NAMES)

    assert caught.value.nearest == "whistle class"


def test_only_the_first_names_are_written_out_where_there_are_many():
    names = {f"name{number:03}": 1 for number in range(100)}

    error = error_of("nmae001", names)

    assert len(error.names) == 100
    assert len(str(error)) < 200


def test_the_page_tells_every_limit():
    page = PAGE.read_text()
    told = {int(number.replace(",", "")) for number in re.findall(r"\d[\d,]*", page)}

    limited = {name: getattr(limits, name) for name in dir(limits) if name.startswith("MAX_")}

    assert {name for name, most in limited.items() if most not in told} == set()
