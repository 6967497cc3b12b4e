"""dbt-redshift and awswrangler, each in an environment of its own that takes a minute to make."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from stand_in import StandIn

from local_redshift import Endpoint
from warehouse.database.connection import Warehouse

EXAMPLE = Path(__file__).parents[3] / "docs" / "dbt_example"
Install = Callable[..., Path]


@pytest.fixture(scope="session")
def install(tmp_path_factory: pytest.TempPathFactory, *, long: bool) -> Install:
    """Makes an environment with packages and gives its folder of programs."""
    if not long:
        pytest.skip("installs other people's software: pytest --long")

    def make(*packages: str) -> Path:
        folder = tmp_path_factory.mktemp("environment")
        subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
        command = [str(folder / "bin" / "pip"), "install", "--quiet", *packages]
        made = subprocess.run(command, capture_output=True, text=True, check=False)
        if made.returncode:
            pytest.skip(f"{packages} cannot be installed here: {made.stderr[-200:]}")
        return folder / "bin"

    return make


@pytest.mark.timeout(600)
def test_dbt_builds_tests_and_documents_the_example(
    install: Install, stand_in: StandIn, warehouse: Warehouse, tmp_path: Path
) -> None:
    assert warehouse
    stand_in.run(
        "insert into star.songplays"
        " (songplay_id, start_time, level, title, session_id, item_in_session)"
        " values (1, '2018-11-01', 'paid', 'One', 1, 0), (2, '2018-11-02', 'free', 'Two', 1, 1)"
    )
    programs = install("dbt-core<1.11", "dbt-redshift<1.11")
    project = tmp_path / "project"
    shutil.copytree(EXAMPLE, project)
    variables = {
        "SPARKIFY_PORT": str(stand_in.endpoint.port),
        "SPARKIFY_PASSWORD": stand_in.endpoint.password,
        "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
    }
    counts = []
    for command in ("debug", "seed", "run", "run", "test", "docs generate"):
        shown = subprocess.run(
            [programs / "dbt", "--no-use-colors", *command.split(), "--profiles-dir", "."],
            cwd=project,
            env={**os.environ, **variables},
            capture_output=True,
            text=True,
            check=False,
        )
        assert shown.returncode == 0, shown.stdout[-3000:]
        counts += re.findall(r"Done\. PASS=(\d+) WARN=0 ERROR=0", shown.stdout)
    assert counts == ["1", "3", "3", "2"]
    assert stand_in.rows("select level, plays from listening.plays_by_level order by level") == [
        {"level": "free", "plays": 1},
        {"level": "paid", "plays": 1},
    ]
    assert stand_in.value("select count(*) as n from listening.songs_played") == 2
    catalog = json.loads((project / "target" / "catalog.json").read_text())
    columns = catalog["nodes"]["model.listening.plays_by_level"]["columns"]
    assert [column["type"] for column in columns.values()][1] == "bigint"
    stand_in.run("drop schema listening cascade")


WRANGLER = """
import sys
import awswrangler as wr, pandas as pd, redshift_connector
connection = redshift_connector.connect(host="127.0.0.1", port=int(sys.argv[1]), database="dev",
    user="awsuser", password=sys.stdin.read(), ssl=False)
frame = pd.DataFrame({"a": [1, 2], "b": ["x", "y"]})
for mode, more in (("overwrite", {}), ("append", {}), ("upsert", {"primary_keys": ["a"]})):
    wr.redshift.to_sql(frame, con=connection, table="w", schema="demo", mode=mode, **more)
rows = wr.redshift.read_sql_query("select a, b from demo.w order by a", con=connection)
print(rows.values.tolist())
print(wr.redshift.read_sql_table("t", con=connection, schema="demo").shape)
"""


@pytest.mark.timeout(600)
def test_awswrangler_writes_and_reads_frames(install: Install, demo: Endpoint) -> None:
    python = install("awswrangler[redshift]") / "python"
    shown = subprocess.run(
        [python, "-c", WRANGLER, str(demo.port)],
        input=demo.password,
        capture_output=True,
        text=True,
        check=False,
    )
    assert shown.stdout.splitlines() == ["[[1, 'x'], [2, 'y']]", "(2, 5)"], shown.stderr[-2000:]
