"""The dashboard and its report in a browser: every page, wide and light or narrow and dark.

With `--long` every page is both.
"""

import base64
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from browser import CHROMIUM, DRIVER, MISSING, Browser
from prefect_server import BUSY_SECONDS, wait_until
from selenium.webdriver.common.by import By
from selenium_axe_python import Axe
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


SCREENS = [(WIDE, False), (NARROW, True)]


def list_pages() -> Iterator[Any]:
    """Subjects on each screen, for a parameter; every run has each on one of the two."""
    for number, subject in enumerate(SUBJECTS):
        for width, is_dark in SCREENS:
            is_in_every_run = is_dark == bool(number % 2)
            yield pytest.param(
                (subject, width, is_dark),
                marks=() if is_in_every_run else pytest.mark.long,
                id=f"{subject.key}-{width}",
            )


class Page(NamedTuple):
    """A page that was opened, with what it shows."""

    subject: Subject
    browser: Browser
    text: str
    screen: str


@pytest.fixture(
    scope="module",
    params=list(list_pages()),
)
def page(request: pytest.FixtureRequest, address: str, browser: Browser) -> Page:
    """A page on a screen, opened once."""
    subject, width, is_dark = request.param
    resize(browser, width, is_dark=is_dark)
    text = turn_to(browser, address, subject)
    return Page(subject, browser, text, "phone-dark" if is_dark else "light")


def list_resources(browser: Browser) -> list[str]:
    """The addresses that the page in the window has asked for."""
    script = "return performance.getEntriesByType('resource').map(entry => entry.name)"
    return [str(name) for name in browser.driver.execute_script(script)]


def find_violations(browser: Browser) -> list[str]:
    """Rules of axe that what is shown breaks, each with the first element that does."""
    axe = Axe(browser.driver)
    axe.inject()
    found = axe.run()
    assert {"color-contrast", "heading-order", "svg-img-alt"} <= {
        rule["id"] for rule in found["passes"]
    }
    return [
        f"{rule['id']}: {rule['nodes'][0]['html']}"
        for rule in found["violations"]
        if rule["impact"] in {"serious", "critical"}
    ]


def test_a_page_opens_without_an_error(page: Page) -> None:
    assert page.subject.summary in page.text
    for panel in page.subject.panels:
        assert panel.title.format(clock="UTC") in page.text
    errors = page.browser.driver.find_elements(By.CSS_SELECTOR, "[data-testid=stException]")
    assert errors == []
    assert overflow(page.browser) <= 0
    photograph(page.browser, f"{page.subject.key}-{page.screen}")


def test_a_page_asks_nothing_of_the_network(page: Page, address: str) -> None:
    asked = list_resources(page.browser)
    assert asked
    assert [name for name in asked if not name.startswith((address, "data:", "blob:"))] == []


def test_a_page_breaks_no_rule_that_keeps_readers_out(page: Page) -> None:
    assert find_violations(page.browser) == []


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


def test_the_focus_is_seen(address: str, browser: Browser) -> None:
    resize(browser, WIDE)
    turn_to(browser, address, SUBJECTS[0])
    browser.await_texts("Reset filters")
    script = """
        const reset = [...document.querySelectorAll('button')].find(
            button => button.innerText.includes('Reset filters'));
        const look = () => ['outline', 'boxShadow', 'borderColor'].map(
            name => getComputedStyle(reset)[name]).join();
        const before = look();
        reset.focus({focusVisible: true});
        return before !== look();
    """
    assert browser.driver.execute_script(script)


def test_the_report_draws_every_chart_and_keeps_no_reader_out(
    report: Path, browser: Browser
) -> None:
    for width, is_dark in SCREENS:
        resize(browser, width, is_dark=is_dark)
        text = open_report(report, browser)
        assert find_violations(browser) == []
        assert all(subject.title in text for subject in SUBJECTS if not subject.finds_songs)
        assert overflow(browser) <= 0
        photograph(browser, f"report-{'phone-dark' if is_dark else 'light'}")
    searched = browser.driver.find_element(By.CSS_SELECTOR, "#trust-checks input[type=search]")
    searched.send_keys("no such check")
    rows = "#trust-checks .scroll tbody tr"
    assert not [row for row in browser.driver.find_elements(By.CSS_SELECTOR, rows) if row.text]
    assert [name for name in list_resources(browser) if "data:" not in name] == []


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
