"""Nobody controls their own work: not through a substitute, and not as one."""

from contextlib import suppress
from types import SimpleNamespace
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.errors import ConflictError, NotPermittedError, ShaodaoError
from app.identity import Actor, Lapsed, StandIn, User, holding
from app.runtime import UserTask
from app.tasks import DidItYourselfError, HandledBeforeError, NotYourTaskError, policy

POST, OTHER = "qh.water/联络员", "qh.water/值班员"
POSTS = ("联络员", "值班员", "负责人")
CONTROLS = {"draft": {}, "approve": {"not by": "draft"}, "call": {"not handlers": "true"}}
AWAY, B = UUID(int=1), UUID(int=2)
PLACE = StandIn(AWAY, "甲", POST)
SUBSTITUTE = Actor(B, "乙", "b", groups=(OTHER, POST), org_codes=("qh.z",), standing_in=(PLACE,))
COLLEAGUE = Actor(B, "乙", "b", groups=(POST,), covering=(PLACE,))
ABSENT = Actor(AWAY, "甲", "a", groups=(POST,))


def task(element="approve", groups=(POST,), assignee=None):
    properties = CONTROLS[element]
    known = {"assignee_id": assignee, "owner_id": None, "ended_at": None}
    return UserTask(element_id=element, groups=[*groups], properties=properties, **known)


def outcome(wanted, actor, earlier=()):
    try:
        return policy.require_doer(wanted, actor, earlier).name
    except ShaodaoError as refused:
        return type(refused)


@pytest.mark.parametrize(
    ("wanted", "actor", "expected"),
    [
        (task(), SUBSTITUTE, "乙（代甲）"),
        (task(groups=(OTHER,)), SUBSTITUTE, "乙"),
        (task(groups=(OTHER, POST)), SUBSTITUTE, "乙"),
        (task(assignee=AWAY), SUBSTITUTE, "乙（代甲）"),
        (task(assignee=AWAY), COLLEAGUE, "乙（代甲）"),
        (task(), COLLEAGUE, "乙"),
        (task(assignee=AWAY, groups=(OTHER,)), SUBSTITUTE, "TaskAlreadyClaimedError"),
        (task(assignee=AWAY), ABSENT, "甲"),
    ],
)
def test_a_task_is_done_in_the_name_of_whoever_it_waits_for(wanted, actor, expected):
    found = outcome(wanted, actor)

    assert (found if isinstance(found, str) else found.__name__) == expected


@pytest.mark.parametrize(
    ("wanted", "actor", "hand", "expected"),
    [
        (task(), SUBSTITUTE, B, DidItYourselfError),
        (task(), SUBSTITUTE, AWAY, DidItYourselfError),
        (task("call"), SUBSTITUTE, AWAY, HandledBeforeError),
        (task(assignee=AWAY), COLLEAGUE, AWAY, DidItYourselfError),
        (task(), COLLEAGUE, AWAY, "乙"),
        (task(groups=(OTHER,)), SUBSTITUTE, AWAY, "乙"),
        (task(), ABSENT, AWAY, DidItYourselfError),
        (task(), SUBSTITUTE, UUID(int=3), "乙（代甲）"),
    ],
)
def test_both_are_hands_of_what_a_substitute_does(wanted, actor, hand, expected):
    assert outcome(wanted, actor, [(hand, "draft")]) == expected


def test_the_refusal_names_the_absent_person():
    with pytest.raises(DidItYourselfError, match="您代“甲”办理，而“甲”是申请人"):
        policy.require_doer(task(), SUBSTITUTE, [(AWAY, "draft")])
    with pytest.raises(DidItYourselfError, match="申请人不能审批自己的申请"):
        policy.require_doer(task(), SUBSTITUTE, [(B, "draft")])


def test_of_two_absent_people_the_one_who_may_is_stood_in_for():
    other = StandIn(UUID(int=3), "丙", POST)
    actor = Actor(B, "乙", "b", groups=(POST,), standing_in=(PLACE, other))

    found = policy.require_doer(task(), actor, [(AWAY, "draft")])

    assert (found.name, found.hands) == ("乙（代丙）", {B, UUID(int=3)})


def test_the_organisation_acted_for_stands_in_the_record():
    assert SUBSTITUTE.in_place_of(PLACE).org_codes == ("qh.water", "qh.z")


def test_what_a_substitute_did_is_taken_back_by_either_while_they_stand_in():
    did = task("draft")
    did.outcome, did.completed_by_id, did.completed_for_id = "completed", B, AWAY

    able = [policy.did(did, actor) for actor in (ABSENT, SUBSTITUTE, COLLEAGUE)]

    assert able == [True, True, True]
    assert not policy.did(did, Actor(B, "乙", "b", groups=(OTHER,)))
    assert not policy.did(did, Actor(UUID(int=3), "丙", "c", groups=(POST,)))


def test_whose_right_has_lapsed_is_told_why():
    lapsed = (Lapsed("甲", POST, "您本人这段时间也请假，不能代“甲”办理。"),)

    with pytest.raises(NotYourTaskError, match="您本人这段时间也请假"):
        policy.require_doer(task(), Actor(B, "乙", "b", groups=(OTHER,), lapsed=lapsed), [])


PERSON = st.sampled_from(range(3))
AWAYS = st.tuples(st.just("away"), PERSON, PERSON, st.integers(2, 8))
WAITS = st.tuples(
    st.just("wait"), st.sampled_from([*CONTROLS]), PERSON, st.booleans(), st.permutations(range(3))
)
CONTROLLED = {"draft": set(), "approve": {"draft"}, "call": {"draft", "approve"}}


class History:
    """A case in an office of three, each with a post, who come and go at every full hour."""

    def __init__(self):
        self.hour, self.absences, self.done = 0, [], []
        self.people = [User(id=UUID(int=n), name=f"{n}", language="zh") for n in range(3)]

    def away(self, person, substitute, hours):
        """Send somebody away whose post somebody else is to hold, as far as that one may."""
        self.absences.append((person, substitute, range(self.hour, self.hour + hours)))

    def wait(self, element, post, is_claimed, order):
        """Let everybody try a task of a post; remember who did it, and for whom."""
        wanted = task(element, [f"qh.water/{POSTS[post]}"], UUID(int=post) if is_claimed else None)
        earlier = [(hand, each) for each, hands in self.done for hand in hands]
        for person in order:
            with suppress(NotPermittedError, ConflictError):
                doer = policy.require_doer(wanted, self._actor(person), earlier)
                absent = {doer.acting_for.user_id} if doer.acting_for else set()
                self.done.append((element, {doer.user_id} | absent))
                return

    def _actor(self, person):
        rows = [self._row(person, person, None)]
        for absent, substitute, hours in self.absences:
            if substitute == person != absent and self.hour in hours:
                rows.append(self._row(person, absent, absent))
        return holding.actor(self.people[person], rows)

    def _row(self, person, post, absent):
        away = any(person == each and self.hour in hours for each, _, hours in self.absences)
        whose = {"of_id": absent if absent is None else UUID(int=absent), "of_name": f"{absent}"}
        place = {"org_code": "qh.water", "post": POSTS[post], "kind": "department"}
        return SimpleNamespace(**whose, **place, until=None, is_away=away, belongs=True)


@settings(max_examples=100, deadline=None)
@given(happened=st.lists(AWAYS | WAITS, min_size=8, max_size=20))
def test_nobody_ever_completes_a_step_and_its_control(happened):
    history = History()
    for verb, *how in happened:
        history.hour += 1
        {"away": history.away, "wait": history.wait}[verb](*how)

    for number, (element, hands) in enumerate(history.done):
        before = [did for each, did in history.done[:number] if each in CONTROLLED[element]]
        assert not hands & set().union(*before)
