"""What a person sees of a task: whose it is, until when, with which form."""

from datetime import timedelta

from app import engine
from tests.engine.models import START, Case, Table, end, flows, io, node, properties, start, users


def task(extra: str, host: Table | None = None, **variables: object) -> Case:
    body = start() + node("userTask", "a", "", extra) + users("b") + end()
    return Case(body + flows("s>a", "a>b", "b>e"), host=host or Table(sign=10), **variables)


def due(text: str) -> str:
    return f"<zeebe:taskSchedule dueDate='{text}'/>"


def groups(text: str) -> str:
    return f"<zeebe:assignmentDefinition candidateGroups='{text}'/>"


def test_a_task_names_its_form_and_place():
    ready = task('<zeebe:formDefinition formId="sign"/>').task("a")

    assert (ready.process_key, ready.element_id, ready.name) == ("root", "a", "a")
    assert (ready.form_key, ready.created_at, ready.problem) == ("sign", START, None)


def test_groups_are_a_text_or_a_list():
    for text, found in (
        ('=street + "/desk"', ["x/desk"]),
        ('=[street + "/a", street + "/b", street + "/a"]', ["x/a", "x/b"]),
        ("one, two", ["one", "two"]),
    ):
        assert task(groups(text), street="x").task("a").groups == found


def test_an_expression_that_fails_is_told_and_the_task_stays():
    ready = task(groups("=nobody")).task("a")

    assert (ready.groups, task(due("=5")).task("a").due_at) == ([], None)
    assert "nobody" in ready.problem


def test_groups_of_another_kind_are_a_problem():
    assert task(groups("=5")).task("a").problem


def test_a_limit_brings_its_anchor_and_the_warning_comes_at_ninety_percent():
    class Anchored(Table):
        def anchor(self, key, facts, created_at):
            return created_at - timedelta(minutes=10)

    ready = task(due('=limit("sign")'), Anchored(sign=10)).task("a")

    assert ready.due_at == START + timedelta(minutes=10)
    assert ready.anchor_at == START - timedelta(minutes=10)
    assert ready.warn_at == START + timedelta(minutes=8)


def test_without_a_limit_the_clock_starts_with_the_task():
    ready = task(due("=at"), at=START + timedelta(minutes=100)).task("a")

    assert (ready.anchor_at, ready.warn_at) == (START, START + timedelta(minutes=90))


def test_anchor_and_warning_may_be_said_by_the_diagram():
    extra = due("=at") + properties(anchor="=began", warn="50%")
    ready = task(extra, at=START + timedelta(hours=2), began=START + timedelta(hours=1)).task("a")

    assert ready.anchor_at == START + timedelta(hours=1)
    assert ready.warn_at == START + timedelta(minutes=90)


def test_a_warning_may_be_a_moment():
    extra = due("=at") + properties(warn='=at - duration("PT5M")')
    ready = task(extra, at=START + timedelta(hours=1)).task("a")

    assert ready.warn_at == START + timedelta(minutes=55)


def test_a_due_before_its_anchor_warns_at_once():
    ready = task(due("=at"), at=START - timedelta(hours=1)).task("a")

    assert ready.warn_at == ready.due_at == START - timedelta(hours=1)


def test_the_due_is_looked_at_again_at_every_step():
    fork = node("parallelGateway", "f")
    body = start() + fork + node("userTask", "a", "", due("=at")) + end() + end("e2")
    body += node("userTask", "b", "", io(None, {"at": "=later"}))
    case = Case(body + flows("s>f", "f>a", "f>b", "a>e", "b>e2"), at=START)

    case.do("b", later=START + timedelta(hours=3))

    assert case.task("a").due_at == START + timedelta(hours=3)


def test_priority_and_assignee_are_read():
    extra = '<zeebe:priorityDefinition priority="=80"/>'
    extra += '<zeebe:assignmentDefinition assignee="=who"/>'
    ready = task(extra, who="wang").task("a")

    assert (ready.priority, ready.assignee) == (80, "wang")
    assert task("").task("a").priority == 50
    assert task('<zeebe:assignmentDefinition assignee="=5"/>').task("a").problem


def test_a_service_task_asks_for_an_effect_and_passes():
    headers = '<zeebe:taskHeaders><zeebe:header key="key" value="issued"/></zeebe:taskHeaders>'
    kind = '<zeebe:taskDefinition type="notify"/>'
    notify = node("serviceTask", "n", "", kind + headers + io({"to": '=street + "/desk"'}))
    case = Case(start() + notify + users("a") + end() + flows("s>n", "n>a", "a>e"), street="x")

    (effect,) = case.effects
    assert (effect.type, effect.element_id) == ("notify", "n")
    assert effect.inputs == {"key": "issued", "to": "x/desk"}
    assert (effect.facts["street"], case.step.variables) == ("x", {"street": "x"})


def test_our_functions_are_known_in_expressions():
    inputs = {
        "n": "=now()", "d": "=work days(2)", "h": "=work hours(3)", "f": '=limit("sign")',
        "l": "=leader of(\"qh\")", "o": '=org("qh").name', "x": '=limit("?")',
    }  # fmt: skip
    facts = task(io(inputs)).task("a").facts

    assert [facts[key] for key in "ndhf"] == [
        START, START + timedelta(days=2), START + timedelta(hours=3), START + timedelta(minutes=10),
    ]  # fmt: skip
    assert [facts[key] for key in "lox"] == ["qh/负责人", "org", None]


class Rules:
    def evaluate(self, decision_id, context, functions):
        return {"level": "L1", "why": f"{decision_id} {context['x']}"}


def test_a_decision_is_kept_or_spread_by_output_mappings():
    called = '<zeebe:calledDecision decisionId="d_level" resultVariable="found"/>'
    body = start() + users("a") + end() + flows("s>r", "r>a", "a>e")
    kept = Case(
        body + node("businessRuleTask", "r", "", called), decisions={"d_level": Rules()}, x=1
    )
    mapped = called + io(None, {"level": "=found.level"})
    spread = Case(
        body + node("businessRuleTask", "r", "", mapped), decisions={"d_level": Rules()}, x=1
    )

    assert kept.step.variables == {"x": 1, "found": {"level": "L1", "why": "d_level 1"}}
    assert spread.step.variables == {"x": 1, "level": "L1"}


def test_a_decision_that_fails_is_an_incident():
    called = '<zeebe:calledDecision decisionId="d_level" resultVariable="found"/>'
    body = start() + node("businessRuleTask", "r", "", called) + end() + flows("s>r", "r>e")

    assert Case(body, decisions={"d_level": Rules()}).incidents == ["r"]


def test_looking_tells_what_is_true_now_and_changes_nothing():
    extra = due("=if now() > at then now() else at")
    case = task(extra, at=START + timedelta(hours=1))

    case.now += timedelta(hours=2)
    step = engine.look(case.definition, case.step.state, now=case.now, host=case.host)

    assert step.ready_tasks[0].due_at == START + timedelta(hours=2)
    assert (step.state, step.trail) == (case.step.state, [])
