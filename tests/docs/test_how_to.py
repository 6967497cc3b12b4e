"""Each recipe of the page works when it is followed as it stands there.

In every run all recipes are applied to one copy of the project, and their commands run once; with
`--long` each recipe is followed by itself.
"""

import re
import shlex
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from quick_load import load
from recipes import PAGE, ROOT, apply, copy_project, read_recipes, run
from stand_in import StandIn
from tiny_lake import write_lake

from local_redshift.process import stop_running
from warehouse.database.tables import update_tables

RECIPES = read_recipes()
COLUMN = "A new column, from the log to the star and a chart"
LOAD_AGAIN = """
import sys
from pathlib import Path
from quick_load import load
from stand_in import StandIn
from tiny_lake import open_lake
from warehouse.database.tables import update_tables
running = StandIn(Path(sys.argv[1]))
print(*update_tables(running.warehouse))
load(running.warehouse, open_lake(Path(sys.argv[2])))
"""


def follow(project: Path, *recipes: str) -> list[str]:
    """Makes the files of recipes; returns their commands."""
    blocks = [block for recipe in recipes for block in RECIPES[recipe]]
    for block in blocks:
        if block.path:
            apply(project, block)
    return [line for block in blocks if block.kind == "bash" for line in block.text.splitlines()]


def merge_tests(commands: list[str]) -> list[str]:
    """The commands, with one pytest in place of several: it starts in seconds."""
    tests = [shlex.split(line)[1:] for line in commands if line.startswith("pytest ")]
    others = [line for line in commands if not line.startswith("pytest ")]
    paths = dict.fromkeys(word for words in tests for word in words if word.startswith("tests"))
    chosen = " or ".join(f"({words[-1]})" for words in tests if "-k" in words)
    return [*others, shlex.join(["pytest", "-q", *paths, "-k", chosen])]


def test_the_page_lists_its_recipes() -> None:
    head = PAGE.read_text("utf-8").partition("\n## ")[0]
    listed = re.findall(r"^- \[(.+)\]\(#(.+)\)$", head, re.MULTILINE)
    anchors = [name.lower().replace(",", "").replace(" ", "-") for name in RECIPES]
    assert listed == list(zip(RECIPES, anchors, strict=True))


@pytest.mark.timeout(900)  # half a minute of work; the machine may be busy
def test_all_recipes_hold_together(tmp_path: Path) -> None:
    project = copy_project(tmp_path)
    said = run(project, "\n".join(merge_tests(follow(project, *RECIPES))))
    assert re.search(r"^\d+ passed", said, re.MULTILINE)
    dictionary = (project / "docs/data_dictionary.md").read_text("utf-8")
    assert "| `network` | varchar(64) | wifi or mobile; null is unknown |" in dictionary
    assert "### mart.plays_by_decade" in dictionary


@pytest.mark.timeout(900)
@pytest.mark.parametrize("recipe", RECIPES)
def test_a_recipe_holds_by_itself(recipe: str, long: bool, tmp_path: Path) -> None:  # noqa: FBT001
    if not long:
        pytest.skip("with --long; otherwise all recipes are followed at once")
    project = copy_project(tmp_path)
    run(project, "\n".join(follow(project, recipe)))


def test_a_new_column_reaches_a_warehouse_that_is_in_use(tmp_path: Path) -> None:
    running = StandIn(tmp_path / "redshift")
    try:
        update_tables(running.warehouse)
        load(running.warehouse, write_lake(tmp_path, {"2018-11-01": [{}]}))
        write_lake(tmp_path, {"2018-11-02": [{"network": "wifi"}]})
        project = copy_project(tmp_path)
        follow(project, COLUMN)
        (project / "load_again.py").write_text(LOAD_AGAIN, "utf-8")
        changed = run(project, f"python load_again.py {running.directory} {tmp_path}")
        assert {"star.songplays", "ops.repeated_events", "mart.plays_by_network"} <= set(
            changed.split()
        )
        plays = running.rows("select network from star.songplays order by start_time")
        assert [play["network"] for play in plays] == [None, "wifi"]
    finally:
        stop_running(running.directory)


def test_a_release_names_its_version_in_the_package_and_in_the_changelog(tmp_path: Path) -> None:
    project = copy_project(tmp_path)
    before = (project / "CHANGELOG.md").read_text("utf-8")
    run(project, "\n".join(follow(project, "A release")))
    assert tomllib.loads((project / "pyproject.toml").read_text())["project"]["version"] == "0.9.0"
    after = (project / "CHANGELOG.md").read_text("utf-8")
    assert re.sub(r"## \[0\.9\.0\] - \d{4}-\d\d-\d\d\n\n", "", after) == before


def test_the_lock_has_every_dependency_in_its_range_and_no_address() -> None:
    lock = (ROOT / "requirements.lock").read_text("utf-8")
    pins = dict(re.findall(r"^([\w.-]+)==(\S+) \\$", lock, re.MULTILINE))
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    wanted = map(Requirement, [*project["dependencies"], *project["optional-dependencies"]["dev"]])
    wrong = [
        str(each)
        for each in wanted
        if not each.specifier.contains(pins.get(canonicalize_name(each.name), "none"))
    ]
    assert wrong == []
    assert "://" not in lock
