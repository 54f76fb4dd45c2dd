"""A second, independent reading of BPMN: a game of tokens on a graph, with its whole history.

Written from the standard and for reading, not for speed. Nothing here knows the engine: where
the two disagree, one of them is wrong.
"""

from tests.engine.reference.game import Game
from tests.engine.reference.graph import Again, Boundary, Flow, Graph, Many, Node

__all__ = ["Again", "Boundary", "Flow", "Game", "Graph", "Many", "Node"]
