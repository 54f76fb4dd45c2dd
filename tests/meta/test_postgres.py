from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from tests.postgres import throwaway_cluster, throwaway_database


@pytest.fixture(scope="module", params=[False, True], ids=["fast", "durable"])
def cluster(request):
    with throwaway_cluster(durable=request.param) as url:
        yield url


def ask(url, statement):
    engine = create_engine(url)
    with engine.begin() as connection:
        answer = connection.execute(text(statement))
        row = answer.scalar() if answer.returns_rows else None
    engine.dispose()
    return row


def test_a_cluster_orders_chinese_text_the_same_everywhere(cluster):
    assert ask(cluster, "SELECT '哨' < '到'") is ("哨" < "到")


def test_a_copy_of_a_database_leaves_its_template_alone(cluster):
    with throwaway_database(cluster) as template:
        ask(template, "CREATE TABLE note (words text)")

        with throwaway_database(cluster, template) as copy:
            ask(copy, "INSERT INTO note VALUES ('哨响人到')")

        assert ask(template, "SELECT count(*) FROM note") == 0


def test_a_cluster_leaves_nothing_behind():
    with throwaway_cluster() as url:
        folder = url.query["host"]

    assert not Path(folder).exists()
