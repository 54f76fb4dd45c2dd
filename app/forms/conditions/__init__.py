"""Conditions of a form: what expressions see, what is shown, what is computed and offered."""

from app.forms.conditions import bounds
from app.forms.conditions.choosing import choices, is_needed, is_readonly, offered, warnings
from app.forms.conditions.scope import Scope, is_template
from app.forms.conditions.settling import Place, places, settle
from app.forms.paths import Values

__all__ = [
    "Place",
    "Scope",
    "Values",
    "bounds",
    "choices",
    "is_needed",
    "is_readonly",
    "is_template",
    "offered",
    "places",
    "settle",
    "warnings",
]
