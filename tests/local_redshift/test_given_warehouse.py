"""`--warehouse URL` asks another warehouse: here a stand-in that is known by its URL alone."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from local_redshift import Endpoint

pytestmark = pytest.mark.stand_in_alone("it runs the tests against one")
ROOT = Path(__file__).resolve().parents[2]


def test_another_warehouse_is_asked_reported_on_and_left_as_it_was(
    endpoint: Endpoint, tmp_path: Path, cursor: Any
) -> None:
    url = f"redshift://awsuser:{endpoint.password}@{endpoint.host}:{endpoint.port}/dev?ssl=false"
    before = list_schemas(cursor)
    asked = [f"tests/local_redshift/{name}.py" for name in ("test_views", "test_process")]
    options = ["--warehouse", url, "--warehouse-report", str(tmp_path / "report"), "-n", "0", "-q"]
    ran = subprocess.run(
        [sys.executable, "-m", "pytest", *asked, *options, "-p", "no:cacheprovider"],
        cwd=ROOT,
        env={**os.environ, "TMPDIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "it looks at the stand-in's process" in ran.stdout
    assert endpoint.password not in ran.stdout
    lines = [json.loads(line) for line in (tmp_path / "report").read_text().splitlines()]
    dependent = [line for line in lines if line["error"]["C"] == "2BP01"]
    assert dependent
    assert dependent[0]["test"].startswith("tests/local_redshift/test_views.py::")
    assert dependent[0]["statement"].startswith("drop table")
    assert list_schemas(cursor) == before


def list_schemas(cursor: Any) -> list[str]:
    cursor.execute("select nspname from pg_namespace order by 1")
    return [name for (name,) in cursor.fetchall()]
