"""Variables live in scopes; a call is a wall."""

from tests.engine.models import (
    MESSAGE,
    Case,
    boundary,
    calls,
    end,
    flows,
    io,
    node,
    script,
    start,
    users,
)

INNER = start("i") + users("q") + end("ie") + flows("i>q", "q>ie")


def user(name: str, **mappings: dict[str, str]) -> str:
    return node("userTask", name, "", io(**mappings))


def test_a_user_task_without_output_writes_nothing():
    case = Case(start() + users("a", "b") + end() + flows("s>a", "a>b", "b>e"), x=1)

    case.do("a", x=2, y=3)

    assert case.step.variables == {"x": 1}


def test_only_mapped_outputs_of_a_user_task_are_written():
    body = start() + user("a", outputs={"x": "=n + x"}) + users("b") + end()
    case = Case(body + flows("s>a", "a>b", "b>e"), x=1)

    case.do("a", n=2, other=9)

    assert case.step.variables == {"x": 3}


def test_inputs_are_seen_by_the_task_alone():
    body = start() + user("a", inputs={"y": "=x + 1", "z": "=y + 1"}) + end()
    case = Case(body + flows("s>a", "a>e"), x=1)

    assert case.task("a").facts == {"x": 1, "y": 2, "z": 3}
    assert case.step.variables == {"x": 1}


def test_nothing_but_mapped_inputs_enters_a_called_process():
    body = start() + calls("c", "called", io({"d": "=x"})) + end()
    case = Case(body + flows("s>c", "c>e"), INNER, x=1, secret=2)

    assert case.task("q").facts == {"d": 1}


def test_only_mapped_outputs_leave_a_called_process():
    body = start() + calls("c", "called", io({"d": "=x"}, {"y": "=z"})) + users("b") + end()
    inner = start("i") + user("q", outputs={"z": "=v + d", "w": "=1"}) + end("ie")
    case = Case(body + flows("s>c", "c>b", "b>e"), inner + flows("i>q", "q>ie"), x=1)

    case.do("q", v=2)

    assert case.step.variables == {"x": 1, "y": 3}


def test_a_sub_process_writes_into_the_process_around_it():
    inner = start("i") + script("set", "x", "=x + 1") + script("new", "y", "=x") + end("ie")
    sub = node("subProcess", "sp", inner + flows("i>set", "set>new", "new>ie"))

    case = Case(start() + sub + users("a") + end() + flows("s>sp", "sp>a", "a>e"), x=1)

    assert case.step.variables == {"x": 2, "y": 2}


def test_a_local_variable_of_a_sub_process_shadows_and_ends_with_it():
    inner = start("i") + script("set", "x", "=x + 1") + users("q") + end("ie")
    sub = node("subProcess", "sp", inner + flows("i>set", "set>q", "q>ie"), io({"x": "=10"}))
    case = Case(start() + sub + users("a") + end() + flows("s>sp", "sp>a", "a>e"), x=1)

    assert case.task("q").facts["x"] == 11
    case.do("q")
    assert case.step.variables == {"x": 1}


def test_a_side_path_is_seen_by_the_main_path_at_once():
    case = Case(
        start() + user("a", outputs={"seen": "=x"}) + users("b") + end() + end("e2")
        + boundary("m", "a", MESSAGE, stops=False) + script("set", "x", "=5")
        + flows("s>a", "a>b", "b>e", "m>set", "set>e2"),
        x=1, case_ref="R",
    )  # fmt: skip

    case.send("m")
    case.do("a")

    assert (case.step.variables["x"], case.step.variables["seen"]) == (5, 5)


def test_branches_write_lists_without_losing_any():
    fork = node("parallelGateway", "fork") + node("parallelGateway", "join")
    case = Case(
        start() + fork + end() + users("z")
        + user("a", outputs={"all": "=append(all, 1)"})
        + user("b", outputs={"all": "=append(all, 2)"})
        + flows("s>fork", "fork>a", "fork>b", "a>join", "b>join", "join>z", "z>e"),
        all=[],
    )  # fmt: skip

    case.do("b")
    case.do("a")

    assert case.step.variables["all"] == [2, 1]


def test_a_later_change_does_not_reach_what_was_kept_before():
    given = {"list": [1, 2]}
    case = Case(start() + users("a") + end() + flows("s>a", "a>e"), **given)

    given["list"].append(3)

    assert case.step.variables == {"list": [1, 2]}


def test_a_variable_that_some_element_may_set_reads_as_null_before():
    body = start() + node("exclusiveGateway", "g", default="f_g_b") + users("b") + end()
    later = user("a", outputs={"approved": "=approved"})
    lines = flows("s>g", "g>a: =approved != true", "g>b", "a>e", "b>e")

    assert Case(body + later + lines).open == ["a"]


def test_scopes_are_reported_with_their_variables():
    body = start() + calls("c", "called", io({"d": "=x"})) + end()
    case = Case(body + flows("s>c", "c>e"), INNER, x=1)

    found = [(scope.process_key, scope.element_id, scope.variables) for scope in case.step.scopes]

    assert found == [("root", None, {"x": 1}), ("called", "c", {"d": 1})]
