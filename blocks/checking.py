"""Tries a warehouse and a lake, and says what is missing and what would grant it."""

import json
import uuid
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass

from botocore.exceptions import BotoCoreError, ClientError

from warehouse.database.connection import Row, Session, Warehouse
from warehouse.database.tables import find_changes
from warehouse.errors import WarehouseError
from warehouse.lake.files import EVERY_DAY, Lake, list_lake
from warehouse.loading.row_files import load_rows
from warehouse.sources import EVENTS, SOURCES

SCHEMAS = ("staging", "audit", "star", "mart", "ops")
_PROBE_ROWS = [{"uri": "probe", "kind": "songs", "etag": "-", "size_bytes": 0, "purpose": "load"}]


@dataclass(frozen=True)
class Finding:
    """What one trial showed.

    Attributes:
        subject: What was tried.
        outcome: `ok`, `MISSING`, or `not tried`.
        detail: What was found, or why it failed.
        remedy: The statement or policy that would grant it; empty when nothing is missing.
    """

    subject: str
    outcome: str
    detail: str
    remedy: str = ""


class _UndoError(Exception):
    """Ends a trial's transaction without committing it."""


def check_warehouse(warehouse: Warehouse) -> Iterator[Finding]:
    """Whether it can be reached, has or lets us make what we need, and shows COPY's errors."""
    subject = f"connect to {warehouse.name}"
    try:
        with warehouse.transaction() as session:
            rights = session.row("ops/rights/select")
            schemas = {row["schema_name"]: row for row in session.rows("ops/rights/select_schemas")}
            tables = session.rows("ops/rights/select_tables")
            changing = find_changes(session).makes
    except WarehouseError as error:
        yield Finding(subject, "MISSING", str(error), "see the message: name, network or identity")
        return
    user, database = rights["user_name"], rights["database_name"]
    yield Finding(subject, "ok", f"{user} on {database}")
    for schema in SCHEMAS:
        row = schemas.get(schema)
        if row is None:
            grant = f'grant create on database "{database}" to "{user}";'
            yield _judge(f"create schema {schema}", bool(rights["can_create"]), "not there", grant)
        else:
            yield _check_schema(row, user, is_changing=schema in changing)
    yield _check_tables(tables, user)
    yield _try(
        "read COPY's errors",
        lambda: _read_load_errors(warehouse),
        f'grant role sys:monitor to "{user}";',
    )


def _check_schema(row: Row, user: str, *, is_changing: bool) -> Finding:
    schema = row["schema_name"]
    if is_changing:
        grant = f'grant usage, create on schema {schema} to "{user}";'
        is_granted = row["can_use"] and row["can_create"]
        return _judge(f"create in schema {schema}", is_granted, "to be changed", grant)
    grant = f'grant usage on schema {schema} to "{user}";'
    return _judge(f"use schema {schema}", row["can_use"], "as this version wants it", grant)


def _check_tables(tables: Sequence[Row], user: str) -> Finding:
    """Tables are read and written, views are read."""
    closed = [
        row["relation"]
        for row in tables
        if not row["can_read"] or not (row["can_write"] or row["relation"].startswith("mart."))
    ]
    detail = f"{closed[0]} and {len(closed) - 1} more are closed" if closed else f"{len(tables)}"
    return _judge(
        "use tables and views",
        not closed,
        detail,
        f"as administrator: python -m blocks prepare WAREHOUSE --loader '{user}'",
    )


def check_lake(lake: Lake) -> Iterator[Finding]:
    """Whether its files can be listed and a batch's own files can be written and removed."""
    yield _try(f"list {lake.uri}", lambda: _count_files(lake), _allow_lake(lake))
    batch_id = f"check-{uuid.uuid4()}"
    yield _try(
        f"write beside {lake.uri}", lambda: _write_and_remove(lake, batch_id), _allow_lake(lake)
    )


def check_copy(warehouse: Warehouse, lake: Lake) -> Finding:
    """Whether COPY can read the lake with the warehouse's role; nothing of it stays."""
    return _try(
        f"COPY as {warehouse.iam_role}",
        lambda: _copy_and_undo(warehouse, lake),
        f"attach the role to the warehouse, and to the role: {_allow_copy(lake)}",
    )


def _judge(subject: str, is_granted: bool, detail: str, grant: str) -> Finding:  # noqa: FBT001
    if is_granted:
        return Finding(subject, "ok", detail)
    return Finding(subject, "MISSING", f"{detail}, and no right", grant)


def _try(subject: str, action: Callable[[], str], remedy: str) -> Finding:
    try:
        return Finding(subject, "ok", action())
    except (WarehouseError, OSError, BotoCoreError, ClientError) as error:
        return Finding(subject, "MISSING", str(error), remedy)


def _read_load_errors(warehouse: Warehouse) -> str:
    with warehouse.transaction() as session:
        session.rows("ops/last_copy/select")
        session.rows("ops/load_errors/select", query_id=0)
    return "sys_load_history and sys_load_error_detail answer"


def _count_files(lake: Lake) -> str:
    listing = list_lake(lake, EVERY_DAY)
    kinds = Counter(file.kind for file in listing)
    paths = "with" if lake.find_jsonpaths(EVENTS) else "without"
    counts = ", ".join(f"{kinds[kind]:,} files of {kind}" for kind in SOURCES)
    return f"{counts}, {len(listing.ignored):,} ignored, {paths} JSONPaths"


def _write_and_remove(lake: Lake, batch_id: str) -> str:
    uri = lake.write(batch_id, "probe.json", b"{}")
    lake.remove_batch(batch_id)
    return uri.rsplit("/", 2)[0]


def _copy_and_undo(warehouse: Warehouse, lake: Lake) -> str:
    batch_id = f"check-{uuid.uuid4()}"
    try:
        with suppress(_UndoError), warehouse.transaction() as session:
            _copy_probe(session, lake, batch_id)
            raise _UndoError
    finally:
        lake.remove_batch(batch_id)
    return "read one file and rolled back"


def _copy_probe(session: Session, lake: Lake, batch_id: str) -> None:
    session.run("staging/create")
    session.run("staging/batch_files/create")
    load_rows(session, lake, batch_id, "staging/batch_files", _PROBE_ROWS)


def _allow_lake(lake: Lake) -> str:
    """The policy that lets our own identity use the lake."""
    if not lake.uri.startswith("s3://"):
        return f"chmod -R u+rX {lake.uri.removeprefix('file://')}"
    bucket = lake.uri.removeprefix("s3://").split("/")[0]
    return _write_policy(bucket, ["s3:GetObject", "s3:PutObject", "s3:DeleteObject"])


def _allow_copy(lake: Lake) -> str:
    """The policy that lets COPY's role read the lake."""
    if not lake.uri.startswith("s3://"):
        return "none; COPY reads a directory only in the stand-in"
    return _write_policy(lake.uri.removeprefix("s3://").split("/")[0], ["s3:GetObject"])


def _write_policy(bucket: str, actions: list[str]) -> str:
    statements = [
        {"Effect": "Allow", "Action": "s3:ListBucket", "Resource": f"arn:aws:s3:::{bucket}"},
        {"Effect": "Allow", "Action": actions, "Resource": f"arn:aws:s3:::{bucket}/*"},
    ]
    return json.dumps({"Version": "2012-10-17", "Statement": statements})
