"""What people do with a case besides its tasks: comment, copy, add files, link, pause."""

from flask import Blueprint

from app.web.talk import comments, copies, files, links, pauses
from app.web.talk.shown import Talk, shown

bp = Blueprint("talk", __name__)
for each in (comments, copies, files, links, pauses):
    bp.register_blueprint(each.bp)

__all__ = ["Talk", "bp", "shown"]
