"""Programs narrow the worklist and turn its pages as people do."""

import pytest


def references(answer):
    return {line["case"] for line in answer.json["tasks"]}


@pytest.mark.parametrize("query", ["street=qh.wx", "kind=p_handle_order", "sort=newest", "due="])
def test_a_filter_that_fits_keeps_the_case(street, reference, query):
    found = street.get(f"/tasks?tab=groups&limit=100&{query}&text={reference}")

    assert references(found) == {reference}


@pytest.mark.parametrize("query", ["street=qh.ch", "kind=p_none", "matter=XX", "level=L9"])
def test_a_filter_that_does_not_fit_leaves_nothing(street, reference, query):
    assert references(street.get(f"/tasks?tab=groups&{query}")) == set()


def test_pages_turn_forth_and_back(street, reference):
    whole = street.get("/tasks?tab=groups&limit=100").json["tasks"]
    pages, answer = [], {"next": "", "tasks": []}
    while not pages or answer["next"]:
        answer = street.get(f"/tasks?tab=groups&limit=1&after={answer['next']}").json
        pages.append(answer)

    assert [line["id"] for page in pages for line in page["tasks"]] == [t["id"] for t in whole]
    assert pages[0]["previous"] == pages[-1]["next"] == ""


def test_a_started_case_comes_with_what_it_waits_for(operator, reference):
    found = operator.get(f"/tasks?tab=started&text={reference}").json["tasks"]

    assert [(line["case"], line["element"]) for line in found] == [(reference, "sign_order")]


def test_a_page_that_is_none_is_refused(street):
    refused = street.get("/tasks?after=nowhere")

    assert refused.status_code == 422
    assert list(refused.json["errors"]) == ["after"]
