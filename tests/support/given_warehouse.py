"""The warehouse that `--warehouse` names: what the stand-in is held to be is asked of it.

A URL, `redshift://user:password@host:port/database`, or a saved `redshift-credentials` block. With
`?iam_role=...` COPY reads the bucket of `--bucket`; with `?ssl=false` it may be a stand-in.

Tables go to schemas of the tests' own, which are dropped at the end. Every error that it answers
and every test that fails is a line of JSON in a report, to align the stand-in with.
"""

import json
import os
import re
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
import redshift_connector
from redshift_connector.core import Connection
from redshift_connector.cursor import Cursor as DriverCursor
from redshift_connector.error import Error
from stand_in import ROLE, StandIn

from warehouse.database.connection import Warehouse

PIPELINE = ("staging", "audit", "star", "mart", "ops")
_MADE = re.compile(r"\s*create\s+schema\s+(?:if\s+not\s+exists\s+)?(\w+)", re.IGNORECASE)


class GivenWarehouse:
    """A warehouse that somebody else runs.

    Args:
        name: A URL or the name of a block.
        report: Where what it answers is written.

    Attributes:
        iam_role: With which COPY reads a bucket.
    """

    def __init__(self, name: str, report: Path) -> None:
        self._open, self.iam_role = _find(name)
        self._report = report
        self._report.write_text("")
        self._made = {f"sparkify_tests_{uuid.uuid4().hex[:8]}"}
        [self._own] = self._made
        self._before = {name for (name,) in self._ask("select nspname from pg_namespace")}
        self._ask(f"create schema {self._own}")

    def connect(self) -> Connection:
        """A new connection, whose statements on `public` go to the tests' own schema."""
        connection = self._open()
        given = self

        class Cursor(DriverCursor):
            def execute(self, operation: str, *values: Any, **named: Any) -> Any:
                return given.run(super().execute, operation, *values, **named)

            def fetchone(self) -> Any:
                return given.name_public(super().fetchone())

            def fetchall(self) -> Any:
                return given.name_public(super().fetchall())

        with DriverCursor(connection) as cursor:
            cursor.execute(f"set search_path to {self._own}, public")
        connection.commit()
        vars(connection)["cursor"] = lambda: Cursor(connection)
        return connection

    def run(self, execute: Callable[..., Any], operation: str, *values: Any, **named: Any) -> Any:
        """Runs a statement and writes down what is wrong with it."""
        made = _MADE.match(operation)
        if made and made[1].lower() not in self._before:
            self._made.add(made[1].lower())
        text = re.sub(r"\bpublic\.|(?<=')public(?=')", self._replace, operation)
        try:
            return execute(text, *values, **named)
        except Error as error:
            fields = error.args[0] if error.args and isinstance(error.args[0], dict) else str(error)
            self.write({"statement": operation, "error": fields})
            raise type(error)(self.name_public(fields)) from error

    def _replace(self, found: "re.Match[str]") -> str:
        return found[0].replace("public", self._own)

    def name_public(self, answer: Any) -> Any:
        """What is answered, with `public` where the tests' own schema is named."""
        if isinstance(answer, str):
            return answer.replace(self._own, "public")
        if isinstance(answer, dict):
            return {key: self.name_public(value) for key, value in answer.items()}
        if isinstance(answer, list | tuple):
            return type(answer)(self.name_public(value) for value in answer)
        return answer

    def write(self, found: dict[str, Any]) -> None:
        """Adds a line to the report."""
        test = os.environ.get("PYTEST_CURRENT_TEST", "").split(" (")[0]
        with self._report.open("a") as report:
            report.write(json.dumps({"test": test, **found}, default=str) + "\n")

    def end(self) -> None:
        """Drops the tests' schemas."""
        for schema in sorted(self._made - self._before):
            self._ask(f"drop schema if exists {schema} cascade")

    def take_pipeline(self) -> None:
        """Makes the pipeline's schemas the tests' own.

        Raises:
            pytest.UsageError: The database has one of them already.
        """
        if taken := self._before.intersection(PIPELINE):
            raise pytest.UsageError(
                f"--warehouse has the schemas {sorted(taken)}, which the tests would empty and "
                "drop. Name a database without them."
            )
        self._made.update(PIPELINE)

    def _ask(self, text: str) -> list[Any]:
        with self._open() as connection, connection.cursor() as cursor:
            cursor.execute(text)
            rows = list(cursor.fetchall()) if cursor.description else []
            connection.commit()
            return rows


class GivenStandIn(StandIn):
    """A given warehouse where a test asks for a stand-in with the pipeline's tables."""

    def __init__(self, given: GivenWarehouse) -> None:
        self._given = given
        self.warehouse = Warehouse("given", self.connect, given.iam_role)

    def connect(self) -> Connection:
        """A new connection; the caller closes it."""
        return self._given.connect()


def _find(name: str) -> tuple[Callable[[], Connection], str]:
    if "://" not in name:
        from blocks.documents import load_document  # noqa: PLC0415 - Prefect takes seconds
        from blocks.redshift_credentials import RedshiftCredentials  # noqa: PLC0415

        credentials = load_document(RedshiftCredentials, name, others="a URL")
        return credentials.connect, credentials.iam_role
    url = urlsplit(name)
    options = {key: values[-1] for key, values in parse_qs(url.query).items()}
    is_encrypted = options.get("ssl") != "false"
    values: dict[str, Any] = {
        "host": url.hostname,
        "port": url.port or 5439,
        "database": url.path.strip("/") or "dev",
        "user": unquote(url.username or ""),
        "password": unquote(url.password or ""),
        "application_name": "sparkify-tests",
        "ssl": is_encrypted,
        **({"sslmode": "verify-full"} if is_encrypted else {}),
    }
    return lambda: redshift_connector.connect(**values), options.get("iam_role", ROLE)
