"""Redshift's COPY of JSON files, read by DuckDB with Redshift's meaning.

Source: https://docs.aws.amazon.com/redshift/latest/dg/r_COPY.html
"""

from .command import CopyCommand, CopyOptions
from .load_log import LoadLog, bootstrap
from .parsing import parse_copy
from .run import CopyResult, run_copy

__all__ = [
    "CopyCommand",
    "CopyOptions",
    "CopyResult",
    "LoadLog",
    "bootstrap",
    "parse_copy",
    "run_copy",
]
