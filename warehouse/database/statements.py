"""The SQL files: one statement each, found by path, with the values they take.

`sql/star/users/insert.sql` is the statement `star/users/insert`: the path names what it writes. Its
header says what a row is. A value that is missing or not asked for is an error before anything is
sent.

A mart's question has one text, its `select.sql`. Where the header has a `View` field, the statement
`mart/<question>/create` is that select as a view, with every filter open.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from warehouse.errors import PermanentError

SQL_DIRECTORY = Path(__file__).resolve().parents[2] / "sql"

_HEADER = re.compile(r"^-- (\w[\w-]*): (.+)$", re.MULTILINE)
_NOT_CODE = re.compile(r"--[^\n]*|'(?:[^']|'')*'|\"[^\"]*\"|::")
_SCHEMAS = "|".join(sorted(each.name for each in SQL_DIRECTORY.iterdir() if each.is_dir()))
_READ = re.compile(rf"(?<!delete )\b(?:from|join|like)\s+((?:{_SCHEMAS})\.\w+)")
_PLACEHOLDER = re.compile(r"(?<![\w:]):([a-z_]\w*)")
_VALUE = re.compile(f"{_NOT_CODE.pattern}|(?<![\\w:]):(?P<name>[a-z_]\\w*)")
# what keeps every row: the values of a select that is made into a view
_OPEN_VALUES = {
    "first_day": "'1900-01-01'",
    "last_day": "'2999-12-31'",
    "level": "''",
    "location": "''",
    "artist": "''",
    "title": "''",
    "clock": "'utc'",
    "row_limit": "2147483647",
}


@dataclass(frozen=True)
class Statement:
    """One SQL file.

    Attributes:
        name: Path under `sql/` without ending, e.g. `star/users/insert`.
        text: The statement with its header comment.
        header: The header's fields by name, e.g. `Grain`.
        params: Names of the values that the statement takes.
    """

    name: str
    text: str
    header: Mapping[str, str]
    params: frozenset[str]

    @property
    def relation(self) -> str:
        """The relation that the path names, e.g. `star.users`."""
        return ".".join(self.name.split("/")[:-1])

    @property
    def is_view(self) -> bool:
        """Whether it makes a view."""
        return "\ncreate or replace view " in self.text

    @property
    def sources(self) -> list[str]:
        """The relations that it reads, in the order in which its text names them."""
        return list(dict.fromkeys(_READ.findall(_NOT_CODE.sub(" ", self.text))))

    def show_with(self, values: Mapping[str, object]) -> str:
        """The text with its values in it, for a person to copy; never sent by ourselves."""
        return _fill_in(self.text, {name: _show_literal(each) for name, each in values.items()})

    def check_values(self, values: Iterable[str]) -> None:
        """Raises PermanentError when a value is missing or is not asked for."""
        given = set(values)
        if given != self.params:
            missing, extra = sorted(self.params - given), sorted(given - self.params)
            raise PermanentError(
                f"sql/{self.name}.sql takes {sorted(self.params)}: missing {missing}, not asked "
                f"for {extra}. Correct the caller."
            )


@cache
def load_statement(name: str) -> Statement:
    """The statement of `sql/<name>.sql`, or the view that its `select.sql` makes.

    What is the same for every table is in `sql/` itself, with the relation left open: a table
    without a `copy.sql` of its own, for example, takes rows by `sql/copy.sql`.

    Raises:
        PermanentError: There is no such file.
    """
    path = SQL_DIRECTORY / f"{name}.sql"
    folder, _, verb = name.rpartition("/")
    if path.is_file():
        text = path.read_text(encoding="utf-8")
    elif verb == "create" and folder in _list_view_folders():
        text = _render_view(load_statement(f"{folder}/select"))
    elif folder and path.with_name("create.sql").is_file():
        text = load_statement(verb).text.replace(":relation", folder.replace("/", "."))
    else:
        raise PermanentError(f"There is no statement {name}: {path} does not exist.")
    return Statement(name, text, dict(_HEADER.findall(text)), frozenset(find_params(text)))


def find_params(text: str) -> list[str]:
    """Names of the `:name` placeholders in the code of a statement, in order."""
    return _PLACEHOLDER.findall(_NOT_CODE.sub(" ", text))


def list_statements(verb: str) -> list[str]:
    """Names of all statements of a verb, e.g. every `create`, sorted."""
    paths = SQL_DIRECTORY.rglob(f"{verb}.sql")
    names = {path.relative_to(SQL_DIRECTORY).with_suffix("").as_posix() for path in paths}
    if verb == "create":
        names |= {f"{folder}/create" for folder in _list_view_folders()}
    return sorted(names)


@cache
def _list_view_folders() -> frozenset[str]:
    paths = SQL_DIRECTORY.rglob("select.sql")
    folders = (path.parent.relative_to(SQL_DIRECTORY).as_posix() for path in paths)
    return frozenset(each for each in folders if "View" in load_statement(f"{each}/select").header)


def _render_view(select: Statement) -> str:
    """The text of the view that a select makes when each of its values keeps every row."""
    header = "".join(f"-- {field}: {text}\n" for field, text in select.header.items())
    body = select.text.removeprefix(header)
    code = _fill_in(body, _OPEN_VALUES)
    return f"{header}create or replace view {select.relation} as\n{code}"


def _show_literal(value: object) -> str:
    return str(value) if isinstance(value, int) else "'{}'".format(str(value).replace("'", "''"))


def _fill_in(text: str, literals: Mapping[str, str]) -> str:
    """The text with literals in the place of values."""
    return _VALUE.sub(lambda found: literals.get(found["name"] or "", found[0]), text)
