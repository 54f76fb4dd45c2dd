"""Authors try texts and tables on typed values or on a case, and never see whose case it is."""

from datetime import timedelta
from pathlib import Path

import pytest

from app import cases, definitions, engine, modeler, runtime
from app.cases import MASK
from app.core.db import transaction, uuid7
from app.core.errors import NotFoundError, NotPermittedError
from app.definitions import Draft
from app.engine.language import FUNCTIONS
from app.feel import FeelError
from app.identity import SYSTEM
from app.modeler import trying
from app.modeler.trying import Setting, TooLongError, ValueFailedError
from app.modeler.typed import typed
from tests.jobs import diagrams
from tests.jobs.world import HOUR, NOW

TABLE = Path("processes/p_whistle/d_whistle_class.dmn")


@pytest.fixture
def on(someone):
    """A function that gives the situation of a setting, as the watch officer sees it."""

    def on(*, by="watch", **setting):
        return trying.situation(Setting(**setting), actor=someone(by), now=NOW)

    return on


@pytest.fixture
def case(app):
    """A case of 望溪街道 whose variables tell more than they should."""
    about = {"title": "积水", "facts": "积水", "place_text": "桥下", "street": "qh.wx"}
    variables = {
        "street": "qh.wx",
        "due_at": NOW + HOUR,
        "level": "L2",
        "note": "请打 13800000000",
        "told": {"by": "张三说的", "number": 13800000000},
        "team": ["110101199003077758", "抢险一队"],
    }
    with transaction():
        opened = cases.open_case("p_desk", about, region_id="qh", actor=SYSTEM, now=NOW)
        cases.add_party(opened.id, {"requester_name": "张三", "requester_phone": "13800000000"})
        runtime.start("p_desk", variables, case_id=opened.id, region_id="qh", actor=SYSTEM, now=NOW)
    return opened


def test_typed_lines_are_values_and_see_those_above(on):
    found = on(typed='level = "L1"\n// 备注\n\ncount of = 2\n翻倍 = count of * 2\n')

    assert dict(found.facts) == {"level": "L1", "count of": 2, "翻倍": 4}
    assert trying.expression('level = "L1" and 翻倍 > 3', found).value is True


@pytest.mark.parametrize(
    "text",
    ['{level: "L1", departments: ["qh.urban"]}', '{"level": "L1", "departments": ["qh.urban"]}'],
)
def test_typed_values_may_be_one_context_or_json(on, text):
    found = on(typed=text)

    assert trying.expression("count(departments)", found).value == 1


@pytest.mark.parametrize(
    ("text", "at", "said"),
    [
        ("level", 0, "这一行看不懂"),
        ("a = 1\nlevel = ", 13, "后面没有写值"),
        ("a = 1\nb = a +", 13, "没有写完"),
        ("a = 1\nb = aa", 10, "没有叫“aa”的名称"),
        ("a = 1\na = 2", 9, "写了两次"),
        ("[1, 2]", 0, "这一行看不懂"),
        ("\n".join(f"n{i} = {i}" for i in range(101)), 880, "最多写"),
    ],
)
def test_what_is_wrong_among_typed_values_is_said_at_its_place(on, text, at, said):
    found = on(typed=text)

    assert said in str(found.error)
    assert found.error.position == at
    assert found.facts == {}


def test_typed_values_share_the_budget_of_one_expression():
    line = "x{} = count(for i in 1..90000 return i)"

    with pytest.raises(FeelError) as raised:
        typed("\n".join(line.format(number) for number in range(60)), {}, {})

    assert raised.value.position is None


def test_our_functions_are_there_and_say_why_they_fail(on):
    found = on(typed='street = "qh.wx"')

    assert set(found.functions) == FUNCTIONS
    assert trying.expression("leader of(street)", found).value == "qh.wx/负责人"
    assert trying.expression("org(street).name", found).value == "望溪街道"
    assert trying.expression("now()", found).value == NOW
    assert trying.expression("work days(1) > now()", found).value is True
    assert trying.expression('active("sign")', found).value == 0
    assert "nowhere" in str(trying.expression('org("nowhere")', found).error)
    assert "nonsense" in str(trying.expression('limit("nonsense")', found).error)
    assert "参数不对" in str(trying.expression("org()", found).error)


def test_a_case_gives_its_variables_and_what_waits(on, case):
    found = on(reference=case.reference)

    assert found.facts["level"] == "L2"
    assert trying.expression("due_at - now()", found).value == timedelta(hours=1)
    assert trying.expression('active("sign")', found).value == 1


def test_nothing_personal_is_shown_or_computed_with(on, case):
    found = on(reference=case.reference)

    assert found.facts["note"] == MASK
    assert found.facts["told"] == {"by": MASK, "number": MASK}
    assert found.facts["team"] == [MASK, "抢险一队"]
    assert trying.expression("substring(note, 4, 3)", found).value == ""


def test_typed_values_win_over_the_case(on, case):
    found = on(reference=case.reference, typed='level = "L1"')

    assert (found.facts["level"], found.facts["street"]) == ("L1", "qh.wx")


def test_a_case_one_may_not_see_does_not_exist(on, case):
    with pytest.raises(NotFoundError):
        on(by="admin", reference=case.reference)


def test_an_author_tries_every_case_and_reads_nothing_personal(on, case, someone):
    found = on(by="policy", reference=case.reference)

    assert found.facts == on(by="watch", reference=case.reference).facts
    with pytest.raises(NotFoundError):
        cases.by_reference(case.reference, someone("policy"))


@pytest.mark.parametrize("outsider", ["wx_desk", "operator"])
def test_an_outsider_tries_nothing(on, outsider):
    with pytest.raises(NotPermittedError):
        on(by=outsider)


def test_a_diagram_gives_the_names_its_elements_write(app, on):
    more = """<bpmn:scriptTask id="s" name="记"><bpmn:extensionElements>
     <zeebe:script expression="=1" resultVariable="round" /></bpmn:extensionElements>
     <bpmn:incoming>f_s</bpmn:incoming><bpmn:outgoing>f_e</bpmn:outgoing></bpmn:scriptTask>"""
    source = diagrams.desk("p_more", more=more)
    with transaction():
        modeler.save("bpmn", "p_desk", source, base=1, seen=0, actor=SYSTEM, now=NOW)

    found = on(diagram="p_desk", typed="round = 2")

    assert on(diagram="p_desk").open == {"round"}
    assert (found.open, found.context) == (frozenset(), {"round": 2})


def test_a_draft_that_is_no_diagram_gives_no_names(app, on):
    with transaction():
        modeler.save("bpmn", "p_desk", b"<not xml", base=1, seen=0, actor=SYSTEM, now=NOW)

    assert on(diagram="p_desk").open == frozenset()


def test_a_cell_is_held_against_a_value(on):
    found = on(typed="round = 4")

    assert trying.unary_test("> 3, < 1", "round", found).value is True
    with pytest.raises(ValueFailedError) as raised:
        trying.unary_test("> 3", "rounds", found)
    assert raised.value.error.nearest == "round"


def test_a_deployed_table_is_explained(app, on, someone):
    with transaction():
        definitions.deploy(Draft("dmn", TABLE.read_bytes()), actor=SYSTEM, now=NOW)
    key = definitions.latest_all("dmn")[0].key
    found = on(typed='level = "L1"\ncatalogue_class = "日常"\nrepeats_90d = 0')

    shown = trying.decision(key, "d_whistle_class", found, actor=someone("policy"))

    assert shown.value["whistle_class"] == "紧急"
    assert [rule.number for rule in shown.tables[0].hits][:1] == [1]
    assert trying.inputs(key, "d_whistle_class", actor=someone("policy")) == (
        "level", "catalogue_class", "repeats_90d",
    )  # fmt: skip


def test_a_text_too_long_is_refused(on):
    with pytest.raises(TooLongError):
        on(typed="x" * 20_001)
    with pytest.raises(TooLongError):
        trying.expression("1" * 20_001, on())


def test_a_scope_reads_what_surrounds_it_but_not_through_a_call():
    root = engine.Scope("p", None, {"a": 1, "b": 1})
    inner = engine.Scope("p", uuid7(), {"b": 2}, "sub", None)
    called = engine.Scope("q", uuid7(), {"c": 3}, "call", inner.token)
    scopes = [root, inner, called]

    assert trying.visible(scopes, "") == {"a": 1, "b": 1}
    assert trying.visible(scopes, str(inner.token)) == {"a": 1, "b": 2}
    assert trying.visible(scopes, str(called.token)) == {"c": 3}
