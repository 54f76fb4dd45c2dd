"""Going back and asking others: 退回, 撤回, 加签, 减签, on the pages of caseworkers."""

from flask import Blueprint

from app.web.returning import back, branches, signatures

bp = Blueprint("returning", __name__)
for each in (back, signatures, branches):
    bp.register_blueprint(each.bp)

__all__ = ["bp"]
