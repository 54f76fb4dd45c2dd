"""The story's forms, filled in rightly, and what the tasks know at that moment."""

from typing import Any

from tests.forms.conftest import at

Raw = dict[str, Any]
CALL: Raw = {
    "channel": "热线", "received_at": "2026-07-14T08:00", "requester_kind": "个人",
    "requester_phone": "13800000000", "reachable": "true", "request_type": "求助",
    "matter": "SW0101", "place_text": "青石桥下", "place_key": "wx-qs-03",
    "facts": "青石桥下积水四十厘米，车辆被困", "danger_to_life": "true", "in_scope": "true",
}  # fmt: skip
CONTACT: Raw = {
    "reached": "已联系", "contacted_at": "2026-07-14T08:08", "contact_how": "电话",
    "contact_note": "车内还有人，水还在涨", "way": "吹哨",
}  # fmt: skip
ORDER: Raw = {
    "dispatched_at": at("08:03"), "received_at": at("08:00"), "order_due_at": at("10:00"),
    "street": "qh.wx", "handler": "qh.wx", "whistles": 0, "level": "L1", "catalogue_class": "紧急",
}  # fmt: skip
DRAFT: Raw = {
    "kind": "街道吹哨部门报到", "whistle_class": "紧急", "self_handled": "已设围挡并派人值守",
    "beyond_power": ["无执法权", "需专业设备"], "meet_at": "青石桥东口", "mode": "现场",
    "needs-0-department": "qh.water", "needs-0-role": "主责", "needs-0-duty": "抽排积水",
    "needs-1-department": "qh.drain", "needs-1-role": "配合", "needs-1-duty": "疏通管道",
}  # fmt: skip
WHISTLE: Raw = {
    "level": "L1", "whistle_class": "紧急", "departments": ["qh.water", "qh.drain"],
    "dispatched_at": at("08:15"), "mode": "现场", "actor": "chen",
}  # fmt: skip
DAILY: Raw = WHISTLE | {"level": "L3", "whistle_class": "日常"}
LONG: Raw = {"self_handled": "已设围挡并派人值守，两次联系产权单位均无人到场处理"}
ARRIVE: Raw = {
    "people-0-name": "王建国", "people-0-post": "抽排队长", "arrived_at": "2026-07-14T08:38",
    "position": "31.2304,121.4737", "photo": ["doc-1"],
}  # fmt: skip
FOUR: Raw = {
    "accepted_at": "2026-07-14T08:08", "spoke_with": "诉求人本人",
    "measures": "抽排积水并疏通管道", "time_limit": "2026-07-14T10:00",
}  # fmt: skip
REPORT: Raw = FOUR | {"measures": "已抽排积水并疏通管道", "result": "已解决", "files": ["doc-1"]}
REPLY: Raw = REPORT | {"result": "解决", "way": "自办"}
SCORES: Raw = {"cooperation": "70", "expertise": "85", "responsibility": "80"}
LOW: Raw = SCORES | {
    "responsibility": "60", "comment": "迟到二十七分钟，未说明原因", "evidence": ["doc-1"],
}  # fmt: skip
SHEET: Raw = {
    "sheet": {"attendance": 50, "cooperation": 70, "expertise": 85, "responsibility": 60},
}  # fmt: skip
APPEAL: Raw = {
    "appeal": "true", "ground": "客观原因", "files": ["doc-1"],
    "statement": "泵车因交通管制绕行，到场晚于时限，有管制公告为证",
}  # fmt: skip
DECISION: Raw = {
    "decision": "调整", "attendance": "50", "cooperation": "70", "expertise": "85",
    "responsibility": "70", "basis": "交通管制属实，有公告和行车轨迹，担当意识予以调整",
}  # fmt: skip
CALLBACK: Raw = {
    "used_channel": "电话", "contacted": "true", "in_time": "是", "solved": "解决",
    "satisfied": "满意",
}  # fmt: skip
