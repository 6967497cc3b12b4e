"""The SQL files: one statement each, found by path, with the values they take.

`sql/star/users/insert.sql` is the statement `star/users/insert`. Its header names what it writes,
reads and takes (`Params`); a value that is missing or not asked for is an error before anything
is sent.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from warehouse.errors import PermanentError

SQL_DIRECTORY = Path(__file__).resolve().parent.parent / "sql"

_HEADER = re.compile(r"^-- (\w[\w-]*): (.+)$", re.MULTILINE)
_NOT_CODE = re.compile(r"--[^\n]*|'(?:[^']|'')*'|\"[^\"]*\"|::")
_PLACEHOLDER = re.compile(r"(?<![\w:]):([a-z_]\w*)")


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

    def check_values(self, values: Iterable[str]) -> None:
        """Raises PermanentError when a value is missing or is not asked for."""
        given = set(values)
        if given != self.params:
            missing, extra = sorted(self.params - given), sorted(given - self.params)
            raise PermanentError(
                f"sql/{self.name}.sql takes {sorted(self.params)}: missing {missing}, not asked "
                f"for {extra}. Mend the caller."
            )


@cache
def load_statement(name: str) -> Statement:
    """The statement of `sql/<name>.sql`.

    Raises:
        PermanentError: There is no such file.
    """
    path = SQL_DIRECTORY / f"{name}.sql"
    if not path.is_file():
        raise PermanentError(f"There is no statement {name}: {path} does not exist.")
    text = path.read_text(encoding="utf-8")
    return Statement(name, text, dict(_HEADER.findall(text)), frozenset(find_params(text)))


def find_params(text: str) -> list[str]:
    """Names of the `:name` placeholders in the code of a statement, in order."""
    return _PLACEHOLDER.findall(_NOT_CODE.sub(" ", text))


def list_statements(verb: str) -> list[str]:
    """Names of all statements of a verb, e.g. every `create`, sorted."""
    paths = SQL_DIRECTORY.rglob(f"{verb}.sql")
    return sorted(path.relative_to(SQL_DIRECTORY).with_suffix("").as_posix() for path in paths)
