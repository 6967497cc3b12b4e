"""The data docs: what a person reads when a run failed, also without a network."""

import json
import re
from pathlib import Path

import pytest
from good_batch import GoodBatch

from warehouse.checking import suites
from warehouse.errors import CheckFailedError


def test_the_pages_of_a_run_say_what_failed_and_what_to_do_and_lead_to_each_table(
    good_batch: GoodBatch, docs_directory: Path
) -> None:
    good_batch.change("update audit.users set level = null where user_id = '15'")
    with good_batch.make_checker(docs_directory) as checker:
        checker.check_table("audit.time")
        with pytest.raises(CheckFailedError) as caught:
            checker.check_table("audit.users")
        page = checker.build_docs()
    assert page is not None
    text = page.read_text("utf-8")
    assert str(caught.value) in text
    assert "the log must say free or paid" in text
    for link in re.findall(r'href="([^"]+)"', text):
        assert (page.parent / link).is_file()
    first = (docs_directory / "index.html").read_text("utf-8")
    assert f'href="{page.parent.name}/index.html"' in first
    assert "FAILED" in first


def test_a_table_that_could_not_be_checked_is_told_as_well(
    good_batch: GoodBatch,
    docs_directory: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(suites, "SUITES_DIRECTORY", tmp_path)
    with good_batch.make_checker(docs_directory) as checker:
        with pytest.raises(CheckFailedError):
            checker.check_table("audit.users")
        page = checker.build_docs()
    assert page is not None
    assert "audit.users was not checked: there is no suite" in page.read_text("utf-8")
    assert "FAILED" in (docs_directory / "index.html").read_text("utf-8")


def test_no_page_needs_the_network(good_batch: GoodBatch, docs_directory: Path) -> None:
    good_batch.change("update audit.users set level = null where user_id = '15'")
    with good_batch.make_checker(docs_directory) as checker:
        for table in ("audit.songplays", "staging.staging_events", "star"):
            checker.check_table(table)
        with pytest.raises(CheckFailedError):
            checker.check_table("audit.users")
        checker.build_docs()
    for page in docs_directory.rglob("*.html"):
        assert not re.search(r"//[a-z]|<script|<img|<link|url\(", page.read_text("utf-8"))


def test_the_newest_thirty_runs_are_kept_and_listed_newest_first(
    good_batch: GoodBatch, docs_directory: Path
) -> None:
    for number in range(35):
        folder = docs_directory / f"2018-11-05T1000{number:02}-old"
        folder.mkdir(parents=True)
        (folder / "summary.json").write_text(json.dumps({"title": f"Old {number:02}"}))
    (docs_directory / "a folder of somebody else").mkdir()
    with good_batch.make_checker(docs_directory) as checker:
        checker.check_table("audit.time")
        page = checker.build_docs()
    assert page is not None
    assert len(list(docs_directory.glob("*/summary.json"))) == 30
    assert (docs_directory / "a folder of somebody else").is_dir()
    text = (docs_directory / "index.html").read_text("utf-8")
    assert re.findall(r"Old (\d\d)", text) == [f"{number:02}" for number in range(34, 5, -1)]
    assert text.index(page.parent.name) < text.index("Old 34")
