"""``flask feel``."""

import json

import pytest
from flask import Flask

from app.cli.feel import group
from tests.feel.models import decision, literal, model

KIT = """<testCases xmlns="http://www.omg.org/spec/DMN/20160719/testcase"
 xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><modelName>m.dmn</modelName>
 <testCase id="1"><resultNode name="d" type="decision">
 <expected><value xsi:type="xsd:decimal">{}</value></expected>
 </resultNode></testCase></testCases>"""


@pytest.fixture
def run():
    runner = Flask("feel").test_cli_runner()
    return lambda *words: runner.invoke(group, words)


@pytest.fixture
def kit(tmp_path):
    folder = tmp_path / "compliance-level-2" / "one"
    folder.mkdir(parents=True)
    (folder / "m.dmn").write_bytes(model(decision("d", literal("1 + 1"))))
    return folder / "one-test-01.xml"


def test_eval_prints_the_value_as_json(run):
    result = run("eval", '部门[级别 = "区"]', "--context", '{"部门": [{"级别": "区", "n": 1.5}]}')

    assert result.output == '[{"级别": "区", "n": 1.5}]\n'


def test_eval_writes_other_kinds_as_text(run):
    result = run("eval", '[@"2026-07-14", @"P1D", 3]')

    assert json.loads(result.output) == ["2026-07-14", "P1D", 3]


def test_eval_fails_with_the_sentence_of_the_error(run):
    result = run("eval", "lvel = 1", "--context", '{"level": 1}')

    assert result.exit_code == 1
    assert "第 1 个字符：没有叫“lvel”的名称，你是不是想写 level" in result.stderr
    assert "可用的名称：level" in result.stderr


@pytest.mark.parametrize("context", ["{", "[1]", '{"n": NaN'])
def test_eval_refuses_a_context_that_is_no_json_object(run, context):
    assert run("eval", "1", "--context", context).exit_code == 2


def test_eval_asks_a_list_of_departments(run):
    departments = json.dumps({"部门": [{"级别": "区"}] * 3, "严重程度": "紧急"})

    result = run(
        "eval", 'count(部门[级别 = "区"]) > 2 and 严重程度 = "紧急"', "--context", departments
    )

    assert result.output == "true\n"


def test_the_kit_counts_by_level(run, kit):
    kit.write_text(KIT.format(2))

    result = run("tck", str(kit.parents[2]), "--json")

    assert json.loads(result.output) == {
        "levels": {"2": {"passed": 1, "total": 1}},
        "failures": [],
    }
    assert result.exit_code == 0


def test_the_kit_fails_when_a_result_differs(run, kit):
    kit.write_text(KIT.format(3))

    result = run("tck", str(kit.parents[2]), "--json")

    failure = json.loads(result.output)["failures"][0]
    assert (failure["result"], failure["expected"], failure["got"]) == ("d", "3", "2")
    assert result.exit_code == 1
