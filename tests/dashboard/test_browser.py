"""The dashboard and its report in a browser: every page, wide and narrow, dark and light."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from browser import CHROMIUM, DRIVER, MISSING, Browser
from prefect_server import BUSY_SECONDS, wait_until
from selenium.webdriver.common.by import By
from served_dashboard import (
    NARROW,
    OF_THE_TEST,
    ROOT,
    WIDE,
    await_address,
    await_drawing,
    await_figure,
    click_bar,
    click_row,
    overflow,
    photograph,
    resize,
    turn_to,
)
from served_dashboard import address as address  # noqa: PLC0414 - fixtures
from served_dashboard import browser as browser  # noqa: PLC0414

from dashboard.panels import SUBJECTS
from dashboard.panels.panel import Subject

pytestmark = pytest.mark.skipif(not (CHROMIUM and DRIVER), reason=MISSING)


@pytest.mark.parametrize("subject", SUBJECTS, ids=lambda subject: subject.key)
@pytest.mark.parametrize(("width", "is_dark"), [(WIDE, False), (NARROW, True)])
def test_a_page_opens_without_an_error(
    subject: Subject, width: int, address: str, browser: Browser, *, is_dark: bool
) -> None:
    resize(browser, width, is_dark=is_dark)
    text = turn_to(browser, address, subject)
    assert subject.summary in text
    for panel in subject.panels:
        assert panel.title.format(clock="UTC") in text
    assert not browser.driver.find_elements(By.CSS_SELECTOR, "[data-testid=stException]")
    assert overflow(browser) <= 0
    photograph(browser, f"{subject.key}-{'phone-dark' if is_dark else 'light'}")


@OF_THE_TEST
def test_filters_change_the_figures(address: str, browser: Browser) -> None:
    resize(browser, WIDE)
    turn_to(browser, address, SUBJECTS[0])
    await_figure(browser, "Plays", "60")
    browser.press("Free")
    await_figure(browser, "Plays", "30")
    browser.press("Paid")
    await_figure(browser, "Plays", "30")
    browser.press("All")
    await_figure(browser, "Plays", "60")


@OF_THE_TEST
def test_filters_stay_in_the_address_and_survive_a_reload(address: str, browser: Browser) -> None:
    resize(browser, WIDE)
    turn_to(browser, address, SUBJECTS[0])
    browser.press("Free")
    await_figure(browser, "Plays", "30")
    browser.press("Listening")
    browser.await_texts(SUBJECTS[1].summary)
    await_drawing(browser)
    assert browser.driver.current_url.endswith("/listening?level=Free")
    browser.driver.refresh()
    browser.await_texts(SUBJECTS[1].summary)
    browser.press("Overview")
    await_figure(browser, "Plays", "30")


@OF_THE_TEST
def test_a_click_on_a_bar_filters_by_its_day_until_the_filters_are_reset(
    address: str, browser: Browser
) -> None:
    resize(browser, WIDE)
    turn_to(browser, address, SUBJECTS[0])
    for _ in range(2):  # also when the same bar was clicked before
        click_bar(browser, "plays-by-day", 7)
        await_address(browser, "/?days=2018-11-08&days=2018-11-08")
        await_figure(browser, "Plays", "4")
        browser.press("Reset filters")
        await_figure(browser, "Plays", "60")


@OF_THE_TEST
def test_a_click_filters_by_what_the_bar_is_of(address: str, browser: Browser) -> None:
    resize(browser, WIDE)
    turn_to(browser, address, SUBJECTS[0])
    click_bar(browser, "locations", 0)
    await_figure(browser, "Plays", "30")
    await_address(browser, "/?location=Chicago-Naperville-Elgin%2C+IL-IN-WI")
    for key, panel, bar, part in (
        ("levels", "plays-by-level", 0, "days=2018-11-01&days=2018-11-01&level=Free"),
        ("retention", "active-users-by-week", 0, "days=2018-11-05&days=2018-11-11"),
    ):
        turn_to(browser, address, next(subject for subject in SUBJECTS if subject.key == key))
        click_bar(browser, panel, bar)
        await_address(browser, part)


@OF_THE_TEST
def test_a_click_on_a_song_or_an_artist_shows_its_page(address: str, browser: Browser) -> None:
    (songs,) = [subject for subject in SUBJECTS if subject.key == "songs"]
    resize(browser, WIDE)
    for click, panel, number, name in (
        (click_row, "songs-table", 2, "שלום עולם 🎧 · فرقة"),
        (click_bar, "artists-by-plays", 0, "All songs of Some Artist"),
    ):
        turn_to(browser, address, songs)
        click(browser, panel, number)
        await_figure(browser, "Sessions", r"\d+")
        chosen = browser.driver.find_elements(By.CSS_SELECTOR, "[data-testid=stMain] input")
        assert chosen[1].get_attribute("value") == name


@OF_THE_TEST
def test_charts_have_words_for_who_does_not_see_them(address: str, browser: Browser) -> None:
    resize(browser, WIDE)
    turn_to(browser, address, SUBJECTS[0])
    source = browser.driver.page_source
    assert "Plays by day. The highest is 1 Nov 2018 with 4 plays." in source
    headings = browser.driver.find_elements(By.CSS_SELECTOR, "h2")
    titles = [panel.title for panel in SUBJECTS[0].panels]
    assert [heading.text for heading in headings] == titles


def test_the_sql_and_the_definition_are_one_click_away(address: str, browser: Browser) -> None:
    resize(browser, WIDE)
    turn_to(browser, address, SUBJECTS[0])
    for button in browser.driver.find_elements(By.CSS_SELECTOR, "[data-testid=stPopover] button"):
        if button.text.strip().startswith("SQL"):
            button.click()
            break
    assert "from mart.plays as plays" in browser.await_texts("cast('2018-11-01'", "from mart.plays")


def test_no_page_asks_anything_of_the_network(address: str, browser: Browser) -> None:
    script = "return performance.getEntriesByType('resource').map(entry => entry.name)"
    for subject in SUBJECTS:
        turn_to(browser, address, subject)
        asked = browser.driver.execute_script(script)
        assert asked
        assert [name for name in asked if not name.startswith((address, "data:", "blob:"))] == []


def test_the_report_draws_every_chart_without_a_server(home: Path, browser: Browser) -> None:
    state = os.environ.get("PICTURE_HOME") or str(home)
    command = [sys.executable, "-m", "dashboard.export", f"--output={home / 'report.html'}"]
    environment = os.environ | {"SPARKIFY_HOME": state}
    done = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == str(home / "report.html")
    for width, is_dark in ((WIDE, False), (NARROW, True)):
        resize(browser, width, is_dark=is_dark)
        text = browser.open((home / "report.html").as_uri(), "Sparkify activity")
        assert all(subject.title in text for subject in SUBJECTS if not subject.finds_songs)
        places = browser.driver.find_elements(By.CSS_SELECTOR, ".chart")
        wait_until(lambda: len(drawn(browser)) == len(places) > 12, BUSY_SECONDS, "the charts")  # noqa: B023
        assert overflow(browser) <= 0
        photograph(browser, f"report-{'phone-dark' if is_dark else 'light'}")
    searched = browser.driver.find_element(By.CSS_SELECTOR, "#trust-checks input[type=search]")
    searched.send_keys("no such check")
    rows = "#trust-checks .scroll tbody tr"
    assert not [row for row in browser.driver.find_elements(By.CSS_SELECTOR, rows) if row.text]
    script = "return performance.getEntriesByType('resource').map(entry => entry.name)"
    assert [name for name in browser.driver.execute_script(script) if "data:" not in name] == []


def drawn(browser: Browser) -> list[object]:
    return list(browser.driver.find_elements(By.CSS_SELECTOR, ".chart svg, .chart canvas"))
