"""What people said, sent, added, linked and paused, as the timeline tells it."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.audit import AuditEntry
from app.cases import CaseFile
from app.web.shell.languages import label
from app.web.words.labels import group_name, joined
from app.web.words.lines import Line, made, person, who
from app.web.words.times import lasting, when

Said = Mapping[str, Any]
Telling = Callable[[AuditEntry, Said, CaseFile], Line | None]


def _commented(entry: AuditEntry, said: Said, _file: CaseFile) -> Line:
    words = _("%(who)s评论", who=who(entry))
    task = said.get("task")
    if task:
        words = _("%(who)s评论：%(task)s", who=who(entry), task=label(task))
    names = joined(f"@{name}" for name in said.get("mentions", []))
    return made(entry, words, names, person(entry), minor=True)


def _plain(words: Any) -> Telling:
    def tell(entry: AuditEntry, said: Said, _file: CaseFile) -> Line:
        told = _("%(who)s%(did)s", who=who(entry), did=words)
        note = str(said.get("words") or said.get("reason") or "")
        return made(entry, told, note, person(entry), minor=True)

    return tell


def _copied(words: Any) -> Telling:
    def tell(entry: AuditEntry, said: Said, _file: CaseFile) -> Line:
        names = joined(group_name(to) if "/" in to else to for to in said["to"])
        told = _("%(who)s%(did)s：%(task)s", who=who(entry), did=words, task=names)
        return made(entry, told, str(said.get("words") or ""), person(entry), minor=True)

    return tell


def _read(entry: AuditEntry, said: Said, _file: CaseFile) -> Line:
    reader = said.get("person") or group_name(str(said.get("group")))
    return made(entry, _("%(who)s已阅抄送", who=reader), person(entry), minor=True)


def _added(entry: AuditEntry, said: Said, _file: CaseFile) -> Line:
    words = _("%(who)s加附件：%(task)s", who=who(entry), task=said["name"])
    if said["number"] > 1:
        told = {"who": who(entry), "number": said["number"], "name": said["name"]}
        words = _("%(who)s更新附件为第 %(number)s 版：%(name)s", **told)
    return made(entry, words, str(said.get("words") or ""), person(entry), minor=True)


def _paused(entry: AuditEntry, said: Said, _file: CaseFile) -> Line:
    words = _("%(who)s暂停计时：%(task)s", who=who(entry), task=label(said["reason"]))
    until = _("至 %(when)s", when=when(datetime.fromisoformat(said["until"])))
    return made(entry, words, until, str(said.get("words") or ""), person(entry))


def _resumed(entry: AuditEntry, said: Said, _file: CaseFile) -> Line:
    words = _("%(who)s恢复计时：%(task)s", who=who(entry), task=label(said["reason"]))
    lasted = entry.at - datetime.fromisoformat(said["since"])
    return made(entry, words, _("暂停了 %(time)s", time=lasting(lasted)), person(entry))


def _joined(words: Any) -> Telling:
    def tell(entry: AuditEntry, said: Said, _file: CaseFile) -> Line:
        told = {"who": who(entry), "did": words, "task": said["reference"]}
        relation, reason = label(said.get("relation")), str(said.get("reason") or "")
        sentence = _("%(who)s%(did)s：%(task)s", **told)
        return made(entry, sentence, relation, reason, person(entry))

    return tell


TELLINGS: Mapping[str, Telling] = {
    "comment.written": _commented,
    "comment.deleted": _plain(_l("收回一条评论")),
    "copy.sent": _copied(_l("发出抄送")),
    "copy.recalled": _copied(_l("收回一份抄送")),
    "copy.read": _read,
    "document.added": _added,
    "link.added": _joined(_l("将本案关联到")),
    "link.removed": _joined(_l("取消关联案件")),
    "case.merged": _joined(_l("将本案并入")),
    "case.absorbed": _joined(_l("并入了案件")),
    "clock.paused": _paused,
    "clock.resumed": _resumed,
}
