"""Whether every way through a diagram comes to an end, in order: a token game of our own.

Each process and sub-process is played by itself, the inner first; from outside a sub-process is
an activity that completes, throws or hangs. Conditions are free choices, so what is found may be
excluded by data; what is not found cannot happen.
"""

from app.engine.soundness.verdict import Finding, Passed, Verdict, analyse

__all__ = ["Finding", "Passed", "Verdict", "analyse"]
