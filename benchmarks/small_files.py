"""What thousands of small files cost beside reading them: `python -m benchmarks.small_files`.

A lake of so many song files and so many event files is made; then, for each kind, CPU seconds (user
and system, of this process and the stand-in together; Linux counts them) of reading every file in a
Python loop, of packing them, and of COPY. Beside each stands how many times reading it is. Nothing
is left behind.
"""

import argparse
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import sample_lake
from benchmarks.own_warehouse import OwnWarehouse, open_own_warehouse
from blocks.lakes import open_lake
from warehouse.database.lease import Lease
from warehouse.lake.files import Lake, LakeFile
from warehouse.loading.packing import Pack, pack_files
from warehouse.loading.staging import read_own_paths, write_paths
from warehouse.loading.table_copies import TableCopies
from warehouse.planning.plan import Request, plan_batch
from warehouse.sources import SOURCES, Source

DAYS = 30
READINGS = 3  # the first fills the page cache; the fastest counts


def main(arguments: Sequence[str] | None = None) -> int:
    """Measures and prints; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.small_files", description=__doc__)
    parser.add_argument("--files", type=int, default=15_000, help="files of each kind")
    parser.add_argument("--lines", type=int, default=2, help="events in a file")
    options = parser.parse_args(arguments)
    with open_own_warehouse() as own:
        root = own.directory / "lake"
        sample_lake.make_lake(
            root, days=DAYS, events=options.files * options.lines, songs=options.files
        )
        _split_days(root / "log_data", options.lines)
        _measure(own, open_lake(str(root)))
    return 0


def _split_days(folder: Path, lines: int) -> None:
    """Cuts each day's file into files of a few lines."""
    for path in sorted(folder.rglob("*.json")):
        events = path.read_bytes().splitlines(keepends=True)
        for start in range(0, len(events), lines):
            part = path.with_name(f"{path.stem}-{start // lines:06}.json")
            part.write_bytes(b"".join(events[start : start + lines]))
        path.unlink()


def _measure(own: OwnWarehouse, lake: Lake) -> None:
    batch = plan_batch(own.warehouse, lake, Request())
    lease = own.take_lease(batch.batch_id)
    for source in SOURCES.values():
        files = batch.list_files(source)
        size_bytes = sum(file.size_bytes for file in files)
        print(f"{len(files):,} files of {source.kind}, {size_bytes / 1e6:.1f} MB")
        _compare(own, lease, lake, source, files)


def _compare(
    own: OwnWarehouse, lease: Lease, lake: Lake, source: Source, files: list[LakeFile]
) -> None:
    packs: list[Pack] = []
    reading = min(own.count_cpu_seconds(partial(_read, files)) for _ in range(READINGS))
    pack = partial(pack_files, lake, lease.batch_id, source.kind, files)
    packing = own.count_cpu_seconds(lambda: packs.append(pack()))
    copying = own.count_cpu_seconds(lambda: _copy(lease, lake, source, packs[0]))
    for name, spent in (
        ("read", reading),
        ("pack", packing),
        ("COPY", copying),
        ("pack and COPY", packing + copying),
    ):
        print(f"  {name:<16}{spent:8.2f} CPU s{spent / reading:8.1f}")


def _read(files: list[LakeFile]) -> None:
    for file in files:
        with open(file.uri.removeprefix("file://"), "rb") as stream:  # noqa: PTH123 - the floor
            stream.read()


def _copy(lease: Lease, lake: Lake, source: Source, pack: Pack) -> None:
    jsonpaths = write_paths(lake, lease.batch_id, source, read_own_paths(source))
    with lease.step() as session:
        TableCopies(lease, lake, {}).copy_pack(
            session, source.name_statement("copy"), pack, jsonpaths
        )


if __name__ == "__main__":
    sys.exit(main())
