"""DMN 1.2 to 1.5: decision tables and boxed expressions over FEEL."""

from app.feel.dmn import closures, hits
from app.feel.dmn.decisions import Decisions, Problem, check, load

__all__ = ["Decisions", "Problem", "check", "closures", "hits", "load"]
