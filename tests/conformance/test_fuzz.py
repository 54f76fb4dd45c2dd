"""A hundred thousand generated expressions: each has a value, or a ``FeelError`` and no other.

They are the same every time. A failure names its seed: ``expressions(seed)`` makes them again.
"""

from random import Random

import pytest

from tests.feel.expressions import expression, outcome

SEEDS, EACH = 100, 1000


def expressions(seed):
    random = Random(1_000_000 + seed)
    return (expression(random) for _ in range(EACH))


@pytest.mark.parametrize("seed", range(SEEDS))
def test_a_generated_expression_has_a_value_or_a_feel_error(seed):
    assert all(isinstance(outcome(text), str) for text in expressions(seed))
