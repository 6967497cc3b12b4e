"""Every function and operator over edge values: an answer or an error of Redshift's, never ours."""

import itertools
import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from local_redshift import copying, dialect
from local_redshift.database import open_database
from local_redshift.dialect.functions import AGGREGATES, BUILT, NATIVE, SESSION
from local_redshift.dialect.macros import MACROS
from local_redshift.errors import RedshiftError
from local_redshift.locked_tables import KnownViews
from local_redshift.locks import LockTable
from local_redshift.session import Session
from local_redshift.session_state import Backend
from local_redshift.values import BINARY_FORMAT, TEXT_FORMAT, encode_rows

_SEED = 20181115
_SHORT_COUNT, _LONG_COUNT = 2_000, 60_000
_TYPES = [
    *("smallint", "integer", "bigint", "numeric", "numeric(38, 37)", "numeric(5, 2)", "real"),
    *("double precision", "varchar", "varchar(1)", "char(3)", "boolean", "date", "time"),
    *("timestamp", "timestamptz"),
]
_VALUES = [
    *("null", "0", "1", "-1", "2147483647", "9223372036854775807", "-9223372036854775808"),
    *("0.1", "-99999999999999999999999999999999999999", "1e308::float8", "1e-320::float8"),
    *("'nan'::float8", "'inf'::float8", "1e38::real", "''", "' '", "'a'", "'%'", "'\\\\'"),
    *("'é😀'", "'2018-11-15'", "'24:00:00'", "'['", "'{\"a\": [1]}'", "'UTC'", "'1 day'", "'0x1F'"),
    *("true", "false", "date '0001-01-01'", "date '9999-12-31'", "date '2018-11-15'"),
    *("timestamp '2018-11-15 10:00:00.796'", "timestamp '9999-12-31 23:59:59.999999'"),
    *("'infinity'::timestamp", "'24:00:00'::time", "time '00:00:00'", "interval '1 day'"),
    *("'2018-11-15 10:00:00+00'::timestamptz", "interval '-1000 years'", "sysdate", "%s::varchar"),
]
_PARTS = ["year", "qtr", "month", "week", "day", "hour", "ms", "us", "epoch", "dow", "century"]
_OPERATORS = "+ - * / % ^ || = <> < >= & | << >> ~ like ilike and or".split()  # noqa: SIM905
_FORMS = [
    *("case when {0} then {1} else {2} end", "coalesce({0}, {1})", "nullif({0}, {1})"),
    *("{0} between {1} and {2}", "{0} in ({1}, {2})", "{0} is null", "not {0}", "- {0}"),
    *("extract({part} from {0})", "date_part({part}, {0})", "date_trunc('{part}', {0})"),
    *("dateadd({part}, {0}, {1})", "datediff({part}, {0}, {1})", "trim(both {0} from {1})"),
    *("substring({0} from {1} for {2})", "position({0} in {1})", "cast({0} as {type})"),
    *("to_char({0}, 'YYYY-MM-DD HH24:MI:SS.US')", "to_date({0}, 'YYYY-MM-DD')", "{0}::{type}"),
    *("{0} {operator} {1}", "{0} {operator} {1}", "{0} similar to 'a%'", "{0} ~ {1}"),
]


def _value(chance: random.Random) -> str:
    return chance.choice(_VALUES).replace("%s", "null")


def _expression(chance: random.Random, depth: int) -> str:
    if depth == 0:
        return _value(chance)
    parts = [_expression(chance, chance.randrange(depth)) for _ in range(3)]
    if chance.random() < 0.5:
        name = chance.choice(sorted(NATIVE | MACROS | AGGREGATES | SESSION | set(BUILT)))
        return f"{name}({', '.join(parts[: chance.randrange(4)])})"
    form = chance.choice(_FORMS)
    return "(" + form.format(
        *parts,
        part=chance.choice(_PARTS),
        type=chance.choice(_TYPES),
        operator=chance.choice(_OPERATORS),
    ) + ")"  # fmt: skip


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    """A session as the server opens it."""
    root = open_database(tmp_path / "warehouse.duckdb")
    dialect.bootstrap(root)
    copying.bootstrap(root)
    numbers = itertools.count(1)
    backend = Backend(
        1, "analyst", "dev", numbers.__next__, lambda: None, lambda _pid, _ends: False
    )
    session = Session(root.cursor(), LockTable(), KnownViews(root), backend)
    yield session
    session.close()
    root.close()


def _run(session: Session, sql: str) -> None:
    """Runs a query and encodes its rows, as for a client that binds nothing."""
    statement = session.parse(sql)
    described = session.describe(statement, [])
    with session.running(statement) as interruption:
        result = session.execute(statement, [], [], interruption)
        while rows := result.fetch():
            for code in (TEXT_FORMAT, BINARY_FORMAT):
                encode_rows(rows, described or [], [code] * len(described or []))
    session.end_cycle()


@pytest.mark.timeout(900)
def test_no_expression_ends_in_an_internal_error(session: Session, *, long: bool) -> None:
    chance = random.Random(_SEED)  # noqa: S311
    answers, internal = 0, []
    for _ in range(_LONG_COUNT if long else _SHORT_COUNT):
        sql = f"select {_expression(chance, chance.choice((1, 1, 2, 3)))} as x"
        try:
            _run(session, sql)
            answers += 1
        except RedshiftError as error:
            if error.sqlstate == "XX000":
                internal.append(f"{sql}: {error.message}")
    assert answers > 100
    assert not internal, "\n".join(internal[:20])
