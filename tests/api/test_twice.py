"""Two sends of one request at the same instant, on both databases."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.api.conftest import installed
from tests.api.test_story import request_values, task_of
from tests.flows.conftest import DATABASES, SETS_UP
from tests.installation import Backend

TOGETHER = 4


@pytest.fixture(scope="module", params=DATABASES)
def backend(request) -> Backend:
    return request.getfixturevalue(SETS_UP[request.param])


@pytest.fixture(scope="module")
def app(backend, tmp_path_factory):
    with backend.database(folder := tmp_path_factory.mktemp("both")) as url:
        yield from installed(url, folder)


@pytest.mark.parametrize("key", ["a", "b", "c"])
def test_a_request_sent_twice_at_once_is_one_case(operator, key):
    values = request_values(operator)

    answers = together(lambda _: operator.post("/cases", values, key=key))

    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.json["reference"] for answer in answers}) == 1


def test_a_task_completed_twice_at_once_gets_one_answer(street, program, reference):
    task, colleague = task_of(street, reference), program("wx_desk2")
    path = f"/tasks/{task['id']}/complete"

    answers = together(lambda n: (colleague if n == 0 else street).post(path, key="k"))

    told = Counter(answer.status_code for answer in answers)
    assert told in ({200: 1, 409: 3}, {200: 3, 409: 1})


def together(send):
    with ThreadPoolExecutor(TOGETHER) as pool:
        return list(pool.map(send, range(TOGETHER)))
