"""Linking and merging cases by programs."""

import pytest

from app.cli.player import Player
from app.core.db import db
from tests.api.conftest import NOW
from tests.flows.story import REQUEST

REASON = "同一处占道经营，重复登记"


@pytest.fixture
def main(app):
    """The number of a second case about the same."""
    with app.app_context():
        found = Player().register("operator", NOW, REQUEST).reference
        db.session.remove()
    return found


def test_cases_are_linked_and_unlinked(street, reference, main):
    asked = {"reference": main, "relation": "同源", "reason": REASON}

    linked = street.post(f"/cases/{reference}/links", asked)
    again = street.post(f"/cases/{main}/links", {**asked, "reference": reference})
    told = street.get(f"/cases/{main}/links").json
    gone = street.post(f"/cases/{reference}/links/{main}/remove")

    assert [a.status_code for a in (linked, again, gone)] == [201, 409, 204]
    assert told == [{"reference": reference, "relation": "同源", "reason": REASON}]


def test_a_duplicate_is_merged_once(program, reference, main):
    dispatcher = program("dispatcher")

    merged = dispatcher.post(f"/cases/{reference}/merge", {"into": main, "reason": REASON})
    again = dispatcher.post(f"/cases/{reference}/merge", {"into": main, "reason": REASON})

    assert merged.json == {"reference": reference, "into": main}
    assert again.status_code == 409
    assert dispatcher.get(f"/cases/{reference}").json["result"] == "已并入"


@pytest.mark.parametrize(("by", "status"), [("operator", 403), ("th_desk", 404)])
def test_others_merge_nothing(program, reference, main, by, status):
    asked = {"into": main, "reason": REASON}

    assert program(by).post(f"/cases/{reference}/merge", asked).status_code == status


def test_reasons_and_numbers_are_asked_for(street, reference, main):
    link = street.post(f"/cases/{reference}/links", {"reference": main})
    merge = street.post(f"/cases/{reference}/merge", {"into": "QH-2026-999999", "reason": REASON})

    assert (set(link.json["errors"]), set(merge.json["errors"])) == ({"reason"}, {"reference"})
