"""The audit entries of a case in plain words: who, when, which deadline, how late."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.audit import AuditEntry
from app.cases import CaseFile, Submission
from app.web.shell.languages import label
from app.web.words import operations
from app.web.words.answers import outcome
from app.web.words.departments import arrival
from app.web.words.labels import group_orgs, joined, org_name
from app.web.words.lines import Line, made, person, who
from app.web.words.times import clock_time, lasting, when
from app.web.words.told import talk

Said = Mapping[str, Any]
Telling = Callable[[AuditEntry, Said, CaseFile], Line | None]

TIMERS = {
    "order_due": _l("办结时限已到"),
    "whistle_overdue": _l("哨单时限已到"),
    "undecided": _l("异议逾期未决，转征求意见"),
    "opinions_due": _l("意见逾期未反馈，转裁定"),
    "silent": _l("逾期未答，视为确认"),
    "not_received": _l("逾期未接收，上报上一级"),
}
NOTICES = {
    "whistle_issued": _l("哨已发出"),
    "order_dispatched": _l("工单已派出"),
    "order_copied": _l("已抄送"),
    "whistle_copied": _l("已抄送"),
    "due_moved": _l("已告知诉求人新的时限"),
    "order_overdue": _l("工单逾期，已告知"),
    "whistle_overdue": _l("哨单逾期，已告知"),
    "class_raised": _l("已告知升级哨级"),
    "extended": _l("已告知延期"),
    "extension_refused": _l("已告知不予延期"),
    "scored": _l("已告知得分"),
    "appeal_decided": _l("已告知申诉结果"),
    "ruled": _l("已告知裁定"),
}
ALARMING = {"order_overdue", "whistle_overdue"}


def timeline(file: CaseFile) -> list[Line]:
    """Return what happened, the newest first."""
    found = (_line(entry, file) for entry in file.entries)
    return [line for line in found if line is not None][::-1]


def _line(entry: AuditEntry, file: CaseFile) -> Line | None:
    tell = TELLINGS.get(entry.action)
    return tell(entry, entry.details, file) if tell else None


def _opened(entry: AuditEntry, said: Said, file: CaseFile) -> Line:
    words = _("%(who)s登记", who=who(entry))
    return made(entry, words, label(said.get("channel")), file.case.place_text, person(entry))


def _completed(entry: AuditEntry, said: Said, file: CaseFile) -> Line:
    reply = next((s for s in file.submissions if str(s.id) == said.get("submission")), None)
    at = (arrival(reply) if reply and said.get("element") == "arrive" else None) or entry.at
    limit = _lateness(said.get("due"), at)
    signed = reply is not None and reply.form_key == "co_sign"
    words = _("%(who)s加签：%(task)s") if signed else _("%(who)s：%(task)s")
    words = words % {"who": who(entry), "task": label(said.get("name"))}
    of = said.get("department")
    about = org_name(of) if of and of != entry.actor_org else ""
    notes = [about, *_answers(reply), person(entry), *_backdated(at, entry), *limit]
    return made(entry, words, *notes, tone="red" if len(limit) > 1 else "")


def _answers(reply: Submission | None) -> Iterator[str]:
    if reply is None:
        return
    yield outcome(reply)
    people = reply.values.get("people") or []
    if people:
        yield _("%(n)s 人到场", n=len(people))
    photos = sum(len(reply.values.get(key) or []) for key in ("photo", "photos", "files"))
    if photos:
        yield _("附件 %(n)s 个", n=photos)
    if reply.entered_at and (reply.at - reply.entered_at).total_seconds() >= 60:
        yield _("补传：%(when)s 在设备上填写，%(at)s 送达", when=clock_time(reply.entered_at),
                at=clock_time(reply.at))  # fmt: skip


def _backdated(at: datetime, entry: AuditEntry) -> list[str]:
    apart = abs((entry.at - at).total_seconds())
    return [_("%(when)s 到场", when=clock_time(at))] if apart >= 60 else []


def _lateness(due: str | None, at: datetime) -> list[str]:
    if not due:
        return []
    limit = datetime.fromisoformat(due)
    told = _("限 %(when)s", when=clock_time(limit))
    return [told] if at <= limit else [told, _("逾期 %(time)s", time=lasting(at - limit))]


def _delivered(entry: AuditEntry, said: Said, _file: CaseFile) -> Line:
    words = _("%(who)s：%(task)s", who=who(entry), task=label(said.get("name")))
    department = said.get("department")
    return made(
        entry, words, org_name(department) if department else "",
        label(said.get("reason")), person(entry),
    )  # fmt: skip


def _fired(entry: AuditEntry, said: Said, _file: CaseFile) -> Line | None:
    known = [str(TIMERS[name]) for name in said.get("elements", []) if name in TIMERS]
    if not known:
        return None
    return made(entry, joined(dict.fromkeys(known)), label(entry.actor_name), tone="red")


def _told(entry: AuditEntry, said: Said, file: CaseFile) -> Line | None:
    key = str(said.get("key"))
    orgs = group_orgs([group for group in said.get("to", []) if "/" in group])
    if key == "late_arrival":
        return _absent(entry, said, file, orgs)
    if key == "auto_signed":
        words = _("超时未签，系统代签：%(who)s", who=org_name(_first_org(said)))
        return made(entry, words, label(entry.actor_name), tone="red")
    if key not in NOTICES:
        return None
    tone = "red" if key in ALARMING else ""
    return made(entry, str(NOTICES[key]), orgs, label(entry.actor_name), tone=tone, minor=not tone)


def _absent(entry: AuditEntry, said: Said, file: CaseFile, orgs: str) -> Line:
    absent = _first_org(said)
    awaited = (t for t in file.tasks if (t.element_id, t.department) == ("arrive", absent))
    due = next((task.due_at for task in awaited if task.due_at), entry.at)
    told = _("已告知 %(orgs)s", orgs=orgs)
    if entry.at <= due:
        return made(entry, _("%(who)s未按时到场", who=org_name(absent)), told, tone="red")
    over = _("超时 %(time)s", time=lasting(entry.at - due))
    return made(entry, _("%(who)s仍未到场", who=org_name(absent)), over, told, tone="red")


def _first_org(said: Said) -> str | None:
    return next((group.split("/")[0] for group in said.get("to", []) if "/" in group), None)


def _urged(entry: AuditEntry, said: Said, _file: CaseFile) -> Line:
    words = _("%(who)s催办：%(task)s", who=who(entry), task=label(said.get("name")))
    department = said.get("department")
    return made(
        entry, words, org_name(department) if department else "",
        str(said.get("words") or ""), person(entry),
    )  # fmt: skip


def _overdue(entry: AuditEntry, said: Said, _file: CaseFile) -> Line:
    words = _("逾期：%(task)s", task=label(said.get("name")))
    department = said.get("department")
    limit = datetime.fromisoformat(said["due"]) if said.get("due") else None
    notes = [org_name(department) if department else "", _("限 %(when)s", when=clock_time(limit))]
    return made(entry, words, *notes, tone="red")


def _warned(entry: AuditEntry, said: Said, _file: CaseFile) -> Line:
    department = said.get("department")
    words = _("将到期：%(task)s", task=label(said.get("name")))
    return made(entry, words, org_name(department) if department else "", tone="yellow", minor=True)


def _moved(entry: AuditEntry, said: Said, _file: CaseFile) -> Line | None:
    if not said.get("old") or not said.get("new"):
        return None
    old, new = (datetime.fromisoformat(said[name]) for name in ("old", "new"))
    words = _("时限调整：%(task)s", task=label(said.get("task")))
    return made(entry, words, f"{when(old)} → {when(new)}", minor=True)


def _handed(words: Any) -> Telling:
    def tell(entry: AuditEntry, said: Said, _file: CaseFile) -> Line:
        told = _("%(who)s%(did)s：%(task)s", who=who(entry), did=words, task=label(said["name"]))
        return made(entry, told, str(said.get("to") or ""), person(entry), minor=True)

    return tell


def _linked(entry: AuditEntry, said: Said, _file: CaseFile) -> Line:
    words = _("%(relation)s：%(reference)s", relation=label(said.get("relation")),
              reference=said.get("reference"))  # fmt: skip
    return made(entry, words, label(entry.actor_name))


def _closed(entry: AuditEntry, said: Said, _file: CaseFile) -> Line:
    return made(entry, _("结案：%(result)s", result=label(said.get("result"))))


def _stuck(entry: AuditEntry, said: Said, _file: CaseFile) -> Line:
    return made(entry, _("流程停在：%(task)s", task=label(said.get("name"))), tone="red")


def _computed(entry: AuditEntry, said: Said, _file: CaseFile) -> Line:
    words = _("报到率 %(points)s", points=said.get("attendance"))
    return made(entry, words, org_name(said.get("department")))


def _final(entry: AuditEntry, said: Said, _file: CaseFile) -> Line:
    words = _("考核得分 %(total)s", total=said.get("total"))
    return made(entry, words, org_name(said.get("department")))


def _revealed(entry: AuditEntry, said: Said, _file: CaseFile) -> Line:
    words = _("%(who)s查看诉求人信息", who=who(entry))
    return made(entry, words, str(said.get("reason") or ""), person(entry), minor=True)


TELLINGS: Mapping[str, Telling] = {
    "case.opened": _opened,
    "case.closed": _closed,
    "case.linked": _linked,
    "task.completed": _completed,
    "task.claimed": _handed(_l("领取")),
    "task.unclaimed": _handed(_l("退回本岗")),
    "task.handed_over": _handed(_l("移交")),
    "task.urged": _urged,
    "task.overdue": _overdue,
    "task.warned": _warned,
    "message.delivered": _delivered,
    "timer.fired": _fired,
    "notice.sent": _told,
    "due.moved": _moved,
    "incident.opened": _stuck,
    "sheet.computed": _computed,
    "sheet.final": _final,
    "party.revealed": _revealed,
    **operations.TELLINGS,
    **talk.TELLINGS,
}
