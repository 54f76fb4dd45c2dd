from app import engine
from tests.engine.models import (
    ERROR,
    MESSAGE,
    Case,
    boundary,
    calls,
    end,
    flows,
    io,
    multi,
    node,
    script,
    start,
    timer,
    users,
)

SUB = start("i1") + users("q") + end("i2") + flows("i1>q", "q>i2")


def test_calls_scopes_events():
    case = Case(
        start()
        + calls("c", "q", io({"d": "=x"}, {"y": "=z"}))
        + users("h")
        + end()
        + end("e2")
        + boundary("late", "c", timer("timeDuration", "PT30M"), False)
        + boundary("msg", "c", MESSAGE, True, io(None, {"why": "=reason"}))
        + users("w")
        + end("e3")
        + flows("s>c", "c>e", "late>h", "h>e2", "msg>w", "w>e3"),
        start("i1")
        + node("userTask", "q", "", io(None, {"z": "=v + d"}))
        + end("i2")
        + flows("i1>q", "q>i2"),
        x=1,
        case_ref="R",
    )
    assert case.open == ["q"]
    assert case.step.subscriptions[0].key == "R"
    assert case.after(minutes=30) == ["h", "q"]
    case.do("q", v=2)
    assert case.open == ["h"]
    assert case.step.variables["y"] == 3
    case.do("h")
    assert case.step.ended


def test_message():
    case = Case(
        start()
        + calls("c", "q")
        + end()
        + boundary("msg", "c", MESSAGE, True, io(None, {"why": "=reason"}))
        + users("w")
        + end("e3")
        + flows("s>c", "c>e", "msg>w", "w>e3"),
        SUB,
        case_ref="R",
    )
    assert case.send("msg", reason="x") == ["w"]
    assert case.step.variables["why"] == "x"
    assert [(v.element_id, v.kind) for v in case.step.trail] == [
        ("q", "cancelled"),
        ("c", "cancelled"),
        ("msg", "entered"),
        ("msg", "left"),
        ("w", "entered"),
    ]


def test_multi():
    case = Case(
        start()
        + calls("c", "q", io({"dep": "=d"}), multi("=ds", "d", "out", "={d: d, s: s}"))
        + end()
        + users("z")
        + flows("s>c", "c>z", "z>e"),
        start("i1")
        + node("userTask", "q", "", io(None, {"s": "=v"}))
        + end("i2")
        + flows("i1>q", "q>i2"),
        ds=["A", "B"],
    )
    case.do("q", {"dep": "B"}, v=2)
    case.command(engine.add_instance, case.step.loops[0].token, "C")
    case.do("q", {"dep": "C"}, v=3)
    assert case.do("q", {"dep": "A"}, v=1) == ["z"]
    assert case.step.variables["out"] == [
        {"d": "A", "s": 1},
        {"d": "B", "s": 2},
        {"d": "C", "s": 3},
    ]


def test_error_loops_back():
    case = Case(
        start()
        + node(
            "subProcess",
            "sp",
            SUB.replace('<endEvent id="i2" name="i2">', '<endEvent id="i2" name="i2">' + ERROR),
        )
        + boundary("b", "sp", ERROR)
        + script("x", "n", "=n+1")
        + end()
        + flows("s>sp", "sp>e", "b>x", "x>sp"),
        n=0,
    )
    for _ in range(5):
        assert case.do("q") == ["q"]
    assert case.step.variables["n"] == 5
