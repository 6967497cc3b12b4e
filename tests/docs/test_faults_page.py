"""The page of faults names tests that are there."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_each_scenario_names_a_test_that_exists() -> None:
    rows = re.findall(r"^\| .* \| `(\w+)` \|$", (ROOT / "docs/faults.md").read_text(), re.MULTILINE)
    tests = {
        name
        for path in (ROOT / "tests").rglob("test_*.py")
        for name in re.findall(r"^def (test_\w+)\(", path.read_text("utf-8"), re.MULTILINE)
    }
    assert len(rows) > 20
    assert set(rows) - tests == set()
