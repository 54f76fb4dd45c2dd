"""Sample case 2 (PROCESSES 4) as lines: when, who does what with which values.

The same lines are played through the commands and, by browser, through the pages.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from app.cli.player import Player
from app.core.clock import LOCAL

WATER, DRAIN, TRAFFIC, FIRE = "qh.water", "qh.drain", "qh.traffic", "qh.fire"
PLACE = "30.7500,117.2000"


def at(clock: str, day: int = 14) -> datetime:
    """Return a moment of July 2026 in the district."""
    hour, minute = map(int, clock.split(":"))
    return datetime(2026, 7, day, hour, minute, tzinfo=LOCAL)


def typed(clock: str) -> str:
    """Return a moment as a person types it."""
    return f"2026-07-14T{clock}"


@dataclass(frozen=True)
class Line:
    """One line of the script."""

    clock: str
    do: str
    """An element id to complete, ``act:<element id>``, ``register``, ``urge`` or ``tick``."""
    values: Mapping[str, Any] = field(default_factory=dict)
    department: str | None = None
    by: str | None = None


def arrival(clock: str, people: int) -> dict[str, Any]:
    """Return what a department enters on arrival."""
    names = ("王建国", "李成", "赵明")[:people]
    rows = [{"name": name, "post": "抢险员"} for name in names]
    return {"people": rows, "arrived_at": typed(clock), "position": PLACE, "photo": "photo"}


def scores(*judged: str, **more: Any) -> dict[str, Any]:
    """Return a score sheet as it is typed."""
    return dict(zip(("cooperation", "expertise", "responsibility"), judged, strict=True)) | more


REPORT = {"measures": "抽排积水并疏导交通，已恢复通行", "result": "已解决", "files": "photo"}
LEAVE = {"may_leave": "true", "left_at": typed("09:50")}
MIRROR = {"q_source": "90", "q_duty": "90", "q_material": "85", "q_scene": "85"}
REQUEST = {
    "channel": "热线",
    "received_at": typed("08:00"),
    "requester_kind": "个人",
    "requester_name": "张三",
    "requester_phone": "13800000000",
    "request_type": "求助",
    "matter": "SW0101",
    "place_text": "青石桥下",
    "place_key": "望溪-青石-03",
    "facts": "青石桥下积水 40 cm，车辆被困。司机已离开车辆。",
    "photos": "photo",
    "danger_to_life": "true",
    "called_119": "true",
}
LINES: tuple[Line, ...] = (
    Line("08:03", "register", REQUEST, by="operator"),
    Line("08:05", "sign_order"),
    Line(
        "08:09",
        "contact_requester",
        {
            "reached": "已联系",
            "contacted_at": typed("08:08"),
            "contact_how": "电话",
            "contact_note": "已联系诉求人，车内无人员被困。",
            "way": "吹哨",
        },
    ),
    Line(
        "08:12",
        "draft_whistle",
        {
            "self_handled": "已设围挡并派人值守",
            "beyond_power": ["无执法权", "需专业设备"],
            "meet_at": "青石桥东口",
        },
    ),
    Line("08:15", "approve_whistle", {"approved": "同意"}),
    Line("08:17", "sign", {"eta": typed("08:38")}, WATER),
    Line("08:18", "sign", {}, DRAIN),
    Line(
        "08:21",
        "act:department_withdrawn",
        {"reason": "已解除危险", "reason_text": "车内人员已自行撤离"},
        FIRE,
    ),
    Line("08:25", "tick"),
    Line("08:25", "tick"),
    Line("08:38", "arrive", arrival("08:38", 2), WATER),
    Line("08:41", "arrive", arrival("08:41", 2), TRAFFIC),
    Line("08:42", "tick"),
    Line("08:45", "tick"),
    Line("09:00", "tick"),
    Line("09:04", "urge", {"element": "arrive", "words": "请立即到场"}, DRAIN, "watch"),
    Line("09:12", "arrive", arrival("09:12", 3), DRAIN),
    Line("09:20", "report_result", REPORT, TRAFFIC),
    Line("09:24", "confirm_leave", {"may_leave": "false", "reason": "桥东仍需疏导"}, TRAFFIC),
    Line("09:38", "report_result", REPORT, TRAFFIC),
    Line("09:40", "report_result", REPORT, WATER),
    Line("09:45", "report_result", REPORT, DRAIN),
    Line("09:50", "confirm_leave", LEAVE, WATER),
    Line("09:50", "confirm_leave", LEAVE, DRAIN),
    Line("09:50", "confirm_leave", LEAVE, TRAFFIC),
    Line("09:55", "accept_result", {"accepted": "通过"}),
    Line("09:58", "handle_order", {"result": "解决", "way": "自办"}),
    Line("10:06", "review_reply", {"passed": "true"}),
    Line("10:30", "score_department", scores("95", "90", "95"), WATER),
    Line("10:30", "score_department", scores("85", "85", "80"), TRAFFIC),
    Line(
        "10:30",
        "score_department",
        scores("70", "85", "60", comment="到场迟缓，影响处置进度", evidence="photo"),
        DRAIN,
    ),
    Line("10:50", "answer_score", {"appeal": "false"} | MIRROR, WATER),
    Line("10:50", "answer_score", {"appeal": "false"} | MIRROR, TRAFFIC),
    Line(
        "11:00",
        "answer_score",
        {
            "appeal": "true",
            "ground": "客观原因",
            "statement": "泵车因交通管制绕行，无法按时到达现场，请予核实。",
            "files": "photo",
        },
        DRAIN,
    ),
    Line(
        "14:30",
        "decide_appeal",
        {
            "decision": "调整",
            "responsibility": "70",
            "basis": "绕行属实，核对交通管制记录后调整担当意识得分。",
        },
    ),
    Line(
        "15:10",
        "call_requester",
        {
            "used_channel": "电话",
            "contacted": "true",
            "in_time": "是",
            "solved": "解决",
            "satisfied": "满意",
        },
    ),
)


def play(player: Player, *, until: str = "23:59", start: str = "00:00") -> None:
    """Play the lines from ``start`` up to and including ``until``."""
    for line in LINES:
        if start <= line.clock <= until:
            play_line(player, line)


def play_line(player: Player, line: Line) -> None:
    """Play one line through the commands."""
    moment = at(line.clock)
    if line.do.startswith("act:"):
        player.act(line.do[4:], moment, line.values, department=line.department, by=line.by)
        return
    OTHERWISE.get(line.do, _complete)(player, line, moment)


def _complete(player: Player, line: Line, moment: datetime) -> None:
    player.complete(line.do, moment, line.values, department=line.department, by=line.by)


def _register(player: Player, line: Line, moment: datetime) -> None:
    player.register(str(line.by), moment, line.values)


def _urge(player: Player, line: Line, moment: datetime) -> None:
    player.urge(
        line.values["element"],
        moment,
        line.values["words"],
        by=str(line.by),
        department=str(line.department),
    )


OTHERWISE: Mapping[str, Callable[[Player, Line, datetime], None]] = {
    "register": _register,
    "urge": _urge,
    "tick": lambda player, line, moment: player.tick(moment),
}
