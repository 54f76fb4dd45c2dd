"""What a worklist walks and searches."""

from itertools import pairwise

import sqlalchemy as sa
from alembic import op

revision = "0004_worklist"
down_revision = "0003_start_timers"
branch_labels = None
depends_on = None

OPEN = sa.text("ended_at IS NULL")
CLOCKED = {
    "ix_user_task_warn": ["warned_at", "warn_at"],
    "ix_user_task_due": ["overdue_at", "due_at"],
}
SEARCH = {
    "sqlite": (
        "CREATE VIRTUAL TABLE case_search USING fts5(words, content='case_text',"
        " content_rowid='id', tokenize='ascii', detail='none', columnsize=0)",
        "INSERT INTO case_search(case_search) VALUES ('rebuild')",
        "CREATE TRIGGER case_search_new AFTER INSERT ON case_text BEGIN"
        " INSERT INTO case_search(rowid, words) VALUES (new.id, new.words); END",
        "CREATE TRIGGER case_search_old AFTER DELETE ON case_text BEGIN INSERT INTO"
        " case_search(case_search, rowid, words) VALUES ('delete', old.id, old.words); END",
        "CREATE TRIGGER case_search_changed AFTER UPDATE ON case_text BEGIN INSERT INTO"
        " case_search(case_search, rowid, words) VALUES ('delete', old.id, old.words);"
        " INSERT INTO case_search(rowid, words) VALUES (new.id, new.words); END",
    ),
    "postgresql": (
        "CREATE INDEX case_search ON case_text"
        " USING gin (array_to_tsvector(string_to_array(btrim(words), ' ')))",
    ),
}
AT_ONCE = 1000
SPOKEN = ("title", "facts", "place_text", "matter_name")


def upgrade() -> None:
    """Go one version up."""
    _walks()
    _involvement()
    _search()
    _saved_filters()


def downgrade() -> None:
    """Go one version back."""
    op.drop_table("saved_filter")
    _no_search()
    op.drop_table("involvement")
    _no_walks()


def _walks() -> None:
    op.drop_index("ix_user_task_assignee", "user_task")
    op.drop_index("ix_user_task_completed_by", "user_task")
    for name, columns in CLOCKED.items():
        op.drop_index(name, "user_task")
        _index(name, "user_task", columns, OPEN)
    _index("ix_user_task_mine", "user_task", ["assignee_id", "due_at", "id"], OPEN)
    _index("ix_user_task_open", "user_task", ["case_id"], OPEN)
    op.create_index("ix_user_task_done", "user_task", ["completed_by_id", "ended_at", "id"])
    op.add_column("candidate", sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True))
    opened = "SELECT opened_at FROM user_task WHERE user_task.id = candidate.task_id"
    op.execute(f"UPDATE candidate SET opened_at = ({opened})")  # noqa: S608 only our own words
    with op.batch_alter_table("candidate") as batch_op:
        batch_op.alter_column("opened_at", nullable=False)
    op.create_index("ix_candidate_newest", "candidate", ["group", "opened_at", "task_id"])
    op.create_index("ix_case_newest", "case", ["opened_at", "id"])
    op.create_index("ix_case_opened_by", "case", ["opened_by_id", "opened_at", "id"])


def _no_walks() -> None:
    op.drop_index("ix_case_opened_by", "case")
    op.drop_index("ix_case_newest", "case")
    op.drop_index("ix_candidate_newest", "candidate")
    op.drop_column("candidate", "opened_at")
    for name in ("done", "open", "mine"):
        op.drop_index(f"ix_user_task_{name}", "user_task")
    for name, columns in CLOCKED.items():
        op.drop_index(name, "user_task")
        op.create_index(name, "user_task", ["ended_at", *columns])
    op.create_index("ix_user_task_completed_by", "user_task", ["completed_by_id", "ended_at"])
    op.create_index("ix_user_task_assignee", "user_task", ["assignee_id", "ended_at", "due_at"])


def _involvement() -> None:
    op.create_table(
        "involvement",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("user_id", "case_id", name=op.f("pk_involvement")),
    )
    op.create_index(op.f("ix_involvement_case_id"), "involvement", ["case_id"])
    op.execute(
        "INSERT INTO involvement (user_id, case_id)"
        " SELECT completed_by_id, user_task.case_id FROM user_task JOIN process_instance"
        " ON process_instance.id = user_task.case_id WHERE process_instance.ended_at IS NULL"
        " AND completed_by_id IS NOT NULL"
        ' UNION SELECT opened_by_id, "case".id FROM "case" JOIN process_instance'
        ' ON process_instance.id = "case".id WHERE process_instance.ended_at IS NULL'
        " AND opened_by_id IS NOT NULL"
    )


def _search() -> None:
    op.create_table(
        "case_text",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_case_text_case_id_case")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_text")),
        sa.UniqueConstraint("case_id", name=op.f("uq_case_text_case_id")),
    )
    _fill()
    for statement in SEARCH[op.get_bind().dialect.name]:
        op.execute(statement)
    op.drop_column("case", "bigrams")


def _no_search() -> None:
    bigrams = sa.Column("bigrams", sa.String(), nullable=False, server_default="")
    op.add_column("case", bigrams)
    words = 'SELECT words FROM case_text WHERE case_text.case_id = "case".id'
    op.execute(f"UPDATE \"case\" SET bigrams = coalesce(({words}), ' ')")  # noqa: S608
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TABLE case_search")
    op.drop_table("case_text")


def _fill() -> None:
    named = map(sa.column, (*SPOKEN, "reference", "opened_at"))
    case = sa.table("case", sa.column("id", sa.Uuid()), *named)
    text = sa.table("case_text", sa.column("case_id", sa.Uuid()), sa.column("words"))
    cases = sa.select(case).order_by(case.c.opened_at, case.c.id)
    for rows in op.get_bind().execute(cases.execution_options(yield_per=AT_ONCE)).partitions():
        said = [{"case_id": row.id, "words": _words(row)} for row in rows]
        op.get_bind().execute(sa.insert(text), said)


def _words(row: sa.Row) -> str:
    spoken = " ".join(getattr(row, name) for name in SPOKEN)
    letters = [letter for letter in spoken.lower() if letter.isalnum()]
    found = dict.fromkeys([*map("".join, pairwise(letters)), *letters[-1:]])
    region, *rest = row.reference.lower().split("-")
    number = rest[-1] if rest else ""
    whole = region + "".join(rest)
    begins = dict.fromkeys((whole, "".join(rest), number, number.lstrip("0")))
    numbers = [*("№" + each for each in begins if each), "⊣" + whole[::-1]]
    return f" {' '.join([*found, *numbers])} "


def _index(name: str, table: str, columns: list[str], where: sa.TextClause) -> None:
    op.create_index(name, table, columns, sqlite_where=where, postgresql_where=where)


def _saved_filters() -> None:
    op.create_table(
        "saved_filter",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=30), nullable=False),
        sa.Column("asked", sa.JSON(), nullable=False),
        sa.Column("shared_with", sa.String(length=40), nullable=True),
        sa.Column("is_start", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["person.id"], name=op.f("fk_saved_filter_owner_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["shared_with"],
            ["organisation.code"],
            name=op.f("fk_saved_filter_shared_with_organisation"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_filter")),
        sa.UniqueConstraint("owner_id", "name", name=op.f("uq_saved_filter_owner_id")),
    )
    with op.batch_alter_table("saved_filter", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_saved_filter_shared_with"), ["shared_with"], unique=False
        )
