"""The bench of the worklist, on few tasks and without a server."""

import pytest

from app.cases import Wanted
from bench import inbox

FEWER = {
    "BATCHES": 1,
    "A_BATCH": 2,
    "NARROWED": {"by due": {}, "text 积水": {"text": "积水"}},
    "SEARCHES": {"text 积水": Wanted("积水")},
}


@pytest.fixture(scope="module")
def rows():
    def no_server():
        raise FileNotFoundError

    with pytest.MonkeyPatch.context() as patch:
        for name, value in (FEWER | {"throwaway_cluster": no_server}).items():
            patch.setattr(inbox, name, value)
        return {row["name"]: row for row in inbox.run(1400)}


def test_every_list_is_compared_among_few_and_many_tasks(rows):
    compared = [row for row in rows.values() if row["ratio"] is not None]

    assert len(compared) == len(inbox.TABS) * 2 + len(("copied", "search", "counts"))
    assert {row["most"] for row in compared} == {inbox.MOST}


def test_statements_are_counted_and_a_missing_server_is_said(rows):
    assert all(
        rows[f"sqlite {tab}: statements"]["held"] for tab in (*inbox.TABS, "copied", "search")
    )
    assert list(rows)[-1] == "postgresql: NOT RUN, there is no initdb"
