"""What a nightly batch asks of the warehouse: `python -m benchmarks.round_trips`.

Counts statements, COPYs and connections of one more day of one file, on a warehouse that has a week
of them, and of a day of a thousand large files (counted as units; nothing of them is loaded). On
Redshift each statement is a round trip and each connection a sign-in; here they cost a millisecond.
"""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import Any

import sample_lake
from benchmarks.own_warehouse import open_own_warehouse
from blocks.lakes import open_lake
from warehouse.database.connection import Session, Warehouse
from warehouse.lake.files import EVERY_DAY, LakeFile
from warehouse.planning.batch import Batch
from warehouse.sources import EVENTS

LARGE_FILES = 1_000
LARGE_FILE_BYTES = 20_000_000

_counts: Counter[str] = Counter()


def main() -> None:
    """Counts and prints."""
    with open_own_warehouse() as own:
        root = own.directory / "lake"
        sample_lake.make_lake(root, days=8, events=8_000, songs=100)
        newest = max((root / "log_data").rglob("*.json"))
        content = newest.read_bytes()
        newest.unlink()
        lake = open_lake(str(root))
        own.load(lake)
        newest.write_bytes(content)
        with count():
            own.load(lake, is_checked=True)
    print(f"one more day of one file, with checks: {describe()}")
    units = Batch(
        batch_id="-", started_at=datetime.now(UTC), window=EVERY_DAY, files=list_large()
    ).units
    print(f"{LARGE_FILES:,} files of 20 MB of one day: {len(units)} COPY and UPDATE")


@contextmanager
def count() -> Iterator[None]:
    """Counts what this process sends to the warehouse inside the block, without the checks' own."""
    send, connect = Session._send, Warehouse.connect  # noqa: SLF001

    def count_statement(self: Session, name: str, *rest: Any) -> None:
        _counts["statements"] += 1
        _counts["COPYs"] += name.endswith("/copy")
        send(self, name, *rest)

    def count_connection(self: Warehouse) -> Any:
        _counts["connections"] += 1
        return connect(self)

    Session._send, Warehouse.connect = count_statement, count_connection  # type: ignore[method-assign,assignment] # noqa: SLF001
    try:
        yield
    finally:
        Session._send, Warehouse.connect = send, connect  # type: ignore[method-assign] # noqa: SLF001


def describe() -> str:
    """What was counted, in words."""
    return ", ".join(f"{number} {name}" for name, number in sorted(_counts.items()))


def list_large() -> tuple[LakeFile, ...]:
    """Large files of one day."""
    day = date(2018, 11, 1)
    names = (f"s3://bucket/log_data/{number:04}.json" for number in range(LARGE_FILES))
    return tuple(LakeFile(name, EVENTS.kind, day, "-", LARGE_FILE_BYTES) for name in names)


if __name__ == "__main__":
    main()
