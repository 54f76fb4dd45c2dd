"""Any way through a process: what people may answer, what may happen, and the way home."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from app import engine
from tests.processes.story import Story, when

TEAM = [{"department": "qh.water", "person": name, "has_certificate": True} for name in "甲乙"]
ONE = {
    "give_up": False,
    "verbal": False,
    "open_whistle": False,
    "departments": ["qh.water"],
}
TWO = {"departments": ["qh.drain", "qh.water"], "needs_enforcement": True, "verbal": True}
AGAIN = {"accepted": "再吹哨", "departments": ["qh.water"]}
ANSWERS: Mapping[str, list[dict[str, Any]]] = {
    "contact_requester": [{"way": "自办"}, {"way": "吹哨"}, {"way": "异议"}],
    "handle_order": [{"way": "自办"}, {"way": "吹哨"}],
    "review_reply": [{"passed": True}, {"passed": False}],
    "decide_extension": [{"granted": True}, {"granted": False}],
    "decide_objection": [{"agreed": False}, {"agreed": True, "new_org": "qh.fire"}],
    "rule": [{"ruling": "维持"}, {"ruling": "改派", "new_org": "qh.fire"}],
    "draft_whistle": [ONE, {"give_up": True}, {**ONE, **TWO}, {**ONE, "open_whistle": True}],
    "approve_whistle": [{"approved": "同意"}, {"approved": "退回"}, {"approved": "不同意"}],
    "confirm_verbal": [{"approved": "同意"}, {"approved": "不同意"}],
    "sign": [{"contacted": True}, {"contacted": False}],
    "confirm_leave": [{"may_leave": True}, {"may_leave": False}],
    "accept_result": [{"accepted": "通过"}, AGAIN],
    "plan_enforcement": [{"team": TEAM}, {"team": TEAM[:1]}, {"called_off": True}],
    "record_on_site": [
        {"finding": "立案"},
        {"finding": "未发现"},
        {"finding": "责令改正", "correct_by": date(2026, 8, 1)},
    ],
    "recheck": [{"corrected": True}, {"corrected": False}],
    "answer_score": [{"appeal": False}, {"appeal": True}],
    "call_requester": [
        {"contacted": True, "solved": "解决", "satisfied": "满意"},
        {"contacted": True, "solved": "未解决", "satisfied": "不满意"},
        {"contacted": False},
    ],
    "coordinate": [{"decision": "已协调"}, {"decision": "上提"}],
    "weekly_report": [{"close_asked": True}, {"close_asked": False}],
    "check_proof": [{"proved": True}, {"proved": False}],
}
SAID: Mapping[str, dict[str, Any]] = {
    "class_raised": {"target": "紧急", "departments": ["qh.drain"]},
    "extension_requested": {"new_due": when("2026-08-20 17:30"), "reason": "需等材料到场"},
}
SHARED = ("opinions", "officer_evidence", "case_numbers")


def wander(story: Story, picks: list[int]) -> None:
    """Let one thing that may happen next happen, for each pick."""
    for pick in picks:
        ways = _ways(story)
        if not ways:
            return
        verb, arguments = ways[pick % len(ways)]
        verb(*arguments)
        _well_formed(story)


def go_home(story: Story, patience: int = 150) -> str | None:
    """Answer kindly until the process ends; return its end event."""
    for _ in range(patience):
        if story.step.ended:
            return story.ended
        if story.step.ready_tasks:
            task = story.step.ready_tasks[0]
            story.complete(task, _answers(task)[0])
        else:
            story.next_timer()
    return None


def _ways(story: Story) -> list[tuple[Any, tuple[Any, ...]]]:
    tasks = story.step.ready_tasks
    ways = [(story.complete, (task, said)) for task in tasks for said in _answers(task)]
    listening = [s for s in story.step.subscriptions if s.offered]
    ways += [(story.deliver, (s, SAID.get(s.element_id, {}))) for s in listening]
    return [*ways, (story.next_timer, ())] if story.step.timers else ways


def _answers(task: engine.ReadyTask) -> list[dict[str, Any]]:
    given = [said for said in ANSWERS.get(task.element_id, [{}]) if _may_say(task.facts, said)]
    if task.element_id == "draft_whistle":
        return [{"whistle_class": task.facts["whistle_class"], **said} for said in given]
    return given


def _may_say(facts: Mapping[str, Any], said: Mapping[str, Any]) -> bool:
    """What the forms would refuse is not said."""
    if said.get("way") == "吹哨":
        return facts["whistles"] < 2 and facts["handler"] == facts["street"]
    if said.get("way") == "异议":
        return not facts["ruling_final"] and facts["handler"] not in facts["objected"]
    taken = [facts.get("party"), *(facts.get("whistle_departments") or ())]
    return "new_org" not in said or said["new_org"] not in taken


def _well_formed(story: Story) -> None:
    open_tasks = [label for label in story.open if label not in SHARED]
    assert len(open_tasks) == len(set(open_tasks)), open_tasks
    assert story.step.ended == (story.ended is not None)
