"""The words of a notice for one reader."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from flask import Flask
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app import notifications
from app.jobs import wording
from app.notifications import Notice
from app.web.shell.languages import label
from app.web.words.times import when

KINDS = {
    "new": (_l("新任务"), _l("派单、吹哨、加派，以及新到本岗的任务")),
    "due": (_l("将到期与逾期"), _l("时限将到、已过")),
    "urge": (_l("催办"), _l("有人催您办理")),
    "mention": (_l("被@与抄送"), _l("评论提到您，或抄送给您")),
    "moved": (_l("退回、撤回与转办"), _l("任务退回、撤回或转给了您")),
    "progress": (_l("我发起的进展"), _l("您发起或经手的案件有了结果")),
    "watch": (_l("督办"), _l("未按时报到、挂账督办")),
}


def register(app: Flask) -> None:
    """Offer the text and the kind as filters."""
    app.jinja_env.filters["notice_text"] = notice_text
    app.jinja_env.filters["notice_kind"] = lambda notice: notifications.kind_of(notice.key)


def notice_text(notice: Notice) -> str:
    """Return a notice's text in the reader's language, its times as seen from now."""
    return worded(notice.key, notice.values, when)


def worded(key: str, values: Mapping[str, Any], say_time: Callable[[datetime], str]) -> str:
    """Return the text of a key in the present language, filled with values."""
    template = notifications.texts().get(key, key)

    def say(value: Any) -> str:
        return say_time(value) if isinstance(value, datetime) else _listed(value)

    return wording.fill(_(template), values, say)


def _listed(value: Any) -> str:
    """Return a value in the reader's language; names in a row, when all are words of the house."""
    names = str(value).split("、")
    told = [label(name) for name in names]
    known = all(name != each for name, each in zip(names, told, strict=True))
    return str(_("、")).join(told) if known else label(value)
