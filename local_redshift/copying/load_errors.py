"""Why a line was not loaded, with Redshift's numbers.

Source: https://docs.aws.amazon.com/redshift/latest/dg/r_Load_Error_Reference.html
"""

from collections.abc import Iterator
from dataclasses import dataclass

EXTRA_COLUMNS = 1202
OUT_OF_RANGE = 1204
INVALID_DATE = 1205
INVALID_TIMESTAMP = 1206
INVALID_DIGIT = 1207
INVALID_FLOAT = 1208
INVALID_DECIMAL = 1209
INVALID_BOOLEAN = 1210
MISSING_DATA = 1213
MISSING_DELIMITER = 1214
INVALID_LINE = 1216
INVALID_UTF8 = 1220
INTEGER_OVERFLOW = 1222
INVALID_VALUE = 1223


@dataclass(frozen=True)
class Fault:
    """What is wrong, apart from where.

    Attributes:
        code: Redshift's error code.
        message: The reason in one line.
        position: Where in the value or line, counted from 0.
    """

    code: int
    message: str
    position: int = 0


@dataclass(frozen=True)
class LoadError:
    """One object or line that was not loaded.

    Attributes:
        file_uri: The file it is in.
        line_number: Its last line there, counted from 1, as Redshift counts JSON.
        fault: What is wrong.
        raw_line: Its text.
        column_name: The column that refused it; empty when the JSON itself is broken.
        column_type: That column's type in Redshift's short spelling.
        column_length: That column's length; empty for a type without one.
        raw_value: The value that the column refused.
    """

    file_uri: str
    line_number: int
    fault: Fault
    raw_line: str
    column_name: str = ""
    column_type: str = ""
    column_length: str = ""
    raw_value: str = ""


class TooManyErrors(Exception):  # noqa: N818
    """The load has failed, and enough is known to say why."""


class Rejections:
    """The rejected lines of one COPY.

    Args:
        error_limit: The number of errors at which the load fails.
    """

    _TOLD = 100  # a failed load goes on up to so many, to show more than the first

    def __init__(self, error_limit: int) -> None:
        self._error_limit = error_limit
        self._errors: list[LoadError] = []

    def add(self, error: LoadError) -> None:
        """Adds a line.

        Raises:
            TooManyErrors: Nothing is gained by reading on.
        """
        self._errors.append(error)
        if len(self._errors) >= max(self._error_limit, self._TOLD):
            raise TooManyErrors

    @property
    def are_too_many(self) -> bool:
        """Whether the load fails."""
        return len(self._errors) >= self._error_limit

    def __len__(self) -> int:
        return len(self._errors)

    def __iter__(self) -> Iterator[LoadError]:
        """The lines by file and number."""
        return iter(sorted(self._errors, key=lambda error: (error.file_uri, error.line_number)))
