"""One lake of the default size, read once by all tests that only look at it."""

import json
from dataclasses import dataclass
from typing import Any

import pytest

from sample_lake import LakeSummary, make_lake


@dataclass(frozen=True)
class ReadLake:
    summary: LakeSummary
    events: list[dict[str, Any]]
    events_of_day: dict[str, list[dict[str, Any]]]
    songs: list[dict[str, Any]]

    @property
    def plays(self) -> list[dict[str, Any]]:
        return [event for event in self.events if event["page"] == "NextSong"]


def read_lake(summary: LakeSummary) -> ReadLake:
    root = summary.directory
    days = {
        path.name[:10]: [json.loads(line) for line in path.read_text("utf-8").split("\n")]
        for path in sorted(root.glob("log_data/*/*/*-events.json"))
    }
    songs = [json.loads(path.read_text("utf-8")) for path in sorted(root.glob("song_data/**/TR*"))]
    return ReadLake(summary, [event for day in days.values() for event in day], days, songs)


@pytest.fixture(scope="session", params=[42, 7], ids=["seed 42", "seed 7"])
def lake(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> ReadLake:
    return read_lake(make_lake(tmp_path_factory.mktemp("lakes") / "lake", seed=request.param))
