"""The one place where values are written into SQL text: what COPY cannot take as bound values.

Redshift binds nothing in COPY, so the source, the role and the region become quoted literals here,
each checked against a strict pattern first, and the compression a keyword.
"""

import re

from warehouse.database.statements import Statement
from warehouse.errors import PermanentError

_URI = re.compile(r"(s3://[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]/|file:///)[^\x00-\x1f\x7f]{0,4000}")
_PATTERNS = {
    "manifest": _URI,
    "source": _URI,
    "jsonpaths": _URI,
    "iam_role": re.compile(r"arn:aws[a-z-]*:iam::\d{12}:role/[\w+=,.@/-]{1,512}"),
    "region": re.compile(r"[a-z]{2}(-[a-z]+)+-\d"),
}
_KEYWORDS = {"compression": ("gzip", "")}
_PLACEHOLDER = re.compile(r":([a-z_]+)")


def write_copy(statement: Statement, **values: str | int) -> str:
    """The text of a COPY with its values written in.

    Args:
        statement: A `copy.sql`.
        values: `manifest`, `source`, `jsonpaths` (URIs), `iam_role`, `region`, `max_error`, and
            `compression` (`gzip` or nothing).

    Raises:
        PermanentError: A value is missing, not asked for, or not of the strict form.
    """
    statement.check_values(values)
    literals = {name: _quote(statement.name, name, value) for name, value in values.items()}
    lines = [line for line in statement.text.splitlines() if not line.startswith("--")]
    return _PLACEHOLDER.sub(lambda match: literals[match[1]], "\n".join(lines))


def _quote(statement: str, name: str, value: str | int) -> str:
    if isinstance(value, int):
        return str(value)
    if value in _KEYWORDS.get(name, ()):
        return value
    if name in _KEYWORDS or not _PATTERNS[name].fullmatch(value):
        raise PermanentError(
            f"{statement}: {value!r} is not a valid {name} for COPY. Check the blocks of the "
            "warehouse and the lake."
        )
    return "'" + value.replace("'", "''") + "'"
