"""Decision tables: hit policies, typed inputs, no matching rule."""

import pytest

from app.feel import FeelError, NoRuleError
from app.feel.dmn import load
from tests.feel.models import decision, given, model, table

RULES = ('>= 1 | "low"', '>= 5 | "high"', '>= 5 | "high"', '< 0 | "none"')


def ask(policy, value, *rules, values="", aggregation=""):
    xml = table(policy, {"n": "number"}, {"level": values}, *rules, aggregation=aggregation)
    decisions = load(model(given("n", "number"), decision("d", xml, "i_n")))
    return decisions.evaluate("d", {"n": value})


def test_first_takes_the_first_rule_that_matches():
    assert ask("FIRST", 7, *RULES) == "low"


def test_unique_refuses_two_matching_rules_and_names_them():
    with pytest.raises(FeelError, match="规则 1、2、3"):
        ask("UNIQUE", 7, *RULES)


def test_any_takes_rules_that_agree():
    assert ask("ANY", 7, *RULES[1:]) == "high"


def test_any_refuses_rules_that_differ():
    with pytest.raises(FeelError, match="结果却不同"):
        ask("ANY", 7, *RULES)


def test_collect_lists_every_match_in_order():
    assert ask("COLLECT", 7, *RULES) == ["low", "high", "high"]


def test_collect_of_no_match_is_an_empty_list():
    assert ask("COLLECT", 0, *RULES) == []


def test_rule_order_lists_every_match_in_order():
    assert ask("RULE ORDER", 7, *RULES) == ["low", "high", "high"]


def test_output_order_sorts_by_the_listed_values():
    assert ask("OUTPUT ORDER", 7, *RULES, values='"high", "low"') == ["high", "high", "low"]


def test_priority_takes_the_highest_of_the_listed_values():
    assert ask("PRIORITY", 7, *RULES, values='"high", "low"') == "high"


@pytest.mark.parametrize(
    ("aggregation", "result"), [("SUM", 6), ("MIN", 1), ("MAX", 3), ("COUNT", 3)]
)
def test_collect_aggregates(aggregation, result):
    rules = ("> 0 | 1", "> 0 | 2", "> 0 | 3", "< 0 | 4")

    assert ask("COLLECT", 7, *rules, aggregation=aggregation) == result


def test_a_table_without_a_matching_rule_raises():
    with pytest.raises(NoRuleError):
        ask("FIRST", 0, *RULES)


def test_a_value_of_the_wrong_type_raises():
    with pytest.raises(FeelError, match="应为 number"):
        ask("FIRST", "7", *RULES)


def test_a_missing_input_raises():
    xml = table("FIRST", {"n": "number"}, {"level": ""}, "- | 1")
    decisions = load(model(given("n", "number"), decision("d", xml, "i_n")))

    with pytest.raises(FeelError, match="没有给出“n”"):
        decisions.evaluate("d", {"m": 1})


def test_a_null_input_passes_only_a_dash():
    assert ask("FIRST", None, "> 0 | 1", "null | 2", "- | 3") == 2
    assert ask("FIRST", None, "> 0 | 1", "- | 3") == 3


def test_several_outputs_make_a_context():
    xml = table("FIRST", {"k": "string"}, {"a": "", "b": ""}, '"x","y" | 1 | k', "- | 2 | null")
    decisions = load(model(given("k", "string"), decision("d", xml, "i_k")))

    assert decisions.evaluate("d", {"k": "y"}) == {"a": 1, "b": "y"}


def test_a_cell_may_ask_about_the_value_and_call_a_registered_function():
    xml = table("FIRST", {"k": "string"}, {"a": ""}, 'starts with(?, prefix of("ZJ")) | 1', "- | 2")
    decisions = load(model(given("k", "string"), decision("d", xml, "i_k")))
    functions = {"prefix of": lambda text: text[:1]}

    assert decisions.evaluate("d", {"k": "Z9"}, functions) == 1
    assert decisions.evaluate("d", {"k": "A9"}, functions) == 2


def test_names_need_not_be_drawn_as_inputs():
    xml = table("FIRST", {"level": "string"}, {"a": ""}, '"L1" | 1', "- | 2")
    decisions = load(model(decision("d", xml)))

    assert decisions.inputs("d") == ("level",)
    assert decisions.evaluate("d", {"level": "L1", "other": 3}) == 1
