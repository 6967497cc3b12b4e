"""The suites: one JSON file a table under `expectations/`, with the SQL of `sql/` filled in."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from warehouse.database.statements import load_statement
from warehouse.errors import CheckFailedError, PermanentError

SUITES_DIRECTORY = Path(__file__).resolve().parent.parent.parent / "expectations"
SEVERITIES = ("critical", "warning")
STAR = "star"

_NEXT_STEPS = SUITES_DIRECTORY / "next_steps.json"  # texts that several expectations name
_META = ("name", "owner", "problem", "next_step")
_QUERY = "unexpected_rows_query"


@dataclass(frozen=True)
class Suite:
    """The expectations of one table.

    Attributes:
        table: `schema.table`, or `star` for the star as a whole.
        configurations: Great Expectations' own form of each expectation, by its `meta.name`.
    """

    table: str
    configurations: dict[str, dict[str, Any]]

    @property
    def names(self) -> list[str]:
        """Names of the expectations, in the suite's order."""
        return list(self.configurations)

    def find_place(self, name: str) -> str | None:
        """The column that says where an expectation's rows come from, if it may show values."""
        place: str | None = self.configurations[name]["meta"].get("place")
        return place

    @property
    def relation(self) -> str:
        """The relation that column expectations read."""
        return "star.songplays" if self.table == STAR else self.table


def load_suite(table: str) -> Suite:
    """The suite of a table.

    Raises:
        CheckFailedError: There is no such suite, it is empty, or an expectation is not complete.
    """
    path = SUITES_DIRECTORY.joinpath(*table.split(".")).with_suffix(".json")
    if not path.is_file():
        raise CheckFailedError(f"{table} was not checked: there is no suite {path}. Write one.")
    try:
        configurations = json.loads(path.read_text(encoding="utf-8"))["expectations"]
        steps = json.loads(_NEXT_STEPS.read_text(encoding="utf-8"))
        filled = {_read_name(table, each): _fill_in(table, each, steps) for each in configurations}
        suite = Suite(table, filled)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise CheckFailedError(
            f"{table} was not checked: its suite {path} is not as it must be "
            f"({type(error).__name__}: {error}). Correct it."
        ) from error
    if not configurations or len(suite.configurations) != len(configurations):
        raise CheckFailedError(
            f"{table} was not checked: its suite {path} is empty or has a name twice. Correct it."
        )
    return suite


def _read_name(table: str, configuration: dict[str, Any]) -> str:
    meta = configuration.get("meta") or {}
    missing = [field for field in _META if not meta.get(field)]
    if missing or not configuration.get("notes"):
        raise CheckFailedError(
            f"{table} was not checked: an expectation ({configuration.get('type')}) lacks "
            f"{', '.join([*missing, 'or notes'])}. Correct its suite in expectations/."
        )
    if configuration.get("severity") not in SEVERITIES:
        raise CheckFailedError(
            f"{table} was not checked: {meta['name']} has no severity of {SEVERITIES}. Correct "
            "its suite in expectations/."
        )
    return str(meta["name"])


def _fill_in(table: str, configuration: dict[str, Any], steps: dict[str, str]) -> dict[str, Any]:
    """The expectation with the next step and the SQL, without its header, that it names."""
    meta = dict(configuration["meta"])
    step = str(steps.get(meta["next_step"], meta["next_step"]))
    meta["next_step"] = step.format(folder=table.replace(".", "/"))
    kwargs = dict(configuration["kwargs"])
    str(configuration["type"])  # one without is refused here, by its name
    if _QUERY in kwargs:
        kwargs[_QUERY] = _load_query(kwargs[_QUERY])
    return {**configuration, "kwargs": kwargs, "meta": meta}


def _load_query(path: str) -> str:
    try:
        statement = load_statement(path.removeprefix("sql/").removesuffix(".sql"))
    except PermanentError as error:
        raise CheckFailedError(f"A suite names SQL that is not there: {error}") from error
    if not statement.name.rpartition("/")[2].startswith("select"):
        raise CheckFailedError(f"A suite names {path}, which writes. Name a select of sql/.")
    lines = statement.text.splitlines()
    return "\n".join(line.split(" -- ")[0] for line in lines if not line.startswith("--"))
