"""From a tree to closures: ``build(node)`` gives a function of a frame."""

from app.feel.compiler import bindings, calls, operators, selections, tests
from app.feel.compiler.core import Code, Frame, build

__all__ = ["Code", "Frame", "bindings", "build", "calls", "operators", "selections", "tests"]
