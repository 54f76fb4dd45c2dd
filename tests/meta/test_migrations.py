from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask_migrate import downgrade, upgrade
from sqlalchemy import inspect

from app import create_app
from app.cases import is_ours
from app.core.db import Base, db
from tests import installation
from tests.installation import close, settings
from tests.meta.tree import ROOT
from tests.postgres import throwaway_cluster, throwaway_database

FOLDER = str(ROOT / "migrations")
COMPARED = {"compare_type": True, "include_name": is_ours}


def test_there_is_one_newest_migration():
    assert len(ScriptDirectory(FOLDER).get_heads()) == 1


def test_migrations_are_numbered_in_their_order():
    scripts = ScriptDirectory(FOLDER)

    numbers = [script.path.rsplit("/", 1)[-1][:4] for script in scripts.walk_revisions()]
    assert numbers == [f"{n:04}" for n in range(len(numbers), 0, -1)]


def test_up_down_and_up_again_ends_at_the_tables_of_the_code_on_sqlite(tmp_path):
    goes_both_ways(f"sqlite:///{tmp_path / 'migrated.db'}", tmp_path)


def test_up_down_and_up_again_ends_at_the_tables_of_the_code_on_postgres(tmp_path):
    with throwaway_cluster() as cluster, throwaway_database(cluster) as url:
        goes_both_ways(installation.text_of(url), tmp_path)


def goes_both_ways(url, folder):
    app = create_app(settings(url, folder))
    with app.app_context():
        upgrade(directory=FOLDER)
        assert differences() == []
        downgrade(directory=FOLDER, revision="base")
        assert set(inspect(db.engine).get_table_names()) == {"alembic_version"}
        upgrade(directory=FOLDER)
        assert differences() == []
    close(app)


def differences():
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts=COMPARED)
        return compare_metadata(context, Base.metadata)
