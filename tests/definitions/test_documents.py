"""A document is deployed under the process that runs, with what that process needs."""

from app.definitions import Draft
from tests.definitions.sources import deploy
from tests.engine.models import HEAD, calls, flows, node, start

FORM = '<zeebe:formDefinition formId="sign_whistle"/>'
OTHER = node("userTask", "o", "", FORM)
BODY = start() + calls("a", "p_one") + node("callActivity", "b", calledElement="ns:p_two")


def document(body: str, beside: str) -> Draft:
    drawn = f'<process id="beside">{beside}</process>'
    drawn += f'<process id="main" name="主流程" isExecutable="true">{body}</process>'
    return Draft("bpmn", f"{HEAD}{drawn}</definitions>".encode())


def test_the_process_that_runs_gives_key_and_needs(app):
    made = deploy(document(BODY + flows("s>a", "a>b"), OTHER))

    assert (made.key, made.name) == ("main", "主流程")
    assert (made.parts["calls"], made.parts["forms"]) == (["p_one", "p_two"], [])
