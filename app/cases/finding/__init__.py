"""Find cases: those a reader may see, by number, by words, by what they are."""

from app.cases.finding.asked import FEW, PROBED, Wanted
from app.cases.finding.queries import CasePage, search

__all__ = ["FEW", "PROBED", "CasePage", "Wanted", "search"]
