"""The flow strip: 受理 → 派单 → 吹哨 → 报到 → 处置 → 考核 → 回访, and where the case stands."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l

from app.cases import CaseFile
from app.web.words.departments import Tile, arrived

ORDER, WHISTLE, REPORT_IN = "p_hotline_intake", "p_whistle", "p_report_in"
NAMES = {
    "intake": _l("受理"),
    "dispatch": _l("派单"),
    "whistle": _l("吹哨"),
    "report_in": _l("报到"),
    "handling": _l("处置"),
    "assessment": _l("考核"),
    "callback": _l("回访"),
    "receiving": _l("接收"),
    "coordination": _l("协调"),
    "ledger": _l("挂账"),
    "progress": _l("报进展"),
    "proof": _l("销账"),
}
PLAIN = ("intake", "dispatch", "handling", "callback")
WITH_WHISTLE = ("intake", "dispatch", "whistle", "report_in", "handling", "assessment", "callback")
STRIPS: Mapping[str, tuple[str, ...]] = {
    WHISTLE: ("whistle", "report_in", "handling", "assessment"),
    "p_escalate": ("receiving", "coordination"),
    "p_ledger": ("ledger", "progress", "proof"),
}
STAGES = {
    "check_intake": "intake",
    "dispatch": "dispatch",
    "sign_order": "dispatch",
    "contact_requester": "dispatch",
    "decide_objection": "dispatch",
    "opinions": "dispatch",
    "rule": "dispatch",
    "draft_whistle": "whistle",
    "approve_whistle": "whistle",
    "sign": "report_in",
    "contact_street": "report_in",
    "arrive": "report_in",
    "report_result": "handling",
    "confirm_leave": "handling",
    "accept_result": "handling",
    "handle_order": "handling",
    "review_reply": "handling",
    "score_department": "assessment",
    "answer_score": "assessment",
    "decide_appeal": "assessment",
    "call_requester": "callback",
    "receive_escalation": "receiving",
    "coordinate": "coordination",
    "open_ledger": "ledger",
    "weekly_report": "progress",
    "check_proof": "proof",
}


@dataclass(frozen=True)
class Stage:
    """One station of the strip: ``state`` is ``done``, ``now`` or empty."""

    words: Any
    state: str
    figure: str = ""


def stages(file: CaseFile, shown: list[Tile]) -> list[Stage]:
    """Return the strip of a case."""
    names = _strip(file)
    busy = {STAGES.get(task.element_id) for task in file.open_tasks}
    first = next((at for at, name in enumerate(names) if name in busy), None)
    been = {STAGES.get(task.element_id) for task in file.tasks}
    here, called = arrived(shown)
    return [
        Stage(
            NAMES[name],
            _state(name, at, busy, been, len(names) if file.case.is_closed else first),
            f"{here}/{called}" if name == "report_in" and called else "",
        )
        for at, name in enumerate(names)
    ]


def _strip(file: CaseFile) -> tuple[str, ...]:
    if file.case.process_key in STRIPS:
        return STRIPS[file.case.process_key]
    blown = any(task.process_key in (WHISTLE, REPORT_IN) for task in file.tasks)
    return WITH_WHISTLE if blown else PLAIN


def _state(
    name: str, at: int, busy: set[str | None], been: set[str | None], first: int | None
) -> str:
    if name in busy:
        return "now"
    if first is not None and at < first:
        return "done"
    return "done" if name in been else ""
