"""The migrations and the models say the same, on both databases."""

import importlib
import pkgutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from alembic import op
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, create_engine, make_url, text

from appliance.db import DatabaseDamaged, DatabaseTooNew, Model, migrate
from appliance.db.migrate import MIGRATIONS, newest

WORLDS = ("appliance", "media", "chat", "store", "console")


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'new' / 'jinbo.db'}"
    url: str = request.getfixturevalue("empty_postgresql_url")
    return url


def engine_of(url: str) -> Engine:
    drivers = {"sqlite": "sqlite+pysqlite", "postgresql": "postgresql+psycopg"}
    parsed = make_url(url)
    return create_engine(parsed.set(drivername=drivers[parsed.get_backend_name()]))


def import_all_models() -> None:
    for world in WORLDS:
        package = importlib.import_module(world)
        for module in pkgutil.walk_packages(package.__path__, f"{world}."):
            if module.name.endswith(".models"):
                importlib.import_module(module.name)


def test_migrations_yield_exactly_the_models(empty_url: str) -> None:
    import_all_models()
    migrate(empty_url)
    engine = engine_of(empty_url)
    with engine.connect() as connection:
        options = {"compare_type": True, "compare_server_default": True}
        found = compare_metadata(MigrationContext.configure(connection, opts=options), Model.metadata)
    engine.dispose()
    assert found == []


def test_migrating_twice_changes_nothing(empty_url: str) -> None:
    migrate(empty_url)
    migrate(empty_url)


def test_processes_that_start_together_migrate_once(empty_url: str) -> None:
    with ThreadPoolExecutor(4) as threads:
        list(threads.map(migrate, [empty_url] * 4))


def test_a_database_of_a_newer_version_is_refused(empty_url: str) -> None:
    migrate(empty_url)
    engine = engine_of(empty_url)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    engine.dispose()
    with pytest.raises(DatabaseTooNew, match="9999"):
        migrate(empty_url)


def test_a_migration_that_breaks_half_way_leaves_the_database_as_it_was(
    empty_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, made = op.create_table, []

    def create(name: str, *parts: object, **options: object) -> object:
        if made:
            raise RuntimeError("power cut")
        made.append(name)
        return real(name, *parts, **options)

    monkeypatch.setattr(op, "create_table", create)
    with pytest.raises(RuntimeError, match="power cut"):
        migrate(empty_url)
    monkeypatch.undo()
    migrate(empty_url)


def test_a_damaged_file_is_not_migrated(tmp_path: Path) -> None:
    (tmp_path / "jinbo.db").write_bytes(b"this is no database" * 1000)
    with pytest.raises(DatabaseDamaged):
        migrate(f"sqlite:///{tmp_path / 'jinbo.db'}")


def test_the_newest_schema_is_known_without_alembic() -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    scripts = ScriptDirectory.from_config(config)
    assert scripts.get_heads() == [newest()]
    for script in scripts.walk_revisions():
        assert Path(script.path).name.startswith(f"{script.revision}_")


def test_a_start_with_nothing_to_do_loads_no_alembic(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'jinbo.db'}"
    migrate(url)
    told = f"from appliance.db import migrate; migrate({url!r}); import sys; sys.exit('alembic' in sys.modules)"
    subprocess.run([sys.executable, "-c", told], check=True)
