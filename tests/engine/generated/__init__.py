"""Random processes, how they are drawn, and walks through engine and reference at once.

The seeds are fixed, so every run tries the same 600 pairs of a process and a way through it. A
pair that fails is shown as it was found; with ``Phase.shrink`` it gets small, within minutes.
"""

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st

ACTS = st.binary(min_size=20, max_size=20)
seeded = settings(
    max_examples=150,
    phases=[Phase.generate],
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)
