"""A batch in which every check holds, for tests that break one thing of it."""

import re
from pathlib import Path
from typing import Any

from quick_load import build
from stand_in import StandIn
from tiny_lake import write_lake

from warehouse.checking import Checker
from warehouse.lake.files import Lake
from warehouse.planning.plan import Request, plan_batch

_WRITTEN = re.compile(r"(?:update|insert into|delete from|drop table|create table) ([a-z_.]+)")


def make_good_lake(root: Path) -> Lake:
    """A Monday of 120 plays and one other page of two users, and three songs of two artists."""
    plays = [
        {
            "ts": f"2018-11-05 10:{number // 60:02}:{number % 60:02}.796",
            "itemInSession": number,
            "userId": "15" if number % 2 else "8",
            "song": f"Song {number % 5}",
            "artist": f"Artist {number % 5}",
        }
        for number in range(120)
    ]
    home = {"page": "Home", "ts": "2018-11-05 11:00:00.796", "itemInSession": 500}
    return write_lake(
        root, {"2018-11-05": [*plays, home]}, [_make_song(each) for each in (1, 2, 3)]
    )


def _make_song(number: int) -> dict[str, object]:
    return {
        "song_id": f"SO{number:016}",
        "artist_id": f"AR{number:016}",
        "artist_name": f"Artist {number}",
        "title": f"Song {number}",
    }


class GoodBatch:
    """The batch, published, with staging and audit still filled.

    Attributes:
        stand_in: Where it lies.
        lake: What it was loaded from.
        batch: Its plan.
    """

    def __init__(self, stand_in: StandIn, lake: Lake) -> None:
        self.stand_in = stand_in
        self.lake = lake
        built = build(stand_in.warehouse, lake, plan_batch(stand_in.warehouse, lake, Request()))
        built.publish()
        self.batch = built.batch
        self._kept: set[str] = set()
        self._changed: set[str] = set()
        stand_in.run("create schema kept")

    def make_checker(self, docs_directory: Path | None = None) -> Checker:
        """A checker of the batch; the caller closes it."""
        return Checker(self.stand_in.warehouse, self.lake, self.batch, docs_directory)

    def change(self, *statements: str) -> None:
        """Makes something of it bad, until `restore`."""
        for statement in statements:
            for table in _WRITTEN.findall(statement):
                self._keep(table)
        self.stand_in.run(*statements)

    def _keep(self, table: str) -> None:
        if table not in self._kept:
            self.stand_in.run(f"create table {_name_copy(table)} as select * from {table}")
            self._kept.add(table)
        self._changed.add(table)

    def restore(self) -> None:
        """Puts back what `change` changed, and forgets the results of checks."""
        restored = [
            statement
            for table in sorted(self._changed)
            for statement in (
                f"delete from {table}",
                f"insert into {table} select * from {_name_copy(table)}",
            )
        ]
        self._changed.clear()
        self.stand_in.run(*restored, "delete from ops.checks")

    def read_checks(self) -> list[dict[str, Any]]:
        """What `ops.checks` holds of the batch."""
        return self.stand_in.rows("select * from ops.checks order by table_name, check_name")

    def list_failed(self) -> list[str]:
        """Names of the checks that `ops.checks` holds as failed."""
        return [row["check_name"] for row in self.read_checks() if not row["success"]]


def _name_copy(table: str) -> str:
    return f"kept.{table.replace('.', '_')}"
