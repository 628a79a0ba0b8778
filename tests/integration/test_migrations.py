"""The migrations lead to the models, up and down, on both databases; later ones are refused."""

import stat
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from databases import BOTH
from sqlalchemy import create_engine, inspect, text

from db.base import Base
from db.migrate import (
    DatabaseSilent,
    NewerSchema,
    current,
    downgrade,
    head,
    plain_url,
    revisions,
    upgrade,
)

on_both = pytest.mark.parametrize("empty_url", BOTH, indirect=True)


def tables(url: str) -> set[str]:
    engine = create_engine(plain_url(url))
    found = set(inspect(engine).get_table_names())
    engine.dispose()
    return found


@on_both
def test_stairway(empty_url: str) -> None:
    """Each migration goes up, down and up again."""
    below = "base"
    for revision in revisions():
        upgrade(empty_url, revision)
        downgrade(empty_url, below)
        assert current(empty_url) == (None if below == "base" else below)
        upgrade(empty_url, revision)
        assert current(empty_url) == revision
        below = revision
    downgrade(empty_url, "base")
    assert tables(empty_url) <= {"alembic_version"}


@on_both
def test_the_migrations_lead_to_the_models(empty_url: str) -> None:
    upgrade(empty_url)
    engine = create_engine(plain_url(empty_url))
    with engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "compare_server_default": True}
        )
        differences = compare_metadata(context, Base.metadata)
    engine.dispose()
    assert differences == []
    assert current(empty_url) == head()


@pytest.mark.parametrize("empty_url", ["postgresql"], indirect=True)
def test_every_table_and_column_says_what_it_is(empty_url: str) -> None:
    upgrade(empty_url)
    engine = create_engine(plain_url(empty_url))
    seen = inspect(engine)
    silent = [
        f"{table}.{column['name']}"
        for table in seen.get_table_names()
        if table != "alembic_version"
        for column in seen.get_columns(table)
        if not column["comment"]
    ]
    silent += [
        table
        for table in seen.get_table_names()
        if table != "alembic_version" and not seen.get_table_comment(table)["text"]
    ]
    engine.dispose()
    assert silent == []


@on_both
def test_a_second_upgrade_changes_nothing(empty_url: str) -> None:
    upgrade(empty_url)
    before = tables(empty_url)
    upgrade(empty_url)
    assert tables(empty_url) == before


@on_both
def test_a_database_of_a_later_version_is_refused_in_one_line(empty_url: str) -> None:
    upgrade(empty_url)
    engine = create_engine(plain_url(empty_url))
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    engine.dispose()
    with pytest.raises(NewerSchema, match="newer version of Povezani") as caught:
        upgrade(empty_url)
    assert "\n" not in str(caught.value)
    assert current(empty_url) == "9999"


def test_a_database_that_cannot_be_opened_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(DatabaseSilent, match="cannot be opened"):
        upgrade(f"sqlite:///{tmp_path / 'file' / 'povezani.db'}")
    (tmp_path / "povezani.db").write_text("not a database, but as long as one should be" * 100)
    with pytest.raises(DatabaseSilent, match="not a database"):
        upgrade(f"sqlite:///{tmp_path / 'povezani.db'}")


def test_only_the_owner_reads_the_file(tmp_path: Path) -> None:
    path = tmp_path / "var" / "povezani.db"
    upgrade(f"sqlite+aiosqlite:///{path}")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
