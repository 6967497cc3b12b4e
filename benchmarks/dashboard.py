"""What the dashboard costs: seconds to a page, first and after a change of the filters.

`python -m benchmarks.dashboard --events 1000000` loads a sample lake into a stand-in of its own,
asks for every page as the dashboard does, and prints a table. Nothing is left behind.
"""

import argparse
import json
import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import sample_lake
from benchmarks.own_warehouse import open_own_warehouse
from blocks.lakes import open_lake
from dashboard.filters import Filters
from dashboard.panels import SUBJECTS
from dashboard.panels.panel import Chart, Subject
from dashboard.queries import find_locations, find_songs, read_freshness, read_panels
from warehouse.database.connection import Warehouse


def main(arguments: Sequence[str] | None = None) -> int:
    """Measures and prints; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.dashboard", description=__doc__)
    parser.add_argument("--events", type=int, default=1_000_000)
    parser.add_argument("--songs", type=int, default=15_000)
    parser.add_argument("--days", type=int, default=90)
    options = parser.parse_args(arguments)
    with open_own_warehouse() as own:
        sample_lake.make_lake(own.directory / "lake", **vars(options))
        own.load(open_lake(str(own.directory / "lake")))
        _measure(own.warehouse)
    return 0


def _measure(warehouse: Warehouse) -> None:
    began = time.perf_counter()
    freshness = read_freshness(warehouse)
    print(f"freshness {time.perf_counter() - began:.2f} s")
    began = time.perf_counter()
    song = find_songs(warehouse, "")[0]
    print(f"search of a song {time.perf_counter() - began:.2f} s")
    first_day = freshness.first_day
    whole = Filters(first_day, freshness.last_day, loaded_from=first_day)
    changes = {
        "all": whole,
        "30 days": replace(whole, first_day=whole.last_day - timedelta(days=29)),
        "paid": replace(whole, level="paid"),
        "one place": replace(whole, location=find_locations(warehouse, "")[0]),
        "local": replace(whole, clock="local"),
    }
    print("page        " + "".join(f"{name:>12}" for name in changes) + f"{'rows':>9}{'KB':>7}")
    chosen = {"title": song["title_key"], "artist": song["artist_name_key"]}
    for subject in SUBJECTS:
        of_song = chosen if subject.finds_songs else {}
        taken = [_time(warehouse, subject, replace(each, **of_song)) for each in changes.values()]
        rows, size = _weigh(warehouse, subject, replace(whole, **of_song))
        figures = "".join(f"{seconds:>12.2f}" for seconds in taken)
        print(f"{subject.key:<12}{figures}{rows:>9,}{size / 1000:>7,.0f}")


def _time(warehouse: Warehouse, subject: Subject, filters: Filters) -> float:
    began = time.perf_counter()
    read_panels(warehouse, subject.panels, filters)
    return time.perf_counter() - began


def _weigh(warehouse: Warehouse, subject: Subject, filters: Filters) -> tuple[int, int]:
    """Rows of a page, and bytes of its charts as the browser gets them."""
    rows = read_panels(warehouse, subject.panels, filters)
    drawings = [panel.draw_rows(rows[panel.key], filters).content for panel in subject.panels]
    charts = [json.dumps(drawing.to_dict()) for drawing in drawings if isinstance(drawing, Chart)]
    return sum(map(len, rows.values())), sum(map(len, charts))


if __name__ == "__main__":
    sys.exit(main())
