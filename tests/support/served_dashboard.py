"""The dashboard as it is served, in a browser: fixtures, and what a reader does there."""

import base64
import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from urllib.parse import unquote

import httpx
import pytest
from browser import Browser, open_browser
from free_port import find_free_port
from prefect_server import BUSY_SECONDS, wait_until
from selenium.common.exceptions import (
    ElementNotInteractableException,
    StaleElementReferenceException,
    TimeoutException,
)
from selenium.webdriver import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

from dashboard import export
from dashboard.panels import SUBJECTS
from dashboard.panels.panel import Subject

OF_THE_TEST = pytest.mark.skipif(
    bool(os.environ.get("PICTURE_HOME")), reason="the figures are of the test's"
)
ROOT = Path(__file__).parents[2]
WIDE, NARROW = 1440, 390
_SCROLL_TO = "arguments[0].scrollIntoView({block: 'center'})"
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


@pytest.fixture(scope="module")
def report(home: Path) -> Path:
    """The dashboard as one file."""
    path = home / "report.html"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SPARKIFY_HOME", os.environ.get("PICTURE_HOME") or str(home))
        assert export.main([f"--output={path}"]) == 0
    return path


def open_report(report: Path, browser: Browser) -> str:
    """Opens the report, waits until its charts are drawn, and returns what it shows."""
    text = browser.open(report.as_uri(), "Sparkify activity")
    find = browser.driver.find_elements
    places = find(By.CSS_SELECTOR, ".chart")
    wait_until(
        lambda: len(find(By.CSS_SELECTOR, ".chart > svg, .chart svg.marks")) == len(places) > 12,
        BUSY_SECONDS,
        "the charts",
    )
    return text


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


def click_bar(browser: Browser, panel: str, number: int, address: str) -> None:
    """Clicks a bar of a chart, counted from 0 as they are drawn, until the address ends so."""
    bars = f".st-key-panel-{panel} .mark-rect.role-mark path"
    _click(browser, bars, number, lambda _: (0, 0), address)


def click_row(browser: Browser, panel: str, number: int, address: str) -> None:
    """Clicks the box before a row of a table, counted from 0, until the address ends so."""
    _click(
        browser,
        f".st-key-panel-{panel} canvas",
        0,
        lambda size: (15 - size["width"] // 2, 18 + 35 * (number + 1) - size["height"] // 2),
        address,
    )


def _click(
    browser: Browser,
    css: str,
    number: int,
    place: Callable[[dict[str, int]], tuple[int, int]],
    address: str,
) -> None:
    """Clicks an element away from its middle; again where it was just being drawn anew."""

    def click() -> bool:
        found = browser.driver.find_elements(By.CSS_SELECTOR, css)[number : number + 1]
        with suppress(StaleElementReferenceException, ElementNotInteractableException):
            for each in found:
                browser.driver.execute_script(_SCROLL_TO, each)
                pointer = ActionChains(browser.driver)
                pointer.move_to_element_with_offset(each, *place(each.size)).click().perform()
        with suppress(TimeoutException):
            WebDriverWait(browser.driver, 5).until(
                lambda driver: unquote(driver.current_url).endswith(address)
            )
            return True
        return False

    wait_until(click, BUSY_SECONDS, f"{css}: {address}")
