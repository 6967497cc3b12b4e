"""Packing takes no more memory the more files there are.

`--long` packs 1 GB, else 250 MB: more than it may hold.
"""

import json
import subprocess
import sys
from pathlib import Path

from tiny_lake import find_path, make_event

ROOT = Path(__file__).parents[3]
MOST_BYTES = 192 * 1024 * 1024  # the interpreter, one file and one part of 32 MB in some forms
PACK = """
import resource, sys
from pathlib import Path
from warehouse.lake.directory_lake import DirectoryLake
from warehouse.lake.files import EVERY_DAY
from warehouse.loading.packing import pack_files
from warehouse.sources import EVENTS
root, most = Path(sys.argv[1]), int(sys.argv[2])
resource.setrlimit(resource.RLIMIT_DATA, (most, most))
lake = DirectoryLake(root / "lake", root / "work")
pack = pack_files(lake, "batch", "events", lake.list_files(EVENTS, EVERY_DAY))
print(sum(pack.line_counts.values()))
"""


def test_packing_many_files_stays_within_a_bound_of_memory(
    tmp_path: Path,
    long: bool,  # noqa: FBT001 - a fixture
) -> None:
    name = "2018-11-01-events.json"
    line = json.dumps(make_event({}, name)).encode() + b"\n"
    lines, files = 2**20 // len(line), 1000 if long else 250
    path = find_path(tmp_path, name)
    path.parent.mkdir(parents=True)
    path.write_bytes(line * lines)
    for number in range(1, files):
        path.with_name(f"{number}-{name}").hardlink_to(path)
    done = subprocess.run(
        [sys.executable, "-c", PACK, str(tmp_path), str(MOST_BYTES)],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
    )
    assert done.stdout == f"{lines * files}\n", done.stderr
