"""A lake of two days and two songs that is loaded."""

import shutil
from pathlib import Path

import pytest
from quick_load import load
from stand_in import StandIn
from tiny_lake import open_lake, write_files

from warehouse.database.connection import Warehouse
from warehouse.lake.files import EVERY_DAY, list_lake

DAY_1, DAY_2 = "2018-11-01-events.json", "2018-11-02-events.json"


@pytest.fixture(scope="session")
def kept_lake(stand_in: StandIn, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The directory of the lake, with a copy of it; its rows are kept as well."""
    root = tmp_path_factory.mktemp("loaded")
    write_files(
        root,
        {
            DAY_1: [{}, {}, {"page": "Home", "userId": "16", "level": "paid"}],
            DAY_2: [{}],
            "TRA.json": [{}],
            "TRB.json": [{"title": "Other"}],
        },
    )
    stand_in.clean()
    load(stand_in.warehouse, open_lake(root))
    stand_in.keep_rows("loaded_lake")
    shutil.copytree(root / "lake", root / "kept")
    return root


@pytest.fixture
def loaded(kept_lake: Path, stand_in: StandIn, warehouse: Warehouse) -> Path:  # noqa: ARG001 - clean
    """The directory of the lake: three plays of two days, another page, and two songs."""
    for name in ("lake", "work"):
        shutil.rmtree(kept_lake / name, ignore_errors=True)
    shutil.copytree(kept_lake / "kept", kept_lake / "lake")
    stand_in.put_rows_back("loaded_lake")
    stand_in.run(
        *(
            f"update ops.loaded_files set etag = '{file.etag}' where uri = '{file.uri}'"
            for file in list_lake(open_lake(kept_lake), EVERY_DAY)
        )
    )
    return kept_lake
