"""Work that can be taken back, drawn for the tests of compensation and transactions."""

from tests.engine.models import Case, boundary, node, users

UNDO = "<compensateEventDefinition/>"
CANCEL = "<cancelEventDefinition/>"
BACK = node("intermediateThrowEvent", "back", UNDO)


def undo(activity: str) -> str:
    return f'<compensateEventDefinition activityRef="{activity}"/>'


def guarded(*names: str) -> str:
    """Tasks that are taken back by a task of their name with an x."""
    return "".join(
        users(name) + boundary(f"b{name}", name, UNDO)
        + node("userTask", f"{name}x", isForCompensation="true")
        + f'<association id="as{name}" sourceRef="b{name}" targetRef="{name}x"/>'
        for name in names
    )  # fmt: skip


def played(case: Case, *names: str) -> list[list[str]]:
    return [case.do(name) for name in names]
