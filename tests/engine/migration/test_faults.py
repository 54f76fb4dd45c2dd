"""Which token cannot go to another version, and why."""

import pytest

from app import engine
from tests.engine.migration.versions import (
    OLD,
    faults,
    joined,
    version,
)
from tests.engine.models import (
    Case,
    end,
    flows,
    node,
    start,
    users,
)

SUB = start("i") + users("q") + end("ie") + flows("i>q", "q>ie")


@pytest.mark.parametrize(
    ("new", "rule"),
    [
        (start() + users("b") + end() + flows("s>b", "b>e"), "migration-no-element"),
        (OLD.replace("userTask id=\"a\" name=\"a\"></userTask", "task id=\"a\" name=\"a\"></task"),
         "migration-other-kind"),
        (start() + users("b") + end() + flows("s>sp", "sp>b", "b>e") + node(
            "subProcess", "sp", start("i") + users("a") + end("k") + flows("i>a", "a>k")),
         "migration-other-scope"),
    ],
)  # fmt: skip
def test_a_task_without_a_place_cannot_go(new, rule):
    case = Case(OLD)

    assert faults(case, version(new), a="a") == [("a", rule)]
    with pytest.raises(engine.NotMigratableError) as told:
        engine.migrate(case.definition, version(new), case.step.state, {},
                       now=case.now, host=case.host)  # fmt: skip
    assert "a（a）" in str(told.value)


def test_a_token_at_a_join_whose_flow_is_gone_cannot_go():
    case = Case(joined("x", "y"))
    case.do("x")

    assert faults(case, version(joined("v", "w", "y"))) == [("join", "migration-no-flow")]


def test_what_is_inside_a_scope_that_cannot_go_is_not_told_twice():
    around = start() + users("z") + end() + flows("s>c", "c>z", "z>e")
    case = Case(around + node("subProcess", "c", SUB))

    assert faults(case, version(around + users("c"))) == [("c", "migration-other-kind")]


def test_an_element_of_another_process_is_not_where_the_token_is():
    case = Case(OLD)

    found = engine.migration_faults(
        case.definition, version(OLD), case.step.state, {"root/a": "other/a"}
    )

    assert [each.rule for each in found] == ["migration-no-element"]
