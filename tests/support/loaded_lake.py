"""A lake of two days and two songs that is loaded."""

from pathlib import Path

import pytest
from fixture_types import Load
from tiny_lake import open_lake, write_files

DAY_1, DAY_2 = "2018-11-01-events.json", "2018-11-02-events.json"


@pytest.fixture
def loaded(load: Load, tmp_path: Path) -> Path:
    """The directory of the lake: three plays of two days, another page, and two songs."""
    write_files(
        tmp_path,
        {
            DAY_1: [{}, {}, {"page": "Home", "userId": "16", "level": "paid"}],
            DAY_2: [{}],
            "TRA.json": [{}],
            "TRB.json": [{"title": "Other"}],
        },
    )
    load(open_lake(tmp_path))
    return tmp_path
