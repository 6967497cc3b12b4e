"""Debian's Chromium, headless, with a profile of its own."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from selenium.webdriver import Chrome, ChromeOptions, ChromeService
from selenium.webdriver.support.ui import WebDriverWait

CHROMIUM = shutil.which("chromium")
DRIVER = shutil.which("chromedriver")
MISSING = "needs Debian's packages chromium and chromium-driver"
PAGE_SECONDS = 300  # only ends what hangs
_DRAWN_BYTES = 10_000
_FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--window-size=1280,900",
)

# by what is shown, as styles change the letters of the source
_FIND_BY_TEXT = """
    const shows = element => element.innerText?.trim().toLowerCase() === arguments[0].toLowerCase();
    return [...document.querySelectorAll('main *, body *')].findLast(
        element => shows(element) && element.offsetParent !== null) ?? null;
"""
_SCROLL_DOWN = """
    for (const element of document.querySelectorAll('*')) element.scrollTop = element.scrollHeight;
"""


class Browser:
    """A window that opens addresses and returns what a person reads there.

    Attributes:
        pages: Source of every page that was opened, to be searched for what must not be there.
    """

    def __init__(self, driver: Chrome, pictures: Path) -> None:
        self.driver = driver
        self.pages: list[str] = []
        self._pictures = pictures

    def open(self, address: str, *texts: str) -> str:
        """Opens a page, waits until it shows all texts, and returns what it shows."""
        self.driver.get(address)
        return self.await_texts(*texts)

    def await_texts(self, *texts: str) -> str:
        """Waits until the page shows all texts and returns what it shows."""
        missing = f"{self.driver.current_url} does not show all of {texts}"
        WebDriverWait(self.driver, PAGE_SECONDS).until(
            lambda _: all(text.lower() in self.read().lower() for text in texts), missing
        )
        self.pages.append(self.driver.page_source)
        return self.read()

    def read(self) -> str:
        """What the page shows now."""
        return str(self.driver.execute_script("return document.body.innerText"))

    def press(self, text: str) -> None:
        """Presses the innermost thing in sight that shows just this text."""
        found = self.driver.execute_script(_FIND_BY_TEXT, text)
        assert found is not None, f"{self.driver.current_url}: nothing to press shows {text!r}"
        found.click()

    def scroll_to(self, text: str) -> None:
        """Goes down until the page shows a text: lists are only drawn when they come into sight."""
        missing = f"{self.driver.current_url} does not show {text!r} further down"

        def find(_: object) -> bool:
            self.driver.execute_script(_SCROLL_DOWN)
            return text.lower() in self.read().lower()

        WebDriverWait(self.driver, PAGE_SECONDS).until(find, missing)
        self.pages.append(self.driver.page_source)

    def await_drawing(self) -> None:
        """Waits until something is drawn on the page's canvas: an empty one is a tiny picture."""
        missing = f"{self.driver.current_url}: nothing is drawn"
        WebDriverWait(self.driver, PAGE_SECONDS).until(
            lambda driver: any(
                len(canvas.screenshot_as_png) > _DRAWN_BYTES
                for canvas in driver.find_elements("css selector", "canvas")
            ),
            missing,
        )

    def picture(self, name: str) -> Path:
        """Takes a picture of the window."""
        path = self._pictures / f"{name}.png"
        self.driver.save_screenshot(str(path))
        return path


@contextmanager
def open_browser(directory: Path) -> Iterator[Browser]:
    """A browser; its profile goes below a directory, its pictures where `SCREENSHOTS` says."""
    options = ChromeOptions()
    options.binary_location = CHROMIUM or ""
    for flag in (*_FLAGS, f"--user-data-dir={directory / 'chromium'}"):
        options.add_argument(flag)
    pictures = Path(os.environ.get("SCREENSHOTS") or directory)
    driver = Chrome(options=options, service=ChromeService(executable_path=DRIVER))
    try:
        yield Browser(driver, pictures)
    finally:
        driver.quit()
