"""Why a line was not loaded, with Redshift's numbers.

Source: https://docs.aws.amazon.com/redshift/latest/dg/r_Load_Error_Reference.html
"""

from dataclasses import dataclass

OUT_OF_RANGE = 1204
INVALID_DATE = 1205
INVALID_TIMESTAMP = 1206
INVALID_DIGIT = 1207
INVALID_FLOAT = 1208
INVALID_DECIMAL = 1209
INVALID_BOOLEAN = 1210
MISSING_DATA = 1213
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
