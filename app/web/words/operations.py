"""What was done to a case by hand, in plain words: who, what, why."""

from collections.abc import Callable, Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.audit import AuditEntry
from app.cases import CaseFile
from app.runtime import UserTask
from app.web.shell.languages import label
from app.web.words.labels import group_name, joined, org_name
from app.web.words.lines import Line, made, person, who

BACK = ("case.returned", "task.withdrawn")
HANDED = (
    "task.transferred", "task.delegated", "task.resolved", "task.recalled", "task.taken_over",
    "task.reassigned",
)  # fmt: skip
TAKEN = ("task.claimed", "task.unclaimed")
Said = Mapping[str, Any]
Telling = Callable[[AuditEntry, Said, CaseFile], Line | None]


def _case(words: Any, tone: str = "") -> Telling:
    def tell(entry: AuditEntry, said: Said, _file: CaseFile) -> Line:
        told = _("%(who)s%(did)s", who=who(entry), did=words)
        return made(entry, told, str(said.get("reason") or ""), person(entry), tone=tone)

    return tell


def _step(words: Any, tone: str = "") -> Telling:
    def tell(entry: AuditEntry, said: Said, _file: CaseFile) -> Line:
        told = _("%(who)s%(did)s：%(task)s", who=who(entry), did=words, task=label(said["name"]))
        return made(entry, told, str(said.get("reason") or ""), person(entry), tone=tone)

    return tell


def _handed(words: Any, tone: str = "") -> Telling:
    """Tell who handed a task to whom, and why."""

    def tell(entry: AuditEntry, said: Said, _file: CaseFile) -> Line:
        did = words % {"to": str(said.get("to") or "")}
        told = _("%(who)s%(did)s：%(task)s", who=who(entry), did=did, task=label(said["name"]))
        return made(entry, told, str(said.get("reason") or ""), person(entry), tone=tone)

    return tell


def _answered(entry: AuditEntry, said: Said, _file: CaseFile) -> Line:
    words = _("%(who)s答复催办：%(task)s", who=who(entry), task=label(said["name"]))
    return made(entry, words, str(said.get("words") or ""), person(entry))


def _branch(words: Any) -> Telling:
    def tell(entry: AuditEntry, said: Said, _file: CaseFile) -> Line:
        department = org_name(str(said["department"]))
        told = _("%(who)s%(did)s：%(task)s", who=who(entry), did=words, task=department)
        return made(entry, told, str(said.get("reason") or ""), person(entry))

    return tell


def _signers(words: Mapping[str, Any]) -> Telling:
    def tell(entry: AuditEntry, said: Said, _file: CaseFile) -> Line:
        groups = joined(group_name(group) for group in said["groups"])
        did = words[str(said.get("when") or "")]
        told = _("%(who)s%(did)s：%(task)s", who=who(entry), did=did, task=groups)
        return made(entry, told, str(said.get("reason") or ""), person(entry))

    return tell


def _set(entry: AuditEntry, said: Said, _file: CaseFile) -> Line:
    words = _("%(who)s更正流程变量：%(name)s", who=who(entry), name=said["variable"])
    return made(entry, words, str(said.get("reason") or ""), person(entry))


def _tried(entry: AuditEntry, said: Said, _file: CaseFile) -> Line:
    words = _("%(who)s%(did)s：%(task)s", who=who(entry), did=_("重试"), task=label(said["name"]))
    return made(entry, words, person(entry), minor=True)


def stopped(file: CaseFile) -> Line | None:
    """Return who suspended the case and why, as long as it stands still."""
    if not file.case.instance.is_suspended:
        return None
    return _last(file, lambda entry, _said: entry.action == "case.suspended")


def sent_back(task: UserTask, file: CaseFile) -> Line | None:
    """Return who opened a task again and why, when it was returned or taken back."""

    def is_it(entry: AuditEntry, said: Said) -> bool:
        same = (said.get("process"), said.get("element")) == (task.process_key, task.element_id)
        return entry.action in BACK and same and entry.at == task.opened_at

    return _last(file, is_it)


def asked(task: UserTask, file: CaseFile) -> Line | None:
    """Return who asked for a co-signature and why; None of any other task."""

    def is_it(entry: AuditEntry, said: Said) -> bool:
        wanted = task.element_id, task.signing, task.groups
        told = said.get("element"), said.get("when"), said.get("groups")
        return entry.action == "task.signers_added" and told == wanted

    return _last(file, is_it) if task.signing else None


def handed(task: UserTask, file: CaseFile) -> Line | None:
    """Return who last handed an open task to whom and why; None of one taken from its post."""
    if task.assignee_id is None:
        return None
    of_task = (e for e in reversed(file.entries) if e.details.get("token") == str(task.id))
    last = next((entry for entry in of_task if entry.action in (*HANDED, *TAKEN)), None)
    if last is None or last.action in TAKEN:
        return None
    return TELLINGS[last.action](last, last.details, file)


def _last(file: CaseFile, is_it: Callable[[AuditEntry, Said], bool]) -> Line | None:
    found = (entry for entry in reversed(file.entries) if is_it(entry, entry.details))
    entry = next(found, None)
    return TELLINGS[entry.action](entry, entry.details, file) if entry else None


TELLINGS: Mapping[str, Telling] = {
    "case.suspended": _case(_l("挂起案件"), "yellow"),
    "case.resumed": _case(_l("恢复办理")),
    "case.cancelled": _case(_l("终止案件"), "red"),
    "case.migrated": _case(_l("将案件迁移到另一版流程")),
    "case.unmigrated": _case(_l("撤销流程迁移")),
    "case.returned": _step(_l("退回至"), "yellow"),
    "task.transferred": _handed(_l("转办给%(to)s")),
    "task.delegated": _handed(_l("委派给%(to)s")),
    "task.resolved": _handed(_l("交回给%(to)s")),
    "task.recalled": _step(_l("收回委派")),
    "task.reassigned": _handed(_l("改派给%(to)s")),
    "task.taken_over": _step(_l("接管"), "yellow"),
    "urge.answered": _answered,
    "task.withdrawn": _step(_l("撤回已办")),
    "task.skipped": _step(_l("跳过"), "yellow"),
    "instance.added": _branch(_l("加派")),
    "instance.removed": _branch(_l("解除")),
    "task.signers_added": _signers({"before": _l("请求前加签"), "after": _l("请求后加签")}),
    "task.signer_removed": _signers({"": _l("取消加签")}),
    "variable.set": _set,
    "incident.retried": _tried,
}
