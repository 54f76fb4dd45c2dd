"""Boxed expressions, decision services and imports."""

import pytest

from app.feel import FeelError
from app.feel.dmn import load
from tests.feel.models import NAMESPACE, decision, given, knowledge, literal, model


def value_of(logic, **names):
    return load(model(decision("d", logic))).evaluate("d", names)


def test_a_list_and_a_relation_make_lists():
    items = f"<list>{literal('1')}{literal('n')}</list>"
    row = f"<row>{literal('1')}{literal('n')}</row>"
    relation = f'<relation><column name="a"/><column name="b c"/>{row}</relation>'

    assert value_of(items, n=2) == [1, 2]
    assert value_of(relation, n=2) == [{"a": 1, "b c": 2}]


def test_a_conditional_takes_one_branch():
    logic = "<conditional><if>{}</if><then>{}</then><else>{}</else></conditional>"

    assert value_of(logic.format(literal("n > 1"), literal('"y"'), literal('"n"')), n=2) == "y"
    with pytest.raises(FeelError, match="条件应为真或假"):
        value_of(logic.format(literal('"x"'), literal("1"), literal("2")))


def test_a_filter_sees_item_and_its_fields():
    logic = f"<filter><in>{literal('rows')}</in><match>{literal('level = wanted')}</match></filter>"
    rows = [{"level": "L1"}, {"level": "L2"}]

    assert value_of(logic, rows=rows, wanted="L2") == [{"level": "L2"}]


def test_loops_bind_their_variable():
    source = f"<in>{literal('[1, 2, 3]')}</in>"
    doubled = f'<for iteratorVariable="x">{source}<return>{literal("x * 2")}</return></for>'
    some = f'<some iteratorVariable="x">{source}<satisfies>{literal("x > 2")}</satisfies></some>'
    every = f'<every iteratorVariable="x">{source}<satisfies>{literal("x > 2")}</satisfies></every>'

    assert value_of(doubled) == [2, 4, 6]
    assert [value_of(some), value_of(every)] == [True, False]


def test_an_invocation_names_its_parameters():
    call = f'<binding><parameter name="x"/>{literal("n + 1")}</binding>'
    logic = f"<invocation>{literal('twice')}{call}</invocation>"
    parts = (given("n"), knowledge("twice", "x", "x * 2"))

    decisions = load(model(*parts, decision("d", logic, "i_n", knows="twice")))

    assert decisions.evaluate("d", {"n": 20}) == 42


def test_a_function_definition_is_a_value():
    function = f'<functionDefinition><formalParameter name="x"/>{literal("x + n")}'
    entry = f'<contextEntry><variable name="f"/>{function}</functionDefinition></contextEntry>'

    logic = f"<context>{entry}<contextEntry>{literal('f(1)')}</contextEntry></context>"

    assert value_of(logic, n=2) == 3


def test_an_external_function_is_refused():
    logic = f'<functionDefinition kind="Java">{literal("1")}</functionDefinition>'

    with pytest.raises(FeelError, match="外部函数"):
        value_of(logic)


def test_a_declared_result_type_is_kept():
    logic = '<literalExpression typeRef="number"><text>[n]</text></literalExpression>'

    assert value_of(logic, n=2) == 2
    assert value_of(logic, n="x") is None


def service():
    drawn = '<outputDecision href="#out"/><inputDecision href="#basis"/><inputData href="#i_n"/>'
    return model(
        given("n", "number"),
        decision("basis", literal("0")),
        decision("out", literal("basis * 10 + n"), "basis", "i_n"),
        f'<decisionService id="s" name="s"><variable name="s"/>{drawn}</decisionService>',
        decision("d", literal("s(1, 2)"), knows="s"),
        decision("named", literal("s(basis: 3, n: 4)"), knows="s"),
        decision("wrong", literal('s("x", 2)'), knows="s"),
        decision("short", literal("s(1)"), knows="s"),
    )


def test_a_decision_service_takes_its_inputs_first():
    decisions = load(service())

    assert decisions.evaluate("d", {}) == 21
    assert decisions.evaluate("named", {}) == 34
    assert decisions.evaluate("s", {"n": 5, "basis": 6}) == 65


@pytest.mark.parametrize("name", ["wrong", "short"])
def test_a_decision_service_checks_its_arguments(name):
    with pytest.raises(FeelError, match=r"应为|参数"):
        load(service()).evaluate(name, {})


def test_knowledge_can_be_asked_by_name():
    decisions = load(model(knowledge("twice", "x", "x * 2")))

    assert decisions.evaluate("twice", {"x": 4}) == 8


def test_an_import_is_known_by_its_name():
    levels = '<itemDefinition name="tLevel"><typeRef>string</typeRef></itemDefinition>'
    shared = model(levels, decision("base", literal('"L1"'), type_ref="tLevel"))
    needs = '<informationRequirement><requiredDecision href="urn:lib#base"/>'
    body = f'<variable name="d" typeRef="lib.tLevel"/>{needs}</informationRequirement>'
    text = f'<definitions xmlns="{NAMESPACE}" namespace="urn:top"><import namespace="urn:lib" '
    text += f'name="lib"/><decision id="d" name="d">{body}{literal("lib.base")}</decision>'

    shared = shared.replace(b"urn:test", b"urn:lib")
    decisions = load(f"{text}</definitions>".encode(), {"urn:lib": shared})

    assert decisions.evaluate("d", {}) == "L1"


def test_the_standard_makes_an_error_null():
    decisions = load(
        model(
            given("n"),
            decision("bad", literal("lost")),
            decision("d", literal("bad = n"), "bad", "i_n"),
        ),
        as_standard=True,
    )

    assert decisions.evaluate("d", {}) is True


PERSON = (
    '<itemDefinition name="tAge"><typeRef>number</typeRef><allowedValues><text>[0..150]</text>'
    '</allowedValues></itemDefinition><itemDefinition name="tPerson"><itemComponent name="age">'
    "<typeRef>tAge</typeRef></itemComponent></itemDefinition>"
    '<itemDefinition name="tPeople" isCollection="true"><typeRef>tPerson</typeRef>'
    "<typeConstraint><text>count(?) &lt; 3</text></typeConstraint></itemDefinition>"
    '<itemDefinition name="tRule"><functionItem outputTypeRef="string">'
    '<parameters name="x" typeRef="number"/></functionItem></itemDefinition>'
)


@pytest.mark.parametrize(
    ("people", "fits"),
    [
        ([{"age": 3}, {"age": None}], True),
        ({"age": 3}, True),
        ([{"age": 151}], False),
        ([{"name": "x"}], False),
        ([{"age": 1}] * 3, False),
        ("x", False),
    ],
)
def test_a_declared_type_checks_all_the_way_down(people, fits):
    decisions = load(model(PERSON, given("p", "tPeople"), decision("d", literal("p"), "i_p")))

    if fits:
        assert decisions.evaluate("d", {"p": people}) is not None
    else:
        with pytest.raises(FeelError, match="应为 tPeople"):
            decisions.evaluate("d", {"p": people})


def test_a_function_type_checks_what_the_function_returns():
    bkm = knowledge("f", "x", "x").replace(
        "<encapsulatedLogic>", '<variable name="f" typeRef="tRule"/><encapsulatedLogic>'
    )

    decisions = load(
        model(PERSON, bkm, decision("d", literal("[f(1), f instance of tRule]"), knows="f"))
    )

    assert decisions.evaluate("d", {}) == [None, True]
