"""Telling people outside: who is due what, in whose words, over which wire."""

from app.jobs.telling.aims import Aims, aims, titles
from app.jobs.telling.letters import Bundle, Fresh, Item, Line, Written, word_with

__all__ = ["Aims", "Bundle", "Fresh", "Item", "Line", "Written", "aims", "titles", "word_with"]
