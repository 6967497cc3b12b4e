"""What one more day costs when much is loaded already: `python -m benchmarks.one_more_day`.

A sample lake of 30 days and three more is made. The 30 days are loaded into one warehouse; into
another, only the songs. Then each of the three days is loaded into both, checks included, and the
table has seconds, their ratio, the peak memory of the process that runs the steps, and what the day
asks of the warehouse. Nothing is left behind. Ten million events take a quarter of an hour and some
8 GB of disk.
"""

import argparse
import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sample_lake

HISTORY_DAYS = 30
MORE_DAYS = 3
# what a process pays before it can work, whatever is loaded
STARTING = ("import", "import of Prefect", "our imports", "open lake", "open warehouse")
NO_SECONDS = ("own", "own CPU", "statements", "connections")


def main(arguments: Sequence[str] | None = None) -> int:
    """Measures and prints; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.one_more_day", description=__doc__)
    parser.add_argument("--events", type=int, default=1_000_000, help="events of the 30 days")
    parser.add_argument("--songs", type=int, default=1_000)
    parser.add_argument("--steps", metavar="LAKE", help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.steps:
        print(json.dumps(_measure_here(options.steps)))
        return 0
    with tempfile.TemporaryDirectory() as directory:
        _compare(Path(directory), options.events, options.songs)
    return 0


def _compare(directory: Path, events: int, songs: int) -> None:
    days = HISTORY_DAYS + MORE_DAYS
    made = directory / "made"
    sample_lake.make_lake(made, days=days, events=events * days // HISTORY_DAYS, songs=songs)
    files = sorted((made / "log_data").rglob("*.json"))
    with _open_place(directory / "full") as full, _open_place(directory / "empty") as empty:
        for place in (full, empty):
            shutil.copytree(made / "song_data", place / "lake" / "song_data")
            (place / "lake" / "log_data").mkdir()
        for file in files[:-MORE_DAYS]:
            _add(file, full)
        _print_row("what is loaded", "seconds", "ratio", "peak MB", "statements", "connections")
        history = _measure(full)
        title = f"{events:,} events at once"
        _print_row(title, f"{history['seconds']:.2f}", "", f"{history['peak_mb']:.0f}")
        _measure(empty)
        ratios = [_compare_day(file, full, empty) for file in files[-MORE_DAYS:]]
    _print_row("median of the days", "", f"{statistics.median(ratios):.2f}", "")


def _compare_day(file: Path, full: Path, empty: Path) -> float:
    for place in (full, empty):
        _add(file, place)
    alone, beside = _measure(empty), _measure(full)
    ratio = beside["seconds"] / alone["seconds"]
    day = file.name[:10]
    _print_row(f"{day} into an empty one", f"{alone['seconds']:.2f}", "", f"{alone['peak_mb']:.0f}")
    seconds, peak = f"{beside['seconds']:.2f}", f"{beside['peak_mb']:.0f}"
    statements, connections = f"{beside['statements']:.0f}", f"{beside['connections']:.0f}"
    _print_row(f"{day} on top", seconds, f"{ratio:.2f}", peak, statements, connections)
    return ratio


def _add(file: Path, place: Path) -> None:
    """Adds a day's file to the lake of a place."""
    folder = place / "lake" / "log_data" / file.name[:4] / file.name[5:7]
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copy(file, folder)


@contextmanager
def _open_place(place: Path) -> Iterator[Path]:
    """A directory for a lake and a state directory, whose stand-in ends with the block."""
    (place / "lake").mkdir(parents=True)
    try:
        yield place
    finally:
        _run(place, "-m", "local_redshift", "stop")


def _measure(place: Path) -> dict[str, float]:
    """One run over a place's lake, in a process of its own."""
    output = _run(place, "-m", "benchmarks.one_more_day", "--steps", str(place / "lake"))
    measured: dict[str, float] = json.loads(output)
    return measured


def _run(place: Path, *arguments: str) -> str:
    environment = {**os.environ, "SPARKIFY_HOME": str(place / "state")}
    command: list[Any] = [sys.executable, *arguments]
    return subprocess.run(  # noqa: S603 - our own modules
        command, env=environment, stdout=subprocess.PIPE, text=True, check=True
    ).stdout


def _measure_here(lake: str) -> dict[str, float]:
    """Seconds of the steps and peak memory of this process, in megabytes."""
    from benchmarks.main_job import measure_steps  # noqa: PLC0415 - only the measured process

    laps = measure_steps(lake)
    seconds = sum(spent for name, spent in laps.items() if name not in STARTING + NO_SECONDS)
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024  # Linux counts in kilobytes
    return {"seconds": seconds, "peak_mb": peak_mb, **laps}


def _print_row(what: str, *figures: str) -> None:
    print(f"{what:<32}" + "".join(f"{figure:>12}" for figure in figures))


if __name__ == "__main__":
    sys.exit(main())
