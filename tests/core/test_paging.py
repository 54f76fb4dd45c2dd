"""A page is cut from what was read beyond a place, and says what leads on and back."""

from datetime import UTC, datetime
from uuid import UUID

import pytest

from app.core.errors import InvalidError
from app.core.paging import UNREADABLE, Page, Place, Turn, cut, every, read

AT = datetime(2026, 7, 14, 4, 0, tzinfo=UTC)
PLACES = [Place(0, AT, UUID(int=n)) for n in range(5)]


@pytest.mark.parametrize("at", [AT, UUID(int=9), None])
def test_a_place_is_read_as_it_was_written(at):
    place = Place(1, at, UUID(int=7))

    assert read(str(place), "after") == place


def test_the_first_page_leads_on_and_not_back():
    page = cut(PLACES[:3], Turn(limit=2), str)

    assert (list(page), page.next, page.previous) == (PLACES[:2], str(PLACES[1]), "")


def test_a_page_asked_for_backward_is_in_the_lists_order():
    page = cut([PLACES[2], PLACES[1], PLACES[0]], Turn(before=str(PLACES[3]), limit=2), str)

    assert list(page) == [PLACES[1], PLACES[2]]
    assert (page.previous, page.next) == (str(PLACES[1]), str(PLACES[2]))


def test_a_page_whose_rows_are_gone_leads_back_to_where_one_came_from():
    assert cut([], Turn(after="x"), str) == Page((), "", "x")
    assert cut([], Turn(before="x"), str) == Page((), "x", "")


def test_rows_passed_over_are_not_on_the_page():
    page = cut(PLACES[:4], Turn(limit=2, skip=1), str)

    assert (list(page), bool(page.previous)) == (PLACES[1:3], True)


def test_every_row_of_every_page_is_asked_for_when_it_is_needed():
    asked = []

    def ask(after):
        asked.append(after)
        return Page([len(asked)], "on" if len(asked) < 3 else "")

    rows = every(ask)
    assert (next(rows), len(asked)) == (1, 1)
    assert (list(rows), asked) == ([2, 3], ["", "on", "on"])


@pytest.mark.parametrize("text", ["x", "e30", "WzAsIDEsIDJd", "%%%", "WyJhIl0"])
def test_what_names_no_place_is_refused_in_words(text):
    with pytest.raises(InvalidError, match=UNREADABLE):
        read(text, "after")
