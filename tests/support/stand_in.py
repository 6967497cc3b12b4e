"""A stand-in of the tests' own, reached by the real driver."""

import shutil
from pathlib import Path
from typing import Any

import redshift_connector
from redshift_connector.core import Connection

from blocks.state import local_directory, state_directory
from local_redshift import Endpoint, allow_reading, ensure_running, note_lake
from local_redshift.process import ServerOptions, stop_running
from warehouse.database.connection import Warehouse
from warehouse.database.statements import list_statements, load_statement

ROLE = "arn:aws:iam::000000000000:role/local-redshift"
_TABLES = "create table"


def connect_to(endpoint: Endpoint, **values: Any) -> Connection:
    """A new connection, which the caller closes.

    Args:
        endpoint: Where the stand-in listens.
        values: What the driver is given instead.
    """
    return redshift_connector.connect(**endpoint.driver_values | values)


class StandIn:
    """A running stand-in.

    Args:
        directory: Where it keeps its files; made when missing.
        prepared: A database that it begins with.

    Attributes:
        directory: Where it keeps its files.
        endpoint: Where it listens.
        warehouse: Its database as the steps see it.
    """

    def __init__(self, directory: Path, prepared: Path | None = None) -> None:
        self.directory = directory
        if prepared:
            directory.mkdir(parents=True, exist_ok=True)
            shutil.copy(prepared, directory / "warehouse.duckdb")
        # workers of pytest-xdist may leave it alone for longer than a person would
        self.endpoint = ensure_running(directory, options=ServerOptions(idle_seconds=4 * 3600))
        allow_reading(directory, [directory.parent])  # where the tests make their lakes
        self.warehouse = Warehouse("local", self.connect, ROLE)

    def connect(self) -> Connection:
        """A new connection; the caller closes it."""
        return connect_to(self.endpoint)

    def rows(self, text: str) -> list[dict[str, Any]]:
        """What a query answers; keys are its column names."""
        with self.connect() as connection, connection.cursor() as cursor:
            cursor.execute(text)
            names = [column[0] for column in cursor.description]
            return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    def value(self, text: str) -> Any:
        """The one value of the one row that a query answers."""
        (row,) = self.rows(text)
        (value,) = row.values()
        return value

    def run(self, *texts: str) -> None:
        """Runs statements in one transaction."""
        with self.connect() as connection, connection.cursor() as cursor:
            for text in texts:
                cursor.execute(text)
            connection.commit()

    def clean(self) -> None:
        """Deletes all rows of the project's tables; which views are there stays known."""
        self.run(*(f"delete from {table}" for table in self._find_filled()))

    def keep_rows(self, schema: str) -> None:
        """Copies all rows of the project's tables to a new schema."""
        self.run(
            f"create schema {schema}",
            *(
                f'create table {schema}."{table}" as select * from {table}'
                for table in self._find_filled()
            ),
        )

    def put_rows_back(self, schema: str) -> None:
        """Copies the rows of a schema to the project's tables, which are empty."""
        kept = self.rows(f"select table_name from svv_tables where table_schema = '{schema}'")
        names = [row["table_name"] for row in kept]
        self.run(*(f'insert into {name} select * from {schema}."{name}"' for name in names))

    def _find_filled(self) -> list[str]:
        names = [load_statement(name) for name in list_statements("create")]
        tables = {item.relation for item in names if _TABLES in item.text}
        known = {
            row["relation"]
            for row in self.rows(
                "select table_schema || '.' || table_name as relation from svv_tables "
                "where table_schema in ('staging', 'audit', 'star', 'ops')"
            )
        }
        emptied = sorted((tables & known) - {"ops.built_views"})
        looks = [f"(select '{table}' as filled from {table} limit 1)" for table in emptied]
        return [row["filled"] for row in self.rows(" union all ".join(looks))] if looks else []


def find_current(home: Path) -> StandIn:
    """The stand-in that a flow has used last in a state directory."""
    return StandIn((home / "redshift").resolve())


def lend(stand_in: StandIn, lake_uri: str, chart_scripts: Path) -> None:
    """Makes a running stand-in, with empty tables, that of a lake in the state directory.

    To start one and to make its tables takes longer than most loads.
    """
    stand_in.clean()
    give_scripts(state_directory(), chart_scripts)
    directory = local_directory(lake_uri)
    shutil.rmtree(directory)
    directory.symlink_to(stand_in.directory)
    note_lake(directory, lake_uri)


def give_scripts(home: Path, chart_scripts: Path) -> None:
    """Gives a state directory the scripts that its first report would bundle for seconds."""
    reports = home / "reports"
    reports.mkdir(parents=True, exist_ok=True)
    (reports / chart_scripts.name).symlink_to(chart_scripts)


def stop_all(home: Path) -> None:
    """Stops the stand-ins of a state directory, and takes back those that were lent to it."""
    for directory in home.glob("redshift-*"):
        if directory.is_symlink():
            directory.unlink()
        else:
            stop_running(directory)
