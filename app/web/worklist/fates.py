"""What became of a task somebody else was faster with, in words."""

from flask_babel import gettext as _

from app.tasks.together import Fate
from app.web.words.times import when


def fate_words(fate: Fate | None) -> str:
    """Return who took or finished a task and when; without a fate, that it left the list."""
    if fate is None:
        return _("已不在这个列表")
    if fate.what == "claimed":
        if fate.at is None:
            return _("已被 %(who)s 领取", who=fate.by)
        return _("已被 %(who)s 于 %(when)s 领取", who=fate.by, when=when(fate.at))
    if fate.what == "completed":
        return _("已由 %(who)s 于 %(when)s 办理", who=fate.by, when=when(fate.at))
    if fate.what == "timed_out":
        return _("时限已到，系统于 %(when)s 代为处理", when=when(fate.at))
    return _("因案件进展，于 %(when)s 取消", when=when(fate.at))
