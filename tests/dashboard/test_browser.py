"""The dashboard and its report in a browser: every page, wide and narrow, dark and light."""

import base64
import os
from pathlib import Path

import pytest
from browser import CHROMIUM, DRIVER, MISSING, Browser
from prefect_server import BUSY_SECONDS, wait_until
from selenium.webdriver.common.by import By
from served_dashboard import (
    NARROW,
    OF_THE_TEST,
    WIDE,
    await_drawing,
    await_figure,
    click_bar,
    click_row,
    open_report,
    overflow,
    photograph,
    resize,
    turn_to,
)
from served_dashboard import address as address  # noqa: PLC0414 - fixtures
from served_dashboard import browser as browser  # noqa: PLC0414
from served_dashboard import report as report  # noqa: PLC0414

from dashboard.panels import SUBJECTS
from dashboard.panels.panel import Subject

# what is wider or higher than the panel that it stands in
_CUT_OFF = """
    const parts = [...document.querySelectorAll('.panel > .scroll, .chart')];
    return parts.filter(part => part.scrollWidth > part.clientWidth + 1
        || part.scrollHeight > part.clientHeight + 1).map(part => part.parentElement.id);
"""

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
        click_bar(browser, "plays-by-day", 7, "/?days=2018-11-08&days=2018-11-08")
        await_figure(browser, "Plays", "4")
        browser.press("Reset filters")
        await_figure(browser, "Plays", "60")


@OF_THE_TEST
@pytest.mark.parametrize(
    ("key", "panel", "filtered"),
    [
        ("overview", "locations", "/?location=Chicago-Naperville-Elgin,+IL-IN-WI"),
        ("levels", "plays-by-level", "?days=2018-11-01&days=2018-11-01&level=Free"),
        ("retention", "active-users-by-week", "?days=2018-11-05&days=2018-11-11"),
        ("songs", "artists-by-plays", "/find?search=Some+Artist"),
    ],
)
def test_a_click_filters_by_what_the_first_bar_is_of(
    key: str, panel: str, filtered: str, address: str, browser: Browser
) -> None:
    resize(browser, WIDE)
    turn_to(browser, address, next(subject for subject in SUBJECTS if subject.key == key))
    click_bar(browser, panel, 0, filtered)


@OF_THE_TEST
def test_a_click_on_the_row_of_a_song_shows_the_song(address: str, browser: Browser) -> None:
    (songs,) = [subject for subject in SUBJECTS if subject.key == "songs"]
    resize(browser, WIDE)
    turn_to(browser, address, songs)
    click_row(browser, "songs-table", 2, "/find?search=שלום+עולם+🎧+·+فرقة")
    await_figure(browser, "Sessions", r"\d+")
    chosen = browser.driver.find_elements(By.CSS_SELECTOR, "[data-testid=stMain] input")
    assert chosen[1].get_attribute("value") == "שלום עולם 🎧 · فرقة"


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
    assert "from mart.plays as plays" in browser.await_texts("cast('20", "from mart.plays")


def test_no_page_asks_anything_of_the_network(address: str, browser: Browser) -> None:
    script = "return performance.getEntriesByType('resource').map(entry => entry.name)"
    for subject in SUBJECTS:
        turn_to(browser, address, subject)
        asked = browser.driver.execute_script(script)
        assert asked
        assert [name for name in asked if not name.startswith((address, "data:", "blob:"))] == []


def test_the_report_draws_every_chart_without_a_server(report: Path, browser: Browser) -> None:
    for width, is_dark in ((WIDE, False), (NARROW, True)):
        resize(browser, width, is_dark=is_dark)
        text = open_report(report, browser)
        assert all(subject.title in text for subject in SUBJECTS if not subject.finds_songs)
        assert overflow(browser) <= 0
        photograph(browser, f"report-{'phone-dark' if is_dark else 'light'}")
    searched = browser.driver.find_element(By.CSS_SELECTOR, "#trust-checks input[type=search]")
    searched.send_keys("no such check")
    rows = "#trust-checks .scroll tbody tr"
    assert not [row for row in browser.driver.find_elements(By.CSS_SELECTOR, rows) if row.text]
    script = "return performance.getEntriesByType('resource').map(entry => entry.name)"
    assert [name for name in browser.driver.execute_script(script) if "data:" not in name] == []


def test_the_report_prints_light_and_whole_on_a_dark_screen(report: Path, browser: Browser) -> None:
    resize(browser, WIDE, is_dark=True)
    open_report(report, browser)
    printed = browser.driver.execute_cdp_cmd("Page.printToPDF", {"preferCSSPageSize": True})
    if os.environ.get("SCREENSHOTS"):
        path = Path(os.environ["SCREENSHOTS"]) / "dashboard-report.pdf"
        path.write_bytes(base64.b64decode(printed["data"]))
    browser.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    try:
        browser.driver.execute_script("window.dispatchEvent(new Event('beforeprint'))")
        ink = "return getComputedStyle(document.querySelector('.chart text')).fill"
        wait_until(
            lambda: browser.driver.execute_script(ink) == "rgb(71, 85, 105)", BUSY_SECONDS, "ink"
        )
        assert browser.driver.execute_script(_CUT_OFF) == []
    finally:
        browser.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})
