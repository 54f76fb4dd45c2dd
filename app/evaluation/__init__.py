"""一哨一考核: attendance computed, scores given, appeals decided."""

from app.evaluation.models import Assessment
from app.evaluation.queries import Sheet, batch, sheet, sheets
from app.evaluation.service import SheetsWrongError, register, score_all

__all__ = [
    "Assessment",
    "Sheet",
    "SheetsWrongError",
    "batch",
    "register",
    "score_all",
    "sheet",
    "sheets",
]
