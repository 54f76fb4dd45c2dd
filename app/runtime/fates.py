"""Who was first, and when: the sentence for whoever comes second."""

from uuid import UUID

from sqlalchemy import select

from app.core.clock import spoken
from app.core.db import db
from app.runtime.models import Command, UserTask

DONE = "“{who}”已于 {when} 办理这项任务。"
TIMED = "时限已到，“系统”已于 {when} 代为处理，这项任务不再需要办理。"
GONE = "“{who}”已于 {when} 做了“{did}”，这项任务已取消。"
CHANGED = "“{who}”已于 {when} 做了“{did}”，情况已经变化，请刷新后再看。"
ACTED_ON = "“{who}”已于 {when} 做了“{did}”，后面的环节已经有人办理，不能撤回；可以请办理人退回。"
ENDED = "“{who}”已于 {when} 做了“{did}”，案件已经办结。"
STANDS = "“{who}”已于 {when} 做了“{did}”，案件已经挂起。"
GOES_ON = "“{who}”已于 {when} 做了“{did}”，案件没有挂起，不需要恢复。"
TASK_GONE = "这项任务已经不在了。"
CASE_CHANGED = "现在不能这样做：情况已经变化，请刷新案件页。"
DID = {
    "start": "登记案件",
    "complete": "办理一个环节",
    "deliver": "案件操作",
    "signal": "发出信号",
    "add": "加派一家",
    "remove": "减派一家",
    "wake": "按时限处理",
    "suspend": "挂起案件",
    "resume": "恢复案件",
    "cancel": "结束案件",
    "retry": "重试一个环节",
    "return": "退回案件",
    "withdraw": "撤回上一环节",
    "skip": "跳过一个环节",
    "sign": "加签",
    "unsign": "减签",
    "set": "修改流程变量",
    "pause": "暂停计时",
    "unpause": "恢复计时",
    "migrate": "迁移案件",
    "unmigrate": "撤销迁移",
}


def of_task(task: UserTask) -> str:
    """Return who ended a task, how and when."""
    if task.ended_at is None:
        return TASK_GONE
    if task.outcome == "completed":
        return DONE.format(who=task.completed_by_name, when=spoken(task.ended_at))
    if task.ended_by == "wake":
        return TIMED.format(when=spoken(task.ended_at))
    done = Command.instance_id == task.instance_id, Command.at == task.ended_at
    return _told(GONE, *done) or TASK_GONE


def of_case(instance_id: UUID, sentence: str = CHANGED) -> str:
    """Return who changed a case last, how and when."""
    return _told(sentence, Command.instance_id == instance_id) or CASE_CHANGED


def _told(sentence: str, *done: object) -> str | None:
    chosen = select(Command.actor_name, Command.at, Command.kind).where(*done)  # type: ignore[arg-type]
    found = db.session.execute(chosen.order_by(Command.ordinal.desc()).limit(1)).first()
    if found is None:
        return None
    who, at, kind = found
    return sentence.format(who=who, when=spoken(at), did=DID.get(kind, kind))
