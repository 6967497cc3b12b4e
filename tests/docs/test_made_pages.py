"""Pages that follow from the code say what the code says."""

import ast
import re
from pathlib import Path

import pytest
from stand_in import StandIn

from documentation.__main__ import DOCS, PAGES
from documentation.architecture_picture import FIRST_STEPS, LAST_STEPS, SUITES
from documentation.relations import list_relations

ROOT = Path(__file__).parents[2]
PACKAGES = {
    ".".join(path.parent.relative_to(ROOT).parts)
    for root in ROOT.glob("*/__init__.py")
    for path in (root, *root.parent.glob("*/__init__.py"))
}
SHORT = {"character varying": "varchar", "timestamp without time zone": "timestamp"}
INNER = ("dashboard.", "local_redshift.")  # parts of one subject have no paragraph


def read_page(name: str) -> str:
    return (DOCS / name).read_text("utf-8")


@pytest.mark.parametrize("name", PAGES)
def test_a_made_page_is_what_its_command_makes(name: str) -> None:
    assert read_page(name) == PAGES[name](), "run python -m documentation"


def test_the_dictionary_has_the_columns_and_types_that_the_warehouse_has(
    stand_in: StandIn,
) -> None:
    rows = stand_in.rows(
        "select table_schema || '.' || table_name as relation, column_name, data_type "
        "from svv_columns where table_schema in ('staging', 'audit', 'star', 'mart', 'ops') "
        "order by 1, ordinal_position"
    )
    found: dict[str, list[tuple[str, str]]] = {}
    for row in rows:
        data_type = SHORT.get(row["data_type"], row["data_type"])
        found.setdefault(row["relation"], []).append((row["column_name"], data_type))
    assert found == {
        relation.name: [(each.name, each.data_type.partition("(")[0]) for each in relation.columns]
        for relation in list_relations()
    }


def test_every_column_is_described() -> None:
    assert [
        f"{relation.name}.{column.name}"
        for relation in list_relations()
        for column in relation.columns
        if not column.description
    ] == []


def test_the_lineage_of_a_mart_leads_back_to_the_files_of_the_lake() -> None:
    relations = {each.name: each for each in list_relations()}
    reached = {"mart.plays"}
    while True:
        sources = {source for name in reached for source in relations[name].sources}
        if sources <= reached:
            break
        reached |= sources
    assert {"star.songplays", "audit.songplays"} <= reached
    assert {name for name in reached if relations[name].is_copied} == {
        "staging.staging_events",
        "staging.staging_songs",
    }


def test_the_picture_has_the_steps_of_the_flow_in_their_order() -> None:
    tree = ast.parse((ROOT / "flows/etl_flow.py").read_text("utf-8"))
    calls = [node.func for node in ast.walk(tree) if isinstance(node, ast.Call)]
    called = sorted(
        (call.lineno, call.id.replace("_", " ")) for call in calls if isinstance(call, ast.Name)
    )
    names = [name for _, name in called]
    places = [len(names) - names[::-1].index(step) for step in (*FIRST_STEPS, *LAST_STEPS)]
    assert places == sorted(places)


def test_the_picture_names_suites_that_are_there() -> None:
    for suites in SUITES.values():
        assert (ROOT / suites).is_dir() or (ROOT / f"{suites}.json").is_file()


def test_every_package_has_a_paragraph_on_the_page_of_the_architecture() -> None:
    headings = re.findall(r"^### (\S+)$", read_page("architecture.md"), re.MULTILINE)
    expected = {name for name in PACKAGES if not name.startswith(INNER)}
    assert len(headings) == len(set(headings))
    assert set(headings) == expected


@pytest.mark.parametrize("page", ["architecture.md", "how-to.md"])
def test_every_path_that_a_page_names_is_there(page: str) -> None:
    blocks = r"(^`\S+`\n\n)?^```.*?^```$"  # with the file that a block makes
    text = re.sub(blocks, "", read_page(page), flags=re.DOTALL | re.MULTILINE)
    named = re.findall(r"`((?:[\w.]+/)+[\w.-]*)`", text)
    linked = [f"docs/{path}" for path in re.findall(r"\]\(([\w/.-]+)\)", text)]
    assert len(named) > 2
    missing = [path for path in (*named, *linked) if not (ROOT / path).resolve().exists()]
    assert missing == []
