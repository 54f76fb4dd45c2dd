"""Handing tasks on and urging them: 转办, 委派, 交回, 收回, 接管, 改派, 催办, and their menu."""

from flask import Blueprint

from app.web.handing import giving, menu, taking, urging

bp = Blueprint("handing", __name__)
for each in (giving, taking, urging):
    bp.register_blueprint(each.bp)

__all__ = ["bp", "menu"]
