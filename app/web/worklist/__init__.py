"""The page people live in: the list of what waits, its filters, many rows at once."""

from flask import Blueprint

from app.web.worklist import export, many, pages, saved
from app.web.worklist.pages import index

bp = Blueprint("worklist", __name__)
for each in (pages, many, saved, export):
    bp.register_blueprint(each.bp)

__all__ = ["bp", "index"]
