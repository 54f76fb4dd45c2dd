"""Every element is supported, or the diagram is refused with its id, its name and a reason."""

import re
import time
from itertools import pairwise

import pytest

from app import engine
from tests.engine.models import (
    ERROR,
    ESCALATION,
    HEAD,
    MESSAGE,
    Case,
    boundary,
    calls,
    diagram,
    end,
    flows,
    io,
    multi,
    node,
    properties,
    script,
    start,
    timer,
    users,
)

PLAIN = start() + users("a") + end() + flows("s>a", "a>e")
CHOICE = start() + node("exclusiveGateway", "x") + users("a", "b") + end() + flows("a>e", "b>e")
SLUG = re.compile(r"(?!refused)[a-z-]+")
TASK = '<zeebe:taskDefinition type="notify"/>'


def condition(text: str) -> str:
    return f"<completionCondition>{text}</completionCondition>"


def loop(inner: str, collection: str = "=ds") -> str:
    return multi(collection, "d").replace("</multi", f"{inner}</multi", 1)


def on_path(element: str, name: str = "x") -> str:
    return start() + element + end() + flows(f"s>{name}", f"{name}>e")


def attached(inner: str, **more: object) -> str:
    return PLAIN + boundary("b", "a", inner, **more) + end("e2") + flows("b>e2")


def faults(body: str) -> list[tuple[str, str]]:
    problems = engine.check(diagram(body))
    assert all(SLUG.fullmatch(each.rule) for each in problems)
    return [(each.element_id, each.reason) for each in problems if each.severity == "error"]


@pytest.mark.parametrize(
    "body",
    [
        PLAIN,
        on_path(script("x", "v", "=1 + 1")),
        on_path(node("serviceTask", "x", "", TASK + io({"to": '="a"'}))),
        on_path(calls("x", "q", io({"a": "=b"}, {"c": "=d"}), multi("=ds", "d", "o", "=d"))),
        attached(timer("timeCycle", "R/P7D"), stops=False),
        attached(MESSAGE, extra=properties(offer_if="=now() < limit(\"x\")")),
        attached(ESCALATION, stops=False),
        attached("<errorEventDefinition/>"),
        users("a") + end() + flows("a>e"),
        start() + users("a") + flows("s>a"),
        PLAIN + end("e2") + flows("a>e2: =v"),
        on_path(node("task", "x")) + node("group", "g") + node("laneSet", "l"),
        on_path(node("manualTask", "x")) + node("dataStoreReference", "r"),
        on_path(node("serviceTask", "x", multi("=ds", "d"), TASK)),
        on_path(node("userTask", "x", multi("=ds", "d"), properties(completion="60%"))),
        on_path(node("transaction", "x", users("y"))),
        on_path(node("intermediateThrowEvent", "x", ESCALATION)),
        on_path(node("subProcess", "x", PLAIN.replace('"s', '"s1').replace('"a', '"a1')
                     .replace('"e', '"e1').replace("f_s_a", "f1").replace("f_a_e", "f2"))),
    ],
)  # fmt: skip
def test_what_is_supported_passes(body):
    assert faults(body) == []


@pytest.mark.parametrize(
    ("body", "element_id", "reason"),
    [
        (on_path(node("complexGateway", "x")), "x", "不支持复杂网关"),
        (on_path(node("surprise", "x")), "x", "不应有这种元素：surprise"),
        (on_path(node("userTask", "x", "<surprise/>")), "x", "元素里不应有：surprise"),
        (PLAIN + users("lost") + flows("lost>e"), "lost", "从开始事件到不了这里"),
        (PLAIN + start("s2") + flows("s2>a"), "root", "不知从哪个开始"),
        (users("a", "b") + flows("a>b", "b>a"), "root", "也没有可以开始的元素"),
        ("", "root", "没有任何元素"),
        (on_path(node("subProcess", "x")), "x", "没有任何元素"),
        (PLAIN + flows("a>nobody"), "f_a_nobody", "两端"),
        (PLAIN + flows("e>a"), "f_e_a", "不能从结束事件出发"),
        (
            on_path(node("parallelGateway", "x"))
            .replace("x>e", "")
            .replace("</seq", "<conditionExpression>=v</conditionExpression></seq"),
            "f_x_e",
            "条件不起作用",
        ),
        (
            start()
            + node("inclusiveGateway", "x")
            + end()
            + end("e2")
            + flows("s>x", "x>e: =v", "x>e2"),
            "x",
            "也不是默认出路：f_x_e2",
        ),
        (on_path(node("adHocSubProcess", "x", PLAIN.replace('"s', '"s1'))), "x", "不能有开始事件"),
        (
            on_path(node("adHocSubProcess", "x", users("a", "b") + flows("a>b", "b>a"))),
            "x",
            "可以开始",
        ),
        (
            on_path(node("userTask", "x", "<multiInstanceLoopCharacteristics/>")),
            "x",
            "没有说明办几次",
        ),
        (
            on_path(node("userTask", "x", loop("<loopCardinality>few</loopCardinality>", ""))),
            "x",
            "次数应",
        ),
        (
            on_path(node("userTask", "x", loop("<completionCondition>all</completionCondition>"))),
            "x",
            "完成条件应",
        ),
        (
            on_path(node("userTask", "x", multi("=ds", "d"), properties(completion="half"))),
            "x",
            "比例",
        ),
        (
            on_path(node("userTask", "x", loop(condition("=true")), properties(completion="any"))),
            "x",
            "只能写一个",
        ),
        (on_path(node("userTask", "x", loop("<oneBehaviorEventRef/>"))), "x", "behavior"),
        (on_path(node("exclusiveGateway", "x", default="nope")), "x", "默认出路不存在"),
        (on_path(node("parallelGateway", "x")) + flows("x>s"), "f_x_s", "开始事件"),
        (start() + node("exclusiveGateway", "x") + end() + flows("s>x"), "x", "网关没有出路"),
        (PLAIN.replace('id="a" ', ""), "", "没有编号"),
        (CHOICE + flows("s>x", "x>a: =n", "x>b"), "x", "也不是默认出路：f_x_b"),
        (
            CHOICE + flows("s>x", "x>a: =n").replace("Expression>", 'Expression language="js">', 1),
            "f_x_a",
            "只能用 FEEL",
        ),
        (on_path(script("x", "v", "=1 +")), "x", "没有写完"),
        (on_path(script("x", "v", "import os")), "x", "= 开头"),
        (on_path(script("x", "a.b", "=1")), "x", "有效的变量名"),
        (on_path(node("scriptTask", "x", "<script>1</script>")), "x", "只能用 FEEL"),
        (on_path(node("serviceTask", "x")), "x", "没有类型"),
        (on_path(node("businessRuleTask", "x")), "x", "没有指明决策"),
        (on_path(calls("x", "=key")), "x", "不能是表达式"),
        (on_path(calls("x", "q").replace('"false"', '"true"')), "x", "应为 false"),
        (on_path(node("userTask", "x", "", io({"a b": "=1"}))), "x", "有效的变量名"),
        (on_path(node("userTask", "x", "", io({"a": "=("}))), "x", "变量 a"),
        (on_path(node("userTask", "x", "", "<zeebe:script/>")), "x", "扩展元素 script"),
        (on_path(node("userTask", "x", "<standardLoopCharacteristics/>")), "x", "何时停止"),
        (
            on_path(node("userTask", "x", '<standardLoopCharacteristics loopMaximum="-1"/>')),
            "x",
            "自然数",
        ),
        (on_path(node("userTask", "x", multi("ds", "d"))), "x", "= 开头"),
        (on_path(node("userTask", "x", multi("=ds", "d", "o"))), "x", "同时填写"),
        (attached(timer("timeDuration", "soon")), "b", "ISO 8601"),
        (attached(timer("timeDuration", "=(")), "b", "定时器"),
        (attached("<timerEventDefinition/>"), "b", "一个时间"),
        (attached("<signalEventDefinition/>"), "b", "没有指明信号"),
        (attached("<messageEventDefinition/>"), "b", "消息"),
        (attached('<messageEventDefinition messageRef="keyless"/>'), "b", "关联键"),
        (attached(ERROR, stops=False), "b", "必须中断"),
        (attached('<errorEventDefinition errorRef="none"/>'), "b", "没有指明错误"),
        (attached(MESSAGE + "<cancelEventDefinition/>"), "b", "有几个事件定义"),
        (attached(""), "b", "没有指明是什么事件"),
        (start() + end("e", "<escalationEventDefinition/>") + flows("s>e"), "e", "没有指明升级"),
    ],
)
def test_what_is_not_supported_is_refused_at_its_element(body, element_id, reason):
    found = faults(body)

    assert any(each == element_id and reason in why for each, why in found), found


def test_a_join_that_waits_for_itself_is_refused():
    gateways = node("parallelGateway", "p") + node("exclusiveGateway", "g", default="f_g_e")
    found = faults(start() + gateways + end() + flows("s>p", "p>g", "g>p: =again", "g>e"))

    assert [element for element, reason in found if "永远等不到" in reason] == ["p"]


@pytest.mark.parametrize(
    "xml",
    [
        b"",
        b"nonsense",
        HEAD.encode() + b"</definitions>",
        diagram(PLAIN).replace(b'"true"', b'"false"'),
        diagram(PLAIN).replace(b"</definitions>", b'<userTask id="s9"/></definitions>'),
        diagram(PLAIN).replace(b"</definitions>", b'<choreography id="c"/></definitions>'),
        b"<html/>",
        diagram(PLAIN).replace(b'"e"', b'"a"'),
        b'<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]><d>&x;</d>',
    ],
)
def test_bad_documents_are_refused(xml):
    assert [problem for problem in engine.check(xml) if problem.severity == "error"]


def test_doubts_are_warnings_and_do_not_keep_it_from_running():
    body = start() + node("exclusiveGateway", "g") + users("a", "b") + end()
    body += flows("s>g", "g>a: =n = 1", "g>b: =n = 2", "a>e")

    problems = engine.check(diagram(body))

    assert {each.severity for each in problems} == {"warning"}
    assert {each.element_id for each in problems} == {"g", "a", "b"}
    assert Case(body, n=2).do("b") == []


def test_a_flow_without_an_id_gets_one_and_is_taken():
    body = PLAIN.replace(' id="f_s_a"', "").replace(' id="f_a_e"', "")
    case = Case(body)

    case.do("a")

    assert case.step.ended


def test_a_problem_reads_as_a_sentence():
    with pytest.raises(engine.InvalidDiagramError) as raised:
        Case(on_path(node("serviceTask", "x")))

    assert str(raised.value) == "x（x）：服务任务没有类型；请在 zeebe:taskDefinition 中填写"


def test_a_call_must_be_known():
    with pytest.raises(engine.InvalidDiagramError, match="调用的流程不存在：called"):
        Case(on_path(calls("x", "called")))


def test_the_root_must_be_known():
    with pytest.raises(engine.InvalidDiagramError, match="没有这个流程"):
        engine.parse({"root": diagram(PLAIN)}, "other", {})


def test_a_decision_must_be_known():
    called = '<zeebe:calledDecision decisionId="d" resultVariable="v"/>'

    with pytest.raises(engine.InvalidDiagramError, match="没有决策：d"):
        Case(on_path(node("businessRuleTask", "x", "", called)))


def test_what_other_tools_wrote_is_a_warning():
    foreign = '<vendor:mark xmlns:vendor="urn:vendor"/>'

    problems = engine.check(diagram(on_path(node("userTask", "x", "", foreign))))

    assert [each.severity for each in problems if "mark" in each.reason] == ["warning"]


def test_a_very_long_process_is_read():
    names = [f"t{number}" for number in range(1_500)]
    links = [f"{a}>{b}" for a, b in pairwise(names)]

    case = Case(start() + users(*names) + end() + flows("s>t0", *links, "t1499>e"))

    assert case.open == ["t0"]


def test_a_thousand_gateways_in_a_loop_are_read_in_a_moment():
    names = [f"b{number}" for number in range(500)]
    blocks = "".join(
        node("parallelGateway", f"f{n}") + node("parallelGateway", f"j{n}")
        + users(f"{n}x", f"{n}y")
        + flows(f"f{n}>{n}x", f"f{n}>{n}y", f"{n}x>j{n}", f"{n}y>j{n}")
        for n in names
    )  # fmt: skip
    links = [f"j{a}>f{b}" for a, b in pairwise(names)]
    ends = node("exclusiveGateway", "top") + node("exclusiveGateway", "again", default="f_again_e")
    body = start() + ends + blocks + end()
    body += flows("s>top", "top>fb0", *links, "jb499>again", "again>top: =x", "again>e")
    began = time.process_time()

    assert faults(body) == []

    assert time.process_time() - began < 4
