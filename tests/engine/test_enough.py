"""Multi-instance in order, by number, of automatic tasks, and until it is enough."""

import pytest

from app import engine
from tests.engine.models import Case, io, multi, node, properties
from tests.engine.test_multi import AROUND, INNER, KINDS, LOOP, finish, timed


@pytest.fixture(params=KINDS)
def kind(request):
    return request.param


def several(inner: str, sequential: str = "false", collection: str = "=ds") -> str:
    drawn = multi(collection, "d", "out", "={d: d, r: r}")
    opening = f'<multiInstanceLoopCharacteristics isSequential="{sequential}">'
    return drawn.replace("<multiInstanceLoopCharacteristics>", opening).replace(
        "</multi", f"{inner}</multi", 1
    )


def done_when(text: str) -> str:
    return f"<completionCondition>{text}</completionCondition>"


def user_task(loop: str, **settings: str) -> str:
    extra = io(None, {"r": "=v"}) + (properties(**settings) if settings else "")
    return AROUND + node("userTask", "mi", loop, extra)


def test_a_sequential_one_opens_an_instance_when_the_one_before_is_done():
    case = Case(user_task(several("", "true")), ds=["A", "B", "C"])

    for number, element in enumerate("ABC"):
        assert case.open == ["mi"]
        case.do("mi", {"d": element, "loopCounter": number + 1}, v=number)

    assert case.open == ["z"]
    assert [each["r"] for each in case.step.variables["out"]] == [0, 1, 2]


def test_a_sequential_one_takes_additions_at_its_end_and_skips_removals():
    case = Case(user_task(several("", "true")), ds=["A", "B"])

    case.command(engine.add_instance, case.step.loops[0].token, "C")
    case.command(engine.remove_instance, case.step.loops[0].instances[0])
    case.do("mi", {"d": "B"}, v=1)
    case.do("mi", {"d": "C"}, v=2)

    assert case.open == ["z"]
    assert [each["d"] for each in case.step.variables["out"]] == ["B", "C"]


def test_the_completion_condition_takes_the_rest_away(kind):
    enough = done_when("=numberOfCompletedInstances &gt;= 2")
    body, task = KINDS[kind]
    body = body.replace(LOOP, several(enough))
    case = Case(*([body, INNER] if kind == "call" else [body]), ds=["A", "B", "C", "D"])

    finish(case, task, kind, "C", 3)
    finish(case, task, kind, "A", 1)

    assert case.open == ["z"]
    assert [each["d"] for each in case.step.variables["out"]] == ["A", "C"]
    gone = [visit for visit in case.step.trail if visit.kind == "cancelled"]
    assert {visit.element_id for visit in gone} == {task, "mi"}


def test_the_completion_condition_sees_counts_outputs_and_the_last_reply():
    for text in (
        "=numberOfInstances = 3 and numberOfActiveInstances = 2",
        "=numberOfCompletedInstances = 1 and numberOfTerminatedInstances = 0",
        "=count(out) = 1 and out[1].r = 7",
        '=r = 7 and d = "A"',
        "=v = 7 and loopCounter = 1",
    ):
        case = Case(user_task(several(done_when(f"<![CDATA[{text}]]>"))), ds=["A", "B", "C"])

        assert case.do("mi", {"d": "A"}, v=7) == ["z"], text


def test_a_failing_completion_condition_is_told_to_who_completes():
    case = Case(user_task(several(done_when("=1 + " + "nobody"))), ds=["A", "B"])

    with pytest.raises(engine.StepFailedError, match="nobody"):
        case.do("mi", {"d": "A"}, v=1)


@pytest.mark.parametrize(
    ("completion", "needed"), [("all", 5), ("any", 1), ("60%", 3), ("61%", 4), ("100%", 5)]
)
def test_completion_is_a_setting(completion, needed):
    case = Case(user_task(several(""), completion=completion), ds=list("ABCDE"))

    for element in "ABCDE"[:needed]:
        assert "mi" in case.open
        case.do("mi", {"d": element}, v=1)

    assert case.open == ["z"]


def test_a_setting_may_come_from_a_variable():
    case = Case(user_task(several(""), completion="=how"), ds=["A", "B"], how="sequential")
    wrong = Case(user_task(several(""), completion="=how"), ds=["A", "B"], how="half")

    assert (case.open, wrong.incidents) == (["mi"], ["mi"])


def test_those_released_do_not_count_for_the_share():
    case = Case(user_task(several(""), completion="60%"), ds=list("ABCDE"))
    case.do("mi", {"d": "A"}, v=1)
    case.do("mi", {"d": "B"}, v=1)
    instances = case.step.loops[0].instances

    case.command(engine.remove_instance, instances[0])
    assert case.open == ["mi", "mi"]
    assert case.command(engine.remove_instance, instances[1]) == ["z"]


def test_a_number_of_instances_may_be_said_without_a_collection():
    for text, variables in (("3", {}), ("=n + 1", {"n": 2})):
        loop = f"<multiInstanceLoopCharacteristics><loopCardinality>{text}</loopCardinality>"
        loop += "</multiInstanceLoopCharacteristics>"
        case = Case(AROUND + node("userTask", "mi", loop), **variables)

        assert [task.facts["loopCounter"] for task in case.step.ready_tasks] == [1, 2, 3]


@pytest.mark.parametrize("n", [-1, 1.5, "many", None, 10_001])
def test_a_number_that_is_none_is_an_incident(n):
    loop = "<multiInstanceLoopCharacteristics><loopCardinality>=n</loopCardinality>"
    loop += "</multiInstanceLoopCharacteristics>"

    assert Case(AROUND + node("userTask", "mi", loop), n=n).incidents == ["mi"]


def test_instances_of_automatic_tasks_run_at_once_and_keep_their_result():
    task = '<zeebe:script expression="=d * 2" resultVariable="r"/>'
    for sequential in ("true", "false"):
        loop = several("", sequential, "=[1, 2, 3]")
        case = Case(AROUND + node("scriptTask", "mi", loop, task))

        assert case.open == ["z"]
        assert [each["r"] for each in case.step.variables["out"]] == [2, 4, 6]
        assert "r" not in case.step.variables


def test_services_are_asked_once_an_instance():
    task = '<zeebe:taskDefinition type="notify"/>' + io({"to": "=d"})
    case = Case(AROUND + node("serviceTask", "mi", multi("=ds", "d"), task), ds=["A", "B"])

    assert [effect.inputs["to"] for effect in case.effects] == ["A", "B"]


def test_a_condition_stops_automatic_instances_too():
    task = '<zeebe:script expression="=d" resultVariable="r"/>'
    loop = several(done_when("=r = 3"), "true", "=[1, 2, 3, 4, 5]")
    case = Case(AROUND + node("scriptTask", "mi", loop, task))

    assert [each["r"] for each in case.step.variables["out"]] == [1, 2, 3]


def test_thousands_of_automatic_instances_end_in_linear_time():
    task = '<zeebe:script expression="=d" resultVariable="r"/>'

    def cost(count: int) -> float:
        loop = several("", "false", f"=for n in 1..{count} return n")
        return timed(Case, AROUND + node("scriptTask", "mi", loop, task))

    small, large = cost(400), cost(4_000)

    assert large < small * 25


def test_what_finished_instances_gave_does_not_make_the_next_one_dearer():
    case = Case(user_task(several("", "true")), ds=[str(number) for number in range(300)])
    costs = [timed(lambda: case.do("mi", v=1)) for _ in range(300)]

    assert sorted(costs[-50:])[25] < sorted(costs[:50])[25] * 4
