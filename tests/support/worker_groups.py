"""Which tests one worker of pytest-xdist runs, and in which order the workers take them.

The tests of a file stay together, as they share what the fixtures of the module have made. So do
the files that use one costly fixture of the session, which is then made once. The longest groups
begin first, so that all workers end at about the same time.
"""

import re
from functools import cache
from pathlib import Path

from xdist.scheduler import LoadScopeScheduling

ROOT = Path(__file__).parents[2]
COSTLY = {name: re.compile(rf'{name}: |"{name}"') for name in ("prefect_server", "prefect_api")}
LONG_FOLDER = "tests/faults/"


class GroupScheduling(LoadScopeScheduling):  # type: ignore[misc] # it has no types
    """Gives a worker one group after another."""

    def _split_scope(self, nodeid: str) -> str:
        return name_group(nodeid.partition("::")[0])


@cache
def name_group(file: str) -> str:
    """The group of a test file: its costly fixture, or the file by itself."""
    text = (ROOT / file).read_text("utf-8")
    return next((name for name, use in COSTLY.items() if use.search(text)), file)


def rank_group(nodeid: str) -> int:
    """The place of a test's group in the order: the lower, the earlier."""
    group = name_group(nodeid.partition("::")[0])
    is_file = "/" in group
    return is_file + (is_file and not group.startswith(LONG_FOLDER))
