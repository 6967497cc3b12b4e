"""axe finds nothing serious on a page or in the report, on a light and on a dark ground."""

from pathlib import Path

import pytest
from browser import CHROMIUM, DRIVER, MISSING, Browser
from selenium_axe_python import Axe
from served_dashboard import WIDE, open_report, resize, turn_to
from served_dashboard import address as address  # noqa: PLC0414 - fixtures
from served_dashboard import browser as browser  # noqa: PLC0414
from served_dashboard import report as report  # noqa: PLC0414

from dashboard.panels import SUBJECTS
from dashboard.panels.panel import Subject

pytestmark = pytest.mark.skipif(not (CHROMIUM and DRIVER), reason=MISSING)
GROUNDS = pytest.mark.parametrize("is_dark", [False, True], ids=["light", "dark"])


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


@GROUNDS
@pytest.mark.parametrize("subject", SUBJECTS, ids=lambda subject: subject.key)
def test_a_page_breaks_no_rule_that_keeps_readers_out(
    subject: Subject, address: str, browser: Browser, *, is_dark: bool
) -> None:
    resize(browser, WIDE, is_dark=is_dark)
    turn_to(browser, address, subject)
    assert find_violations(browser) == []


@GROUNDS
def test_the_report_breaks_no_rule_that_keeps_readers_out(
    report: Path, browser: Browser, *, is_dark: bool
) -> None:
    resize(browser, WIDE, is_dark=is_dark)
    open_report(report, browser)
    assert find_violations(browser) == []


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
