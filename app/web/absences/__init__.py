"""Being away and leaving: one's own absences, those of one's people, handing over."""

from flask import Blueprint

from app.web.absences import leaving, own, team

bp = Blueprint("absences", __name__)
for each in (own, team, leaving):
    bp.register_blueprint(each.bp)

__all__ = ["bp"]
