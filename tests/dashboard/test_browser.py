"""The dashboard and its report in a browser: every page, wide and narrow, dark and light."""

import base64
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from browser import CHROMIUM, DRIVER, MISSING, Browser, open_browser
from free_port import find_free_port
from prefect_server import BUSY_SECONDS, wait_until
from selenium.webdriver.common.by import By

from dashboard.panels import SUBJECTS
from dashboard.panels.panel import Subject

pytestmark = pytest.mark.skipif(not (CHROMIUM and DRIVER), reason=MISSING)

OF_THE_TEST = pytest.mark.skipif(
    bool(os.environ.get("PICTURE_HOME")), reason="the figures are of the test's"
)
ROOT = Path(__file__).parents[2]
WIDE, NARROW = 1440, 390
_PAGE_IS_DRAWN = (
    "return document.querySelector('[data-testid=stApp]').dataset.testScriptState === 'notRunning'"
    " && !document.querySelector('[data-stale=true]')"
)


@pytest.fixture(scope="module")
def address(home: Path) -> Iterator[str]:
    """The address of a running dashboard on the loaded stand-in."""
    port = find_free_port()
    command = [sys.executable, "-m", "streamlit", "run", "dashboard/app.py"]
    command += [f"--server.port={port}", "--server.headless=true"]
    environment = os.environ | {"SPARKIFY_HOME": os.environ.get("PICTURE_HOME") or str(home)}
    with (home / "streamlit.log").open("wb") as log:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
        try:
            url = f"http://127.0.0.1:{port}"
            wait_until(lambda: is_up(url), BUSY_SECONDS, "the dashboard")
            yield url
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(BUSY_SECONDS)


def is_up(url: str) -> bool:
    try:
        return httpx.get(f"{url}/_stcore/health", timeout=5).is_success
    except httpx.HTTPError:
        return False


@pytest.fixture(scope="module")
def browser(home: Path) -> Iterator[Browser]:
    with open_browser(home) as opened:
        yield opened


def resize(browser: Browser, width: int, height: int = 900, *, is_dark: bool = False) -> None:
    """The window as a screen of that width shows it."""
    screen = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width == NARROW}
    browser.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", screen)
    scheme = {"name": "prefers-color-scheme", "value": "dark" if is_dark else "light"}
    browser.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [scheme]})


def turn_to(browser: Browser, address: str, subject: Subject) -> str:
    """Opens a page, waits until it is drawn, and returns what it shows."""
    last = subject.panels[-1].title.format(clock="UTC")
    text = browser.open(f"{address}/{'' if subject is SUBJECTS[0] else subject.key}", last)
    await_drawing(browser)
    return text


def await_drawing(browser: Browser) -> None:
    wait_until(
        lambda: bool(browser.driver.execute_script(_PAGE_IS_DRAWN)), BUSY_SECONDS, "the page"
    )


def await_figure(browser: Browser, label: str, value: str) -> None:
    """Waits until a figure of the page has a value."""
    pattern = re.compile(rf"{label}\s+{value}\b")
    wait_until(lambda: bool(pattern.search(browser.read())), BUSY_SECONDS, f"{label} {value}")


def overflow(browser: Browser) -> int:
    """Pixels by which the page is wider than its window."""
    script = "return document.documentElement.scrollWidth - window.innerWidth"
    return int(browser.driver.execute_script(script))


def photograph(browser: Browser, name: str) -> None:
    """A picture of the whole page, when `SCREENSHOTS` says where to."""
    if not os.environ.get("SCREENSHOTS"):
        return
    tall = "return (document.querySelector('[data-testid=stMain]') || document.body).scrollHeight"
    script = "return window.innerWidth"
    width = int(browser.driver.execute_script(script))
    resize(browser, width, int(browser.driver.execute_script(tall)), is_dark="dark" in name)
    wait_until(lambda: len(browser.driver.find_elements(By.CSS_SELECTOR, "canvas, svg")) > 0, 9, "")
    shot = browser.driver.execute_cdp_cmd("Page.captureScreenshot", {"format": "png"})
    path = Path(os.environ["SCREENSHOTS"]) / f"dashboard-{name}.png"
    path.write_bytes(base64.b64decode(shot["data"]))


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
    assert "from mart.plays as plays" in browser.await_texts(":first_day =", "from mart.plays")


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
