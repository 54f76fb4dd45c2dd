"""A policy author saves, checks and publishes; nobody's work is overwritten unseen."""

import pytest

from app import definitions, modeler, runtime
from app.core.db import transaction
from app.core.errors import InvalidError, NotFoundError, NotPermittedError
from app.definitions.service import RefusedError
from app.modeler import DraftChangedError, OutdatedDraftError, WrongKeyError
from tests.jobs import diagrams
from tests.jobs.world import HOUR, NOW, the_task

RENAMED = diagrams.desk().replace("签收工单".encode(), "核收工单".encode())
BROKEN = diagrams.desk().replace(b'targetRef="finish"', b'targetRef="nowhere"')
CALLS = diagrams.desk(
    more="""<bpmn:boundaryEvent id="missed" attachedToRef="sign"><bpmn:outgoing>f1</bpmn:outgoing>
 <bpmn:timerEventDefinition id="t"><bpmn:timeDuration xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
 xsi:type="bpmn:tFormalExpression">PT1H</bpmn:timeDuration></bpmn:timerEventDefinition></bpmn:boundaryEvent>
 <bpmn:sequenceFlow id="f1" sourceRef="missed" targetRef="call" />
 <bpmn:callActivity id="call" name="不存在的流程"><bpmn:extensionElements>
 <zeebe:calledElement processId="p_nowhere" propagateAllChildVariables="false"
 propagateAllParentVariables="false" /></bpmn:extensionElements>
 <bpmn:incoming>f1</bpmn:incoming><bpmn:outgoing>f2</bpmn:outgoing></bpmn:callActivity>
 <bpmn:sequenceFlow id="f2" sourceRef="call" targetRef="end2" />
 <bpmn:endEvent id="end2"><bpmn:incoming>f2</bpmn:incoming></bpmn:endEvent>"""
)


@pytest.fixture
def author(someone):
    """The policy author."""
    return someone("policy")


@pytest.fixture
def save(author):
    """A function that saves a draft of ``p_desk``."""

    def save(source, *, seen=0, base=1, actor=author):
        with transaction():
            return modeler.save(
                "bpmn", "p_desk", source, base=base, seen=seen, actor=actor, now=NOW
            ).revision

    return save


@pytest.fixture
def publish(author):
    """A function that publishes the draft of ``p_desk``."""

    def publish(note="改名", *, seen=1, actor=author):
        with transaction():
            return modeler.publish("bpmn", "p_desk", note, seen=seen, actor=actor, now=NOW).version

    return publish


def test_a_draft_is_opened_before_the_newest_version(app, save, author):
    save(RENAMED)

    found = modeler.shown("bpmn", "p_desk", actor=author)

    assert (found.source, found.revision, found.base_version) == (RENAMED, 1, 1)


def test_saving_over_what_one_has_seen_goes_on(app, save):
    assert [save(RENAMED), save(RENAMED, seen=1), save(RENAMED, seen=2)] == [1, 2, 3]


def test_saving_over_what_one_has_not_seen_is_a_conflict_that_names_the_other(app, save):
    save(RENAMED)

    with pytest.raises(DraftChangedError) as first:
        save(diagrams.desk())
    save(RENAMED, seen=1)
    with pytest.raises(DraftChangedError) as second:
        save(diagrams.desk(), seen=1)

    assert first.value.present.author_name
    assert second.value.present.revision == 2


def test_whoever_may_not_draft_is_refused(app, save, someone):
    with pytest.raises(NotPermittedError):
        save(RENAMED, actor=someone("watch"))


def test_new_cases_use_what_was_published_and_running_ones_keep_theirs(begin, save, publish):
    running = begin(NOW + HOUR)
    save(RENAMED)

    version = publish()

    new = begin(NOW + HOUR)
    assert version == 2
    assert (the_task(running).name, the_task(new).name) == ("签收工单", "核收工单")
    assert modeler.draft("bpmn", "p_desk") is None
    assert runtime.replay(running).same


def test_a_note_is_required(app, save, publish):
    save(RENAMED)

    with pytest.raises(InvalidError) as refused:
        publish("  ")

    assert "note" in refused.value.fields


def test_what_cannot_run_is_refused_with_its_element(app, save, publish):
    save(BROKEN)

    with pytest.raises(RefusedError) as refused:
        publish()

    assert refused.value.problems
    assert definitions.latest("bpmn", "p_desk").version == 1


def test_what_calls_something_never_deployed_is_refused(app, save, publish):
    save(CALLS)

    with pytest.raises(RefusedError, match="p_nowhere"):
        publish()

    assert definitions.latest("bpmn", "p_desk").version == 1


def test_a_draft_of_another_process_is_refused(app, save, publish):
    save(diagrams.desk("p_other"))

    with pytest.raises(WrongKeyError):
        publish()


def test_a_draft_begun_before_the_newest_version_is_not_published(app, save, publish):
    save(RENAMED)
    publish()
    save(diagrams.desk(), base=1)

    with pytest.raises(OutdatedDraftError):
        publish()


def test_a_revision_one_has_not_seen_is_not_published(app, save, publish):
    save(RENAMED)
    save(RENAMED, seen=1)

    with pytest.raises(DraftChangedError):
        publish(seen=1)


def test_a_discarded_draft_is_gone(app, save, author):
    save(RENAMED)

    with transaction():
        modeler.discard("bpmn", "p_desk", seen=1, actor=author)

    assert modeler.shown("bpmn", "p_desk", actor=author).draft is None


def test_what_was_never_deployed_is_not_found(app, author):
    with pytest.raises(NotFoundError):
        modeler.shown("bpmn", "p_nothing", actor=author)
