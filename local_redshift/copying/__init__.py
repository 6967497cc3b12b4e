"""Redshift's COPY of JSON and delimited text, read by DuckDB with Redshift's meaning.

What AWS does not document is decided here, on the strict side where there is one: `1.0` and `1e3`
are no integers, an epoch is a whole number from 1970 to 9999, broken text ends at its line. Where
DuckDB's parser shows: a comma before a closing brace and NaN are let through, the first of two
equal keys counts, and a fraction becomes the shortest text of its value (`1.10` is `1.1`).

Source: https://docs.aws.amazon.com/redshift/latest/dg/r_COPY.html
"""

from .command import CopyCommand, CopyOptions
from .load_log import LoadLog, bootstrap
from .parsing import parse_copy
from .run import CopyResult, run_copy
from .unload import parse_unload, run_unload

__all__ = [
    "CopyCommand",
    "CopyOptions",
    "CopyResult",
    "LoadLog",
    "bootstrap",
    "parse_copy",
    "parse_unload",
    "run_copy",
    "run_unload",
]
