"""The report without a server, and reading where there is too much or nothing to read."""

import json
import re
import shutil
import socket
from functools import partial
from pathlib import Path

import pytest
import redshift_connector
from fixture_types import Load, MakeLake

from dashboard import export
from dashboard.panels import SUBJECTS
from dashboard.queries import AwayError, EmptyError, read_freshness
from dashboard.report import KEPT_REPORTS, keep_report, write_report
from dashboard.sources import write_csv
from warehouse.database.connection import Warehouse

HOSTILE = "</script><script>alert('x')</script>"


def test_the_report_holds_every_panel_and_no_address(
    load: Load, make_lake: MakeLake, warehouse: Warehouse, tmp_path: Path
) -> None:
    load(make_lake({"2018-11-05": [{}, {"song": HOSTILE, "location": HOSTILE}]}))
    text = write_report(warehouse, tmp_path / "reports" / "dashboard.html").read_text()
    for subject in SUBJECTS:
        for panel in subject.panels:
            is_there = f'id="{subject.key}-{panel.key}"' in text
            assert is_there is not subject.finds_songs  # nobody can choose a song in a file
    assert "2 plays by 1 listener in 1 day" in text
    assert HOSTILE not in text
    assert not re.search(r"""(src|href)=["']?(https?:)?//""", text)
    assert "@import" not in text
    charts = re.search(r"^const charts = (.*);$", text, re.MULTILINE)
    assert charts is not None
    assert HOSTILE in json.dumps(json.loads(charts[1]), ensure_ascii=False)


def test_the_report_of_an_empty_star_is_refused(warehouse: Warehouse, tmp_path: Path) -> None:
    with pytest.raises(EmptyError, match="No play is loaded yet"):
        write_report(warehouse, tmp_path / "dashboard.html")
    assert list(tmp_path.iterdir()) == []


def test_the_reports_of_the_newest_batches_are_kept(
    load: Load, make_lake: MakeLake, warehouse: Warehouse, tmp_path: Path
) -> None:
    load(make_lake({"2018-11-05": [{}]}))
    reports = tmp_path / "reports"
    _, old = (keep_report(warehouse, reports, f"{number}")[0] for number in range(2))
    copies = [old.with_name(f"batch-copy-{number}.html") for number in range(KEPT_REPORTS - 1)]
    written = [Path(shutil.copy(old, copy)) for copy in copies]
    newest, _ = keep_report(warehouse, reports, "newest")
    assert sorted(reports.iterdir()) == sorted([*written, newest])


@pytest.mark.usefixtures("loaded")
def test_the_command_writes_the_report_and_prints_its_path(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "report.html"
    assert export.main([f"--output={path}"]) == 0
    assert capsys.readouterr().out.strip() == str(path)
    assert "Sparkify activity" in path.read_text()


def test_a_warehouse_that_does_not_answer_is_away() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    connect = partial(
        redshift_connector.connect,
        host="127.0.0.1",
        port=port,
        database="dev",
        user="nobody",
        password="",
        ssl=False,
    )
    with pytest.raises(AwayError, match="nowhere"):
        read_freshness(Warehouse("nowhere", connect, ""))


def test_rows_are_kept_as_csv_with_every_sign() -> None:
    rows = [{"title": 'שלום, "🎧"\n', "plays": 1, "song_id": None}]
    assert write_csv(rows).decode("utf-8-sig") == ('title,plays,song_id\r\n"שלום, ""🎧""\n",1,\r\n')
    assert write_csv([]) == b""
