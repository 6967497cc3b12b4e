"""A loaded stand-in where the dashboard looks for it, and the dashboard as a reader sees it."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
import streamlit as st
from quick_load import load
from stand_in import StandIn, give_scripts
from streamlit.testing.v1 import AppTest
from tiny_lake import Row, write_lake

from local_redshift.process import stop_running

APP = Path(__file__).parents[2] / "dashboard" / "pages.py"
QUOTED = 'Coeur d\'Alene "Lake", ID'
LONG_TITLE = "A very long title " * 50
FIRST_DAY = date(2018, 11, 1)
DAYS = 15
RECORD_CHECKS = """
insert into ops.checks
(batch_id, table_name, check_name, expectation, severity, owner, success, checked_at)
select batch_id, 'star', 'keys', 'expect_keys', 'critical', 'us', true, getdate() from ops.batches
union all
select batch_id, 'star', 'names', 'expect_names', 'warning', 'us', false, getdate() from ops.batches
"""


def make_days() -> dict[str, list[Row]]:
    """Fifteen days: plays at both levels, odd texts, a user without a place, one line refused."""
    days: dict[str, list[Row]] = {}
    for number in range(DAYS):
        day = FIRST_DAY + timedelta(days=number)
        days[f"{day}"] = [
            {"userId": "1", "level": "paid", "ts": f"{day} 03:00:00"},
            {"userId": "2", "level": "free", "song": LONG_TITLE, "location": QUOTED},
            {"userId": "2", "level": "paid", "song": "שלום עולם 🎧", "artist": "فرقة"},
            {"userId": "3", "song": None, "artist": None, "location": None, "length": None},
        ]
    days[f"{FIRST_DAY}"].append("{no event")
    return days


@pytest.fixture(autouse=True)
def _state(chart_scripts: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A state directory outside the checkout, which has the scripts of the reports."""
    monkeypatch.setenv("SPARKIFY_HOME", str(chart_scripts.parents[1]))


@pytest.fixture(scope="session")
def home(
    tmp_path_factory: pytest.TempPathFactory, prepared: Path, chart_scripts: Path
) -> Iterator[Path]:
    """A state directory whose stand-in holds the days."""
    directory = tmp_path_factory.mktemp("home")
    give_scripts(directory, chart_scripts)
    running = StandIn(directory / "redshift", prepared)
    load(running.warehouse, write_lake(directory, make_days(), [{}]))
    running.run(RECORD_CHECKS)
    yield directory
    stop_running(running.directory)


@pytest.fixture
def loaded(home: Path, monkeypatch: pytest.MonkeyPatch) -> StandIn:
    """The stand-in that the dashboard reads."""
    monkeypatch.setenv("SPARKIFY_HOME", str(home))
    monkeypatch.delenv("SPARKIFY_WAREHOUSE", raising=False)
    return StandIn(home / "redshift")


@pytest.fixture(autouse=True)
def forget() -> None:
    """Nothing that another test read is remembered."""
    st.cache_data.clear()
    st.cache_resource.clear()


@pytest.fixture
def app() -> AppTest:
    """The dashboard, not yet opened."""
    return AppTest.from_file(str(APP), default_timeout=300)
