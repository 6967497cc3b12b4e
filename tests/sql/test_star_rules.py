"""The rules of the star as rows in, rows out.

`star/<table>/<what_it_proves>/given.yaml` is a list of batches that are loaded one after the
other. A batch maps file names to rows (see `tiny_lake`), null takes a file away; `_request` may
hold `full`, `prune`, `first_day`, `last_day`. `expect.yaml` maps tables to their rows after the
last batch: all rows, with the columns that are named there. A case of several batches must also
end in what one load of the same lake gives, unless `_differs_from_full` says why not: every third
one in every run, where random histories show the same, and each with `--long`. `_known_bug` marks a
case that fails.
"""

from collections import Counter
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml
from quick_load import load
from stand_in import StandIn
from tiny_lake import open_lake, write_files

from warehouse.database.connection import Warehouse
from warehouse.lake.files import EVERY_DAY, Window
from warehouse.planning.load_order import STAR_TABLES
from warehouse.planning.plan import Request

HERE = Path(__file__).parent
CASES = sorted(path.parent for path in HERE.glob("star/*/*/given.yaml"))


def read_yaml(path: Path) -> Any:
    return yaml.safe_load(path.read_text("utf-8"))


def as_parameter(folder: Path) -> Any:
    bug = read_yaml(folder / "expect.yaml").get("_known_bug")
    marks = [pytest.mark.xfail(reason=bug, strict=True)] if bug else []
    return pytest.param(folder, id=f"{folder.parent.name}/{folder.name}", marks=marks)


def read_request(given: dict[str, Any]) -> Request:
    window = EVERY_DAY
    if "first_day" in given or "last_day" in given:
        window = Window(given.get("first_day", date.min), given.get("last_day", date.max))
    return Request(window, is_full=given.get("full", False), is_prune=given.get("prune", False))


def read_star(stand_in: StandIn) -> dict[str, Counter[str]]:
    return {
        table: Counter(str(row) for row in stand_in.rows(f"select * from star.{table}"))
        for table in STAR_TABLES
    }


def as_text(value: object) -> object:
    return value.isoformat(" ") if isinstance(value, datetime) else value


def project(rows: list[dict[str, Any]], columns: list[str]) -> Counter[tuple[Any, ...]]:
    return Counter(tuple(as_text(row[column]) for column in columns) for row in rows)


@pytest.mark.parametrize("folder", [as_parameter(folder) for folder in CASES])
def test_the_star_holds_what_the_rules_say(
    folder: Path, stand_in: StandIn, warehouse: Warehouse, tmp_path: Path, *, long: bool
) -> None:
    batches = read_yaml(folder / "given.yaml")
    expected = read_yaml(folder / "expect.yaml")
    lake = open_lake(tmp_path)

    for given in batches:
        write_files(tmp_path, {name: rows for name, rows in given.items() if name[0] != "_"})
        load(warehouse, lake, read_request(given.get("_request", {})), accepts=True)

    for table, rows in expected.items():
        if table[0] != "_":
            found = stand_in.rows(f"select * from {table}")
            columns = list(rows[0]) if rows else []
            assert project(found, columns) == project(rows, columns), table

    is_compared = long or CASES.index(folder) % 3 == 0
    if is_compared and len(batches) > 1 and "_differs_from_full" not in expected:
        assert_a_full_load_of_the_same_lake_is_the_same(stand_in, tmp_path)


def assert_a_full_load_of_the_same_lake_is_the_same(stand_in: StandIn, tmp_path: Path) -> None:
    incremental = read_star(stand_in)
    stand_in.clean()
    load(stand_in.warehouse, open_lake(tmp_path), accepts=True)
    assert incremental == read_star(stand_in)
