"""Explain FEEL to its authors: what every part of a text, and every cell of a table, says.

Evaluation is the ordinary one with the ordinary budgets; the tree is only watched. A text that
cannot be read, or names what nobody defined, raises ``FeelError`` as ``feel.compile`` does;
what fails while it is evaluated stands in the explanation, at the part where it failed.
"""

from app.feel.explain.decisions import (
    Cell,
    DecisionExplained,
    Outcome,
    Rule,
    TableExplained,
    TextExplained,
    decision,
)
from app.feel.explain.notation import notation
from app.feel.explain.texts import Explanation, expression, unary_test
from app.feel.explain.watching import Part

__all__ = [
    "Cell",
    "DecisionExplained",
    "Explanation",
    "Outcome",
    "Part",
    "Rule",
    "TableExplained",
    "TextExplained",
    "decision",
    "expression",
    "notation",
    "unary_test",
]
