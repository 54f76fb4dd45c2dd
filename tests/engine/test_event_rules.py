"""Events that mean nothing, or nothing clear, are refused at their element, by rule."""

import pytest

from app import engine
from tests.engine.models import (
    ERROR,
    ESCALATION,
    MESSAGE,
    SIGNAL,
    TERMINATE,
    Case,
    boundary,
    calls,
    diagram,
    end,
    flows,
    node,
    start,
    timer,
    users,
)

PLAIN = start() + users("a") + end() + flows("s>a", "a>e")
UNDO = "<compensateEventDefinition/>"
UNDO_A = '<compensateEventDefinition activityRef="a"/>'
SHARED = '<messageEventDefinition id="shared" messageRef="withdraw"/>'
NAMED = '</process><signal id="named" name="=name"/><process id="root" isExecutable="true">'
MORE = ""
REFERENCE = "<eventDefinitionRef>{}</eventDefinitionRef>"
CANCEL = "<cancelEventDefinition/>"
CONDITION = "<conditionalEventDefinition><condition>{}</condition></conditionalEventDefinition>"
HOUR = timer("timeDuration", "PT1H")
CATCH, THROW = "intermediateCatchEvent", "intermediateThrowEvent"
INSIDE = start("is") + users("q") + end("ie") + flows("is>q", "q>ie")


def problems(body: str, severity: str = "error") -> set[tuple[str, str]]:
    found = engine.check(diagram(body))
    return {(each.element_id, each.rule) for each in found if each.severity == severity}


def on_path(element: str, name: str = "x") -> str:
    return start() + element + end() + flows(f"s>{name}", f"{name}>e")


def attached(event: str, stops: bool = True, host: str = "") -> str:
    return (
        on_path(host or users("x")) + boundary("b", "x", event, stops) + end("e2") + flows("b>e2")
    )


def scope(event: str, stops: str = "true", **more: str) -> str:
    inside = node("startEvent", "hs", event, isInterrupting=stops) + end("he") + flows("hs>he")
    return node("subProcess", "h", inside, triggeredByEvent="true", **more)


def undone(event: str = UNDO, handler: str = "ax", more: str = "") -> str:
    return PLAIN + boundary("b", "a", event) + (
        node("userTask", "ax", isForCompensation="true")
        + f'<association id="as" sourceRef="b" targetRef="{handler}"/>' + more
    )  # fmt: skip


def transaction(inner: str, extra: str = "", event: str = CANCEL) -> str:
    inside = start("is") + inner + flows("is>ie")
    sub = node("transaction", "x", extra + inside)
    return on_path(sub) + (boundary("b", "x", event) + end("e2") + flows("b>e2") if event else "")


def choice(target: str, **attributes: str) -> str:
    gateway = node("eventBasedGateway", "g", **attributes)
    return start() + gateway + target + end() + flows("s>g", "g>x", "x>e")


@pytest.mark.parametrize(
    "body",
    [
        *(on_path(node(CATCH, "x", each)) for each in (MESSAGE, SIGNAL, HOUR)),
        *(on_path(node(THROW, "x", each)) for each in ("", MESSAGE, SIGNAL, ESCALATION, UNDO)),
        on_path(node(CATCH, "x", CONDITION.format("=a > 1"))),
        *(start() + end("e", each) + flows("s>e") for each in (MESSAGE, SIGNAL, UNDO, TERMINATE)),
        *(attached(each) for each in (MESSAGE, SIGNAL, HOUR, ESCALATION, ERROR)),
        *(attached(each, stops=False) for each in (MESSAGE, SIGNAL, HOUR, ESCALATION)),
        attached(CONDITION.format("=a"), stops=False),
        *(PLAIN + scope(each) for each in (MESSAGE, SIGNAL, HOUR, ERROR, ESCALATION)),
        PLAIN + scope("<errorEventDefinition/>"),
        PLAIN + scope(timer("timeCycle", "R/P1D"), "false"),
        on_path(node("subProcess", "x", INSIDE + scope(UNDO))),
        *(node("startEvent", "s", each) + end() + flows("s>e") for each in (MESSAGE, SIGNAL, HOUR)),
        node("startEvent", "s", '<messageEventDefinition messageRef="keyless"/>') + end()
        + flows("s>e"),
        on_path(node("receiveTask", "x", messageRef="withdraw")),
        on_path(node("sendTask", "x", messageRef="keyless")),
        undone(),
        undone().replace(end(), end("e", UNDO_A)),
        transaction(end("ie", CANCEL)),
        choice(node(CATCH, "x", MESSAGE)),
        choice(node("receiveTask", "x", messageRef="withdraw")),
        attached(MESSAGE, host=node("receiveTask", "x", messageRef="withdraw")),
        PLAIN + scope(REFERENCE.format("x:shared")) + "</process>" + SHARED + '<process id="q">',
    ],
)  # fmt: skip
def test_what_means_something_passes(body):
    assert problems(body) == set()


@pytest.mark.parametrize(
    ("body", "element_id", "rule"),
    [
        (on_path(node(CATCH, "x")), "x", "one-event-definition"),
        (PLAIN + scope(REFERENCE.format("no")), "hs", "event-definition-ref"),
        (on_path(node(CATCH, "x", ERROR)), "x", "event-place"),
        (on_path(node(THROW, "x", ERROR)), "x", "event-place"),
        (on_path(node(THROW, "x", HOUR)), "x", "event-place"),
        (attached(TERMINATE), "b", "event-place"),
        (node("startEvent", "s", ERROR) + end() + flows("s>e"), "s", "event-place"),
        (on_path(node("subProcess", "x", INSIDE.replace("></st", f">{HOUR}</st"))), "is",
         "event-place"),
        (PLAIN + scope(ERROR, "false"), "hs", "error-interrupts"),
        (PLAIN + scope(""), "hs", "one-event-definition"),
        (PLAIN + scope(MESSAGE).replace("</startEvent>", "</startEvent>" + start("more")
                                        + flows("more>he")), "h", "one-start"),
        (PLAIN + scope(MESSAGE) + flows("a>h"), "h", "stands-free"),
        (PLAIN + scope(MESSAGE) + boundary("b", "h", HOUR), "h", "boundary-host"),
        (PLAIN + scope(MESSAGE, isForCompensation="true"), "h", "event-subprocess-kind"),
        (PLAIN + scope(MESSAGE).replace("<startEvent", "<standardLoopCharacteristics/><startEvent"),
         "h", "event-subprocess-loop"),
        (PLAIN + scope(UNDO), "hs", "compensation-scope"),
        (on_path(node("subProcess", "x", INSIDE + scope(UNDO) + scope(UNDO).replace("h", "k"))),
         "h", "one-compensation"),
        (on_path(node("sendTask", "x")), "x", "no-message"),
        (on_path(node("receiveTask", "x")), "x", "no-message"),
        (on_path(node("receiveTask", "x", messageRef="keyless")), "x", "no-expression"),
        (on_path(node("sendTask", "x", "", '<zeebe:taskDefinition type="t"/>',
                      messageRef="keyless")), "x", "sends-twice"),
        (on_path(node(CATCH, "x", '<signalEventDefinition signalRef="no"/>')), "x", "no-signal"),
        (on_path(node(CATCH, "x", CONDITION.format("a > 1"))), "x", "no-expression"),
        (on_path(node(CATCH, "x", CONDITION.format("=a >"))), "x", "bad-expression"),
        (on_path(node(CATCH, "x", CONDITION.format("=a").replace("<condition>",
                                                               '<condition language="js">'))),
         "x", "only-feel"),
        (start() + node(THROW, "x", "<linkEventDefinition/>") + flows("s>x"), "x", "no-link"),
        (start() + node(THROW, "x", '<linkEventDefinition name="A"/>') + flows("s>x"), "x",
         "link-target"),
        (on_path(node(THROW, "x", '<linkEventDefinition name="A"/>'))
         + node(CATCH, "y", '<linkEventDefinition name="A"/>') + end("e2") + flows("y>e2"), "x",
         "link-flows"),
        (undone(handler="a"), "b", "compensation-handler"),
        (undone(handler="a"), "ax", "no-compensation-event"),
        (undone(more=flows("ax>e")), "ax", "stands-free"),
        (undone(more=flows("b>e")), "b", "compensation-flows"),
        (on_path(node(THROW, "x", '<compensateEventDefinition activityRef="no"/>')), "x",
         "compensation-target"),
        (PLAIN.replace(end(), end("e", UNDO_A)), "e", "compensation-target"),
        (undone().replace("<association", "<x:association").replace("/>", ' xmlns:x="x"/>'), "b",
         "compensation-handler"),
        (on_path(node("receiveTask", "x", messageRef="withdraw", instantiate="true")), "x",
         "instantiate"),
        (on_path(node("subProcess", "x", INSIDE + start("more") + flows("more>q"))), "x",
         "one-start"),
        (NAMED + on_path(node(CATCH, "x", '<signalEventDefinition signalRef="named"/>')) + MORE,
         "x", "static-name"),
        (start() + end("e", CANCEL) + flows("s>e"), "e", "cancel-place"),
        (attached(CANCEL), "b", "cancel-place"),
        (transaction(end("ie", CANCEL), event=""), "ie", "cancel-boundary"),
        (transaction(end("ie", CANCEL), '<standardLoopCharacteristics loopMaximum="2"/>'), "ie",
         "cancel-in-loop"),
        (choice(users("x")), "g", "event-gateway-target"),
        (choice(node("receiveTask", "x", messageRef="withdraw") + boundary("b", "x", HOUR)), "g",
         "event-gateway-target"),
        (choice(node(CATCH, "x", MESSAGE), eventGatewayType="Parallel"), "g", "all-events"),
        (choice(node(CATCH, "x", MESSAGE), instantiate="true"), "g", "instantiate"),
        (choice(node(CATCH, "x", MESSAGE) + users("y") + flows("s>y", "y>x")), "g",
         "event-gateway-alone"),
    ],
)  # fmt: skip
def test_what_means_nothing_clear_is_refused(body, element_id, rule):
    found = problems(body)

    assert (element_id, rule) in found, found


@pytest.mark.parametrize(
    ("body", "element_id", "rule"),
    [
        (attached(HOUR, host=node("manualTask", "x")), "b", "boundary-never"),
        (attached(timer("timeCycle", "R/P1D")), "b", "cycle-once"),
        (on_path(node(CATCH, "x", timer("timeCycle", "R/P1D"))), "x", "cycle-once"),
        (PLAIN + scope(timer("timeCycle", "R/P1D")), "hs", "cycle-once"),
        (node("startEvent", "s", CONDITION.format("=a")) + end() + flows("s>e"), "s",
         "start-by-hand"),
        (on_path(node(THROW, "x", '<compensateEventDefinition waitForCompletion="false"/>')), "x",
         "waits-for-compensation"),
    ],
)  # fmt: skip
def test_what_may_surprise_is_a_warning(body, element_id, rule):
    assert (element_id, rule) in problems(body, "warning")
    assert problems(body) == set()


def test_a_called_process_must_know_where_it_begins():
    inner = node("startEvent", "m", MESSAGE) + node("startEvent", "n", SIGNAL) + end("ie")

    with pytest.raises(engine.InvalidDiagramError, match="不知从哪个开始"):
        Case(on_path(calls("x", "called")), inner + flows("m>ie", "n>ie"))


def test_the_ways_into_a_process_can_be_asked():
    body = PLAIN + node("startEvent", "m", MESSAGE) + node("startEvent", "t", HOUR)
    body += end("e2") + end("e3") + flows("m>e2", "t>e3")
    definition = engine.parse({"root": diagram(body)}, "root", {})

    found = [(entry.element_id, entry.kind, entry.text) for entry in engine.entries(definition)]

    assert found == [("s", "plain", None), ("m", "message", "withdraw"), ("t", "duration", "PT1H")]
