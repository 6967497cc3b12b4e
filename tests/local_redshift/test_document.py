"""The page about the stand-in lists what is served, no more and no less."""

import re
from pathlib import Path

import pytest

from local_redshift.dialect import functions, inspecting, leader, parsing, relations
from local_redshift.dialect.empty_relations import EMPTY_VIEWS
from local_redshift.dialect.macros import MACROS

pytestmark = pytest.mark.stand_in_alone("it is the stand-in's page")

PAGE = Path(__file__).parents[2] / "docs" / "local_redshift.md"
EMPTY = {match[1] for view in EMPTY_VIEWS if (match := re.search(r"catalog\.(\w+) as", view))}
SERVED: dict[str, set[str]] = {
    "statements": {*parsing._COMMANDS, *parsing._QUERIES} - {"("},
    "functions": {*functions.NATIVE, *MACROS, *functions.BUILT, "trunc"},
    "aggregates and window functions": {
        *functions.AGGREGATES,
        *functions.RANKINGS,
        *functions.NEIGHBOURS,
    },
    "of the session": {*functions.SESSION, *inspecting.SIGNALS},
    "of the leader node, where no table is read": {
        name for name in leader.LEADER if not name.startswith("cast.")
    },
    "relations of the catalogue": {*relations.SYSTEM_RELATIONS} - EMPTY,
    "relations that are there and empty": EMPTY,
}


@pytest.mark.parametrize("row", SERVED)
def test_the_page_lists_what_is_served(row: str) -> None:
    [line] = [line for line in PAGE.read_text().splitlines() if line.startswith(f"| {row} |")]
    listed = {name.replace("information_schema.", "information_schema_")
              for name in re.findall(r"`([^`]+)`", line)}  # fmt: skip
    assert (SERVED[row] - listed, listed - SERVED[row]) == (set(), set())
