"""The stamp of a typed signature: whose account, when, and under what the name stands."""

from flask_babel import gettext as _

from app import forms
from app.cases import Submission
from app.forms import Component, Form
from app.web.words.labels import dotted
from app.web.words.times import moment


def is_typed_name(field: Component) -> bool:
    """Tell whether a field is a signature by typing one's name."""
    return field.kind == "signature" and field.type == "textfield"


def stamp(reply: Submission, form: Form) -> str:
    """Return what a typed name stands under: as little may change of it as of a drawn one.

    The reply is never changed, and the record of its task bears the same digest as ``signed``.
    """
    return dotted(
        [
            _("输入姓名并确认"),
            _("账号 %(name)s", name=reply.by_name),
            moment(reply.at),
            _("签署内容 SHA-256 %(hash)s…", hash=forms.digest(form, reply.values)[:12]),
        ]
    )
