"""What must pass: form, then values and what the task knows."""

from tests.forms.conftest import at
from tests.forms.filled import (
    APPEAL,
    ARRIVE,
    CALL,
    CALLBACK,
    CONTACT,
    DAILY,
    DECISION,
    DRAFT,
    LONG,
    LOW,
    ORDER,
    REPLY,
    REPORT,
    SCORES,
    SHEET,
    WHISTLE,
    Raw,
)

RIGHT: dict[str, list[tuple[Raw, Raw]]] = {
    "register_request": [
        (CALL, {}),
        (CALL | {"requester_kind": "匿名", "requester_phone": ""}, {}),
        (CALL | {"requester_phone": "010-66668888"}, {}),
        (CALL | {"request_type": "咨询", "matter": "", "place_key": "", "answered": "on",
                 "answer": "已告知办理地点"}, {}),
        (CALL | {"in_scope": "", "matter": "", "place_key": "", "reject_reason": "重复",
                 "channel_hint": "法院诉讼服务中心"}, {}),
        (CALL | {"level_choice": "L2", "level_reason": "水位已在下降"}, {"proposed_level": "L1"}),
        (CALL | {"lat": "31.2", "lon": "121.4"}, {}),
    ],
    "contact_requester": [
        (CONTACT, ORDER),
        (CONTACT | {"reached": "未接通", "contacted_at": "", "contact_how": ""}, ORDER),
        (CONTACT | {"way": "异议", "grounds": "属地不符", "basis": "派单目录第三条，属河埠镇"},
         ORDER),
        (CONTACT | {"contacted_at": "2026-07-14T08:03"}, ORDER),
    ],
    "draft_whistle": [
        (DRAFT, WHISTLE),
        (DRAFT | LONG | {"whistle_class": "日常", "beyond_power_text": "街道没有处罚权，需部门执法",
                         "mode": "远程"}, DAILY),
        (DRAFT | LONG | {"whistle_class": "攻坚", "class_reason": "九十日内三次反映",
                         "beyond_power_text": "街道没有处罚权，需部门执法",
                         "plan_goal": "两个月内完成管网改造"}, DAILY),
        (DRAFT | {"verbal": "true", "verbal_by": "liu", "verbal_at": "2026-07-14T08:00"}, WHISTLE),
        (DRAFT | {"wanted_at": "2026-07-14T08:40"}, WHISTLE),
        ({"give_up": "true"}, WHISTLE),
    ],
    "approve_whistle": [
        ({"approved": "同意", "departments": ["qh.water"]}, WHISTLE),
        ({"approved": "退回", "opinion": "请补充现场照片"}, WHISTLE),
        ({"approved": "同意", "departments": ["qh.water"], "opinion": "好"}, WHISTLE),
    ],
    "sign_whistle": [
        ({"eta": "2026-07-14T08:50"}, WHISTLE),
        ({}, WHISTLE),
        ({"contacted": "true"}, DAILY),
    ],
    "arrive": [
        (ARRIVE, WHISTLE),
        (ARRIVE | {"people-0-cert_no": "QH-0012"}, WHISTLE | {"needs_enforcement": True}),
        (ARRIVE | {"arrived_at": "2026-07-14T08:20", "late_entry_reason": "现场没有信号"}, WHISTLE),
        ({"people-0-name": "王建国", "arrived_at": "2026-07-14T08:38", "meeting_link": "会议 123"},
         WHISTLE | {"mode": "远程"}),
    ],
    "report_result": [(REPORT, WHISTLE), (REPORT | {"result": "已控制", "files": []}, WHISTLE)],
    "confirm_leave": [
        ({"may_leave": "true", "left_at": "2026-07-14T08:40"}, {"arrived_at": at("08:38")}),
        ({"may_leave": "false", "reason": "桥东仍需疏导"}, {}),
    ],
    "accept_result": [
        ({"accepted": "通过"}, {"level": "L1"}),
        ({"accepted": "通过", "photos": ["doc-1"]}, {"level": "L3"}),
        ({"accepted": "再吹哨", "departments": ["qh.water"], "reason": "积水又起来了"}, {}),
    ],
    "reply_order": [
        (REPLY, ORDER),
        (REPLY | {"result": "未解决", "unsolved_reason": "其他", "unsolved_note": "产权人失联"},
         ORDER),
        (REPLY | {"way": "吹哨"}, ORDER),
        (REPLY | {"public_reply": "积水已经排除"}, ORDER),
    ],
    "review_reply": [
        ({"passed": "true"}, {}), ({"passed": "true", "opinion": "好"}, {}),
        ({"passed": "false", "opinion": "请补充照片"}, {}),
    ],
    "score_sheet": [
        (SCORES, SHEET), (LOW, SHEET),
        (LOW | {"evidence": [], "evidence_step": "arrive-2"}, SHEET),
    ],
    "answer_score": [
        ({"appeal": "false"}, {}), (APPEAL, {}),
        ({"appeal": "false", "q_source": "90", "q_duty": "90", "q_material": "85",
          "q_scene": "85"}, {}),
    ],
    "decide_appeal": [
        (DECISION, SHEET),
        ({"decision": "维持", "basis": "扣分事实清楚，部门提交的证据不能证明客观原因"}, SHEET),
    ],
    "record_callback": [
        (CALLBACK, {}),
        ({"used_channel": "电话", "contacted": "false"}, {}),
        (CALLBACK | {"used_channel": "短信"}, {"previous_channels": ["电话", "电话"]}),
        (CALLBACK, {"previous_channels": ["电话", "短信"]}),
    ],
}  # fmt: skip
