"""The pages: their figures are those of the marts, and the filters act."""

from datetime import date
from pathlib import Path

import pytest
from pages import answer, charts, day_domains, figures, open_page
from stand_in import StandIn
from streamlit.testing.v1 import AppTest

from dashboard.panels import SUBJECTS
from local_redshift.process import stop_running
from warehouse.database.tables import update_tables

SONG = "שלום עולם 🎧 · فرقة"
PAGES = [subject.key for subject in SUBJECTS]


@pytest.mark.usefixtures("loaded")
@pytest.mark.parametrize("page", PAGES)
def test_a_page_opens_without_an_error(page: str, app: AppTest) -> None:
    open_page(app, page)
    subject = next(subject for subject in SUBJECTS if subject.key == page)
    assert not app.exception
    assert not app.warning
    assert app.title[0].value == subject.title
    titles = [panel.title.format(clock="UTC") for panel in subject.panels]
    assert sorted(item.value for item in app.header) == sorted(titles)


@pytest.mark.usefixtures("loaded")
def test_filters_change_the_figures(app: AppTest) -> None:
    app.run()
    assert figures(app)["Plays"] == "60"
    app.date_input(key="days").set_value((date(2018, 11, 2), date(2018, 11, 4))).run()
    assert figures(app)["Plays"] == "12"
    app.segmented_control(key="level").set_value("paid").run()
    assert figures(app)["Plays"] == "6"
    assert figures(app)["Listeners"] == "2"


@pytest.mark.usefixtures("loaded")
def test_a_location_with_quotes_in_its_name_can_be_found_and_chosen(app: AppTest) -> None:
    app.run()
    choice = app.selectbox(key="location")
    choice.set_value('Coeur d\'Alene "Lake", ID').run()
    assert not app.exception
    assert figures(app)["Plays"] == "15"


@pytest.mark.usefixtures("loaded")
@pytest.mark.parametrize(
    ("text", "said"),
    [("alene", "1 location holds this text"), ("nowhere", "No location holds this text")],
)
def test_a_part_of_a_locations_name_filters_nothing_and_says_what_it_finds(
    text: str, said: str, app: AppTest
) -> None:
    app.query_params["location"] = text
    app.run()
    assert not app.exception
    assert any(said in item.value for item in app.caption)
    assert figures(app)["Plays"] == "60"


@pytest.mark.usefixtures("loaded")
def test_filters_come_from_the_address(app: AppTest) -> None:
    app.query_params["days"] = ["2018-11-02", "2018-11-04"]
    app.query_params["level"] = "Paid"
    assert figures(app.run())["Plays"] == "6"


@pytest.mark.usefixtures("loaded")
def test_reset_shows_everything_again(app: AppTest) -> None:
    app.run().segmented_control(key="level").set_value("paid").run()
    app.date_input(key="days").set_value((date(2018, 11, 2), date(2018, 11, 4))).run()
    next(button for button in app.button if button.label == "Reset filters").click().run()
    assert figures(app)["Plays"] == "60"
    assert not app.query_params


@pytest.mark.usefixtures("loaded")
def test_the_newest_days_are_compared_with_as_many_before(app: AppTest) -> None:
    app.run()
    next(button for button in app.button if button.label == "Last 7 days").click().run()
    assert (app.metric[0].value, app.metric[0].delta) == ("28", "+0.0%")
    assert "unchanged against the 7 days before" in answer(app)


@pytest.mark.usefixtures("loaded")
def test_charts_by_day_show_every_chosen_day(app: AppTest) -> None:
    app.run().date_input(key="days").set_value((date(2018, 11, 2), date(2018, 11, 4))).run()
    assert day_domains(app) == [["2018-11-02", "2018-11-03", "2018-11-04"]]
    app.selectbox(key="location").set_value("unknown").run()
    app.segmented_control(key="level").set_value("free").run()
    assert day_domains(app) in ([], [["2018-11-02", "2018-11-03", "2018-11-04"]])


@pytest.mark.usefixtures("loaded")
def test_a_song_and_all_songs_of_an_artist_can_be_found(app: AppTest) -> None:
    open_page(app, "find")
    app.text_input(key="search").set_value("שלום").run()
    assert app.selectbox(key="pick").options == [SONG, "All songs of فرقة"]
    assert figures(app)["Plays"] == "15"
    app.text_input(key="search").set_value("some artist").run()
    app.selectbox(key="pick").set_value("All songs of Some Artist").run()
    assert figures(app)["Plays"] == "30"
    app.text_input(key="search").set_value("nobody plays this").run()
    assert not app.exception
    assert figures(app)["Plays"] == "0"


@pytest.mark.usefixtures("loaded")
def test_plays_without_a_location_are_chosen_as_unknown(app: AppTest) -> None:
    app.run().selectbox(key="location").set_value("unknown").run()
    assert figures(app)["Plays"] == "15"


@pytest.mark.usefixtures("loaded")
def test_filters_stay_when_the_page_is_turned(app: AppTest) -> None:
    app.run().segmented_control(key="level").set_value("free").run()
    open_page(app, "levels")
    assert figures(app)["Paid plays"] == "0"


@pytest.mark.usefixtures("loaded")
def test_the_local_time_switch_moves_the_hours(app: AppTest) -> None:
    open_page(app, "listening")
    before = played_hours(app)
    app.toggle(key="local_time").set_value(True).run()
    after = played_hours(app)
    assert before == {3, 12}
    assert after == {21, 22, 5, 6, 7}
    assert any("time zone of their location is not known" in item.value for item in app.caption)


def played_hours(app: AppTest) -> set[int]:
    return {row["hour"] for row in charts(app)[1] if row["plays"]}


@pytest.mark.usefixtures("loaded")
@pytest.mark.parametrize("page", PAGES)
def test_filters_without_any_play_say_so(page: str, app: AppTest) -> None:
    app.query_params["location"], app.query_params["level"] = "unknown", "Paid"
    open_page(app, page)
    assert not app.exception
    if page != "trust":
        assert any("match these filters." in item.value for item in app.caption)


@pytest.mark.usefixtures("loaded")
def test_a_month_that_is_not_complete_has_no_figure(app: AppTest) -> None:
    open_page(app, "retention")
    assert figures(app)["Monthly active users"] == "not complete"
    assert figures(app)["Weekly active users"] == "3"
    weeks = {row["period_start"][:10]: row["active_users"] for row in charts(app)[1]}
    assert weeks == {"2018-10-29": None, "2018-11-05": 3, "2018-11-12": None}
    assert any("November 2018 (15 of 30 days)" in item.value for item in app.caption)


def test_the_line_for_psql_is_that_of_the_database_and_holds_no_password(
    loaded: StandIn, app: AppTest
) -> None:
    app.run()
    (line,) = [code.value for code in app.code if "psql" in code.value]
    assert line == loaded.endpoint.psql_command
    assert f"-p {loaded.endpoint.port} " in line
    assert loaded.endpoint.password not in line


@pytest.mark.usefixtures("loaded")
def test_a_name_that_is_typed_whole_chooses_that_song_or_artist(app: AppTest) -> None:
    open_page(app, "find")
    for text, chosen in (("some artist", "All songs of Some Artist"), (SONG, SONG)):
        app.text_input(key="search").set_value(text).run()
        assert app.selectbox(key="pick").value == chosen


def test_reading_never_writes(loaded: StandIn, app: AppTest) -> None:
    count = "select sum(plays) from mart.plays_by_day"
    tables = "select count(*) from svv_tables"
    before = loaded.value(count), loaded.value(tables)
    for page in PAGES:
        open_page(app, page)
    assert (loaded.value(count), loaded.value(tables)) == before


def test_a_warehouse_without_tables_says_that_nothing_is_loaded(
    app: AppTest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SPARKIFY_HOME", str(tmp_path))
    try:
        app.run()
        assert app.title[0].value == "Nothing is loaded yet"
        assert "python flows/etl_flow.py" in app.warning[0].value
        empty = StandIn(tmp_path / "redshift")
        update_tables(empty.warehouse)
        app.button[0].click().run()
        assert app.title[0].value == "Nothing is loaded yet"
        assert not app.exception
    finally:
        stop_running(tmp_path / "redshift")


@pytest.mark.usefixtures("loaded")
def test_a_warehouse_that_is_unknown_is_away(
    app: AppTest, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("SPARKIFY_HOME", str(tmp_path / "file"))
    (tmp_path / "file").write_text("no directory")
    app.run()
    assert app.title[0].value == "The warehouse is away"
    assert not app.exception


def test_a_batch_that_is_being_loaded_is_told(loaded: StandIn, app: AppTest) -> None:
    loaded.run("update ops.lease set batch_id = 'another', renewed_at = getdate()")
    try:
        app.run()
        assert "A batch is being loaded" in app.info[0].value
        assert figures(app)["Plays"] == "60"
    finally:
        loaded.run("update ops.lease set batch_id = null")
