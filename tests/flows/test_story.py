"""The story of one whistle (PROCESSES 4), line by line, on both databases."""

from collections import Counter
from datetime import datetime
from decimal import Decimal

import pytest
from sqlalchemy import func, select

from app import audit, cases, evaluation, jobs, runtime, tasks
from app.cases import Case
from app.cli.player import NoSuchStepError, Player
from app.core.clock import LOCAL
from app.core.db import db, transaction
from app.core.errors import InvalidError, NotFoundError
from app.notifications import Notice, Receipt
from app.sla import colour
from app.tasks import HandledBeforeError
from tests.flows.story import DRAIN, FIRE, LINES, TRAFFIC, WATER, at, play, play_line

pytestmark = pytest.mark.flows
EXPECTED = {
    "08:03": {("sign_order", None): "14 08:13"},
    "08:05": {("contact_requester", None): "14 09:03"},
    "08:09": {("draft_whistle", None): None},
    "08:12": {("approve_whistle", None): "14 08:22"},
    "08:15": {("sign", d): "14 08:25" for d in (WATER, DRAIN, TRAFFIC, FIRE)},
    "08:21": {
        ("sign", TRAFFIC): "14 08:25",
        ("arrive", WATER): "14 08:45",
        ("arrive", DRAIN): "14 08:45",
    },
    "08:25": {("arrive", d): "14 08:45" for d in (WATER, DRAIN, TRAFFIC)},
    "08:41": {
        ("arrive", DRAIN): "14 08:45",
        ("report_result", WATER): "14 10:15",
        ("report_result", TRAFFIC): "14 10:15",
    },
    "09:12": {("report_result", d): "14 10:15" for d in (WATER, DRAIN, TRAFFIC)},
    "09:20": {
        ("report_result", WATER): "14 10:15",
        ("report_result", DRAIN): "14 10:15",
        ("confirm_leave", TRAFFIC): "15 08:15",
    },
    "09:24": {("report_result", d): "14 10:15" for d in (WATER, DRAIN, TRAFFIC)},
    "09:45": {("confirm_leave", d): "15 08:15" for d in (WATER, DRAIN, TRAFFIC)},
    "09:50": {("accept_result", None): "14 10:20"},
    "09:55": {("handle_order", None): "15 08:15"},
    "09:58": {("review_reply", None): "15 08:15"},
    "10:06": {("score_department", d): "16 17:30" for d in (WATER, DRAIN, TRAFFIC)}
    | {("call_requester", None): "15 17:30"},
    "10:30": {("answer_score", d): "17 17:30" for d in (WATER, DRAIN, TRAFFIC)}
    | {("call_requester", None): "15 17:30"},
    "11:00": {("decide_appeal", DRAIN): "21 17:30", ("call_requester", None): "15 17:30"},
    "14:30": {("call_requester", None): "15 17:30"},
    "15:10": {},
}


def test_every_line_leaves_just_the_tasks_of_the_script(player: Player) -> None:
    for line, following in zip(LINES, [*LINES[1:], None], strict=True):
        play_line(player, line)
        last_of_minute = following is None or following.clock != line.clock

        if last_of_minute and line.clock in EXPECTED:
            assert waiting(player) == EXPECTED[line.clock], line.clock


def test_the_clock_announces_each_lateness_once(player: Player) -> None:
    play(player, until="09:00")
    before = told()

    jobs.tick(at("09:00"))

    assert told() == before
    assert (before["auto_signed"], before["auto_signed_district"]) == (1, 1)
    assert (before["task_warning"], before["task_overdue"], before["late_arrival"]) == (1, 1, 2)


def test_lateness_reaches_the_leader_and_the_district(player: Player) -> None:
    play(player, until="09:00")

    late = select(Notice.groups).where(Notice.key == "late_arrival")
    told_to = db.session.scalars(late).all()

    assert told_to == [["qh.drain/负责人", "qh.command/值守岗"]] * 2
    readers = select(Receipt.user_id).join(Notice).where(Notice.key == "late_arrival")
    assert len(set(db.session.scalars(readers))) >= len(told_to[0])


def test_the_colour_of_the_case_follows_the_worst_task(player: Player) -> None:
    seen = {}
    for line in LINES:
        play_line(player, line)
        seen[line.clock] = worst(player, at(line.clock))

    assert [seen[c] for c in ("08:15", "08:21", "08:25", "08:42", "09:00", "09:12", "09:20")] == [
        "green", "yellow", "green", "red", "red", "green", "yellow",
    ]  # fmt: skip


def test_scores_are_computed_from_recorded_times(player: Player) -> None:
    play(player)
    assessor = player.actor("assessor", at("15:00"))

    sheets = {s.row.department: s for s in evaluation.sheets(player.case_id, assessor)}

    assert {d: s.row.attendance for d, s in sheets.items()} == {WATER: 100, TRAFFIC: 70, DRAIN: 50}
    assert {d: s.row.final_total for d, s in sheets.items()} == {
        WATER: Decimal("95.5"),
        TRAFFIC: Decimal("79.3"),
        DRAIN: Decimal("67.0"),
    }


def test_a_score_of_sixty_needs_words_and_evidence(player: Player) -> None:
    play(player, until="10:06")

    with pytest.raises(InvalidError) as refused:
        player.complete(
            "score_department",
            at("10:30"),
            {"cooperation": "70", "expertise": "85", "responsibility": "60"},
            department=DRAIN,
        )

    assert {"comment", "evidence"} <= set(refused.value.fields)


def test_nobody_who_handled_a_case_calls_back(player: Player) -> None:
    play(player, until="14:30")
    task = player.task("call_requester")
    handler = player.actor("wx_duty", at("15:00"))
    both = type(handler)(**{**vars(handler), "groups": (*handler.groups, "qh.hotline/回访员")})

    with pytest.raises(HandledBeforeError):
        tasks.view(task.id, actor=both, now=at("15:00"))


def test_the_archived_case_waits_for_nothing(player: Player) -> None:
    play(player)
    case = db.session.get_one(Case, player.case_id)

    jobs.tick(at("08:15", day=15))

    assert (case.is_closed, case.result) == (True, "办结")
    assert player.open_tasks() == []
    assert db.session.scalar(select(func.count(runtime.Timer.id))) == 0
    assert db.session.scalar(select(func.count(runtime.Subscription.id))) == 0
    assert db.session.scalar(select(func.count(Case.id))) == 1


def test_the_archived_case_is_rebuilt_from_its_commands(player: Player) -> None:
    play(player)

    rebuilt = runtime.replay(player.case_id)

    assert rebuilt.same
    assert audit.verify() == []


def test_a_department_sees_its_part_and_no_requester(player: Player) -> None:
    play(player, until="08:45")
    drain = player.actor("drain_liaison", at("08:45"))
    stranger = player.actor("heat_liaison", at("08:45"))

    file = cases.file(player.case_id, drain)

    assert file.parties == []
    assert "13800000000" not in repr([s.values for s in file.submissions])
    with pytest.raises(NotFoundError):
        cases.file(player.case_id, stranger)


def test_a_second_send_of_the_same_form_changes_nothing(player: Player) -> None:
    play(player, until="08:03")
    task = player.task("sign_order")
    desk = player.actor("wx_desk", at("08:05"))

    def send() -> None:
        with transaction():
            tasks.complete(task.id, {}, one_time_key="k1", actor=desk, now=at("08:05"))

    send()
    send()

    assert waiting(player) == EXPECTED["08:05"]
    with pytest.raises(runtime.TaskGoneError), transaction():
        tasks.complete(task.id, {}, one_time_key="k2", actor=desk, now=at("08:06"))


def test_an_action_is_gone_once_it_is_done(player: Player) -> None:
    play(player, until="08:21")

    with pytest.raises(NoSuchStepError):
        player.action("department_withdrawn", FIRE)


def waiting(player: Player) -> dict[tuple[str, str | None], str | None]:
    return {
        (task.element_id, task.department): f"{task.due_at.astimezone(LOCAL):%d %H:%M}"
        if task.due_at
        else None
        for task in player.open_tasks()
    }


def told() -> Counter[str]:
    return Counter(db.session.scalars(select(Notice.key)))


def worst(player: Player, now: datetime) -> str:
    order = ["green", "yellow", "red"]
    colours = [
        colour(task.anchor_at, task.due_at, now) for task in player.open_tasks() if task.due_at
    ]
    return max(colours, key=order.index, default="green")
