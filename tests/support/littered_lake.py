"""A lake with entries that are ignored, and what is said of them."""

from pathlib import Path

import pytest
from tiny_lake import write_files

CSV = "no suffix of JSON: .json, .jsonl or .ndjson, also with .gz"
IGNORED = {
    **{f"log_data/{number}.csv": CSV for number in range(4)},
    "song_data/TRD.json": "a link to nothing",
    "song_data/_tmp/": "a name that begins with . or _",
}
SUMMARY = (
    f"6: 0.csv, 1.csv, 2.csv and 1 more ({CSV}); TRD.json (a link to nothing); "
    "_tmp/ (a name that begins with . or _)"
)


@pytest.fixture
def littered(tmp_path: Path) -> Path:
    """A directory whose lake has two files to load and six entries that are ignored."""
    write_files(tmp_path, {"2018-11-01-events.json": [{}], "TRA.json": [{}]})
    write_files(tmp_path, {f"log_data/{number}.csv": ["x"] for number in range(4)})
    write_files(tmp_path, {"song_data/_tmp/TRB.json": [{}], "song_data/_tmp/TRC.json": [{}]})
    (tmp_path / "lake" / "song_data" / "TRD.json").symlink_to("nowhere")
    return tmp_path
