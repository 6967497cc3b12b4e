"""SQLAlchemy and pandas as an analyst uses them: an engine, reflection, frames in and out."""

from collections.abc import Iterator
from typing import Any

import pandas as pd  # type: ignore[import-untyped]
import pytest
import sqlalchemy as sa
from sqlalchemy.engine import URL

from local_redshift import Endpoint

pytestmark = pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning")


@pytest.fixture(params=["redshift_connector", "psycopg2"])
def engine(request: pytest.FixtureRequest, demo: Endpoint) -> Iterator[sa.Engine]:
    driver = request.param
    pytest.importorskip(driver)
    made = sa.create_engine(
        URL.create(
            f"redshift+{driver}", demo.user, demo.password, demo.host, demo.port, demo.database
        ),
        connect_args={"ssl": False} if driver == "redshift_connector" else {"sslmode": "disable"},
    )
    yield made
    made.dispose()


def test_an_inspector_finds_what_is_there(engine: sa.Engine) -> None:
    inspector = sa.inspect(engine)
    assert "demo" in inspector.get_schema_names()
    assert inspector.get_table_names("demo") == ["t"]
    assert inspector.get_view_names("demo") == ["v"]
    assert inspector.has_table("t", "demo")
    assert not inspector.has_table("nope", "demo")
    assert inspector.get_table_comment("t", "demo") == {"text": "things"}
    assert inspector.get_pk_constraint("t", "demo")["constrained_columns"] == []
    assert inspector.get_foreign_keys("t", "demo") == []
    assert "from demo.t" in inspector.get_view_definition("v", "demo").lower()


def test_a_table_is_reflected_with_its_types(engine: sa.Engine) -> None:
    table = sa.Table("t", sa.MetaData(), schema="demo", autoload_with=engine)
    assert [(column.name, str(column.type), column.nullable) for column in table.columns] == [
        ("id", "BIGINT", False),
        ("name", "VARCHAR(20)", True),
        ("amount", "NUMERIC(10, 2)", True),
        ("at", "TIMESTAMP", True),
        ("ok", "BOOLEAN", True),
    ]


def test_a_table_of_ones_own_is_made_filled_changed_and_dropped(engine: sa.Engine) -> None:
    own = sa.Table(
        "own", sa.MetaData(), sa.Column("id", sa.BigInteger), sa.Column("name", sa.String(9)),
        schema="demo",
    )  # fmt: skip
    own.create(engine)
    with engine.begin() as connection:
        connection.execute(own.insert(), [{"id": 1, "name": "a"}, {"id": 2, "name": "b"}])
        connection.execute(own.update().where(own.c.id == 1).values(name="z"))
        connection.execute(own.delete().where(own.c.id == 2))
    with engine.connect() as connection:
        assert [tuple(row) for row in connection.execute(sa.select(own))] == [(1, "z")]
    own.drop(engine)
    assert not sa.inspect(engine).has_table("own", "demo")


def test_pandas_reads_queries_and_tables(engine: sa.Engine) -> None:
    text = sa.text("select id, name from demo.t where id > :least")
    frame = pd.read_sql(text, engine, params={"least": 1})
    assert frame.to_dict("list") == {"id": [2], "name": ["b"]}
    assert list(pd.read_sql_table("t", engine, schema="demo")["id"]) == [1, 2]


@pytest.mark.parametrize("method", [None, "multi"])
def test_pandas_writes_a_table(engine: sa.Engine, method: Any) -> None:
    frame = pd.DataFrame({"a": [1, 2], "b": ["x", "y"], "c": [1.5, 2.5]})
    options: dict[str, Any] = {"schema": "demo", "index": False, "method": method}
    frame.to_sql("frame", engine, if_exists="replace", **options)
    frame.to_sql("frame", engine, if_exists="append", **options)
    back = pd.read_sql("select * from demo.frame order by a", engine)
    assert back.to_numpy().tolist() == [[1, "x", 1.5]] * 2 + [[2, "y", 2.5]] * 2
