from alembic.script import ScriptDirectory

from tests.meta.tree import ROOT


def test_there_is_one_newest_migration():
    assert len(ScriptDirectory(str(ROOT / "migrations")).get_heads()) == 1


def test_migrations_are_numbered_in_their_order():
    scripts = ScriptDirectory(str(ROOT / "migrations"))

    numbers = [script.path.rsplit("/", 1)[-1][:4] for script in scripts.walk_revisions()]
    assert numbers == [f"{n:04}" for n in range(len(numbers), 0, -1)]
