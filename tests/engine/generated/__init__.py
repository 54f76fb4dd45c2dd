"""Random processes, how they are drawn, and walks through engine and reference at once.

The seeds are fixed, so every run tries the same 450 pairs of a process and a way through it.
"""

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

ACTS = st.binary(min_size=20, max_size=20)
seeded = settings(
    max_examples=150,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)
