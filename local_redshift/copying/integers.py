"""Integers as COPY reads them: digits alone.

DuckDB's own casts take `1.5`, `1e3`, `0x1F` and `1_000` as well and round; Redshift does not.
"""


def integer_sql(raw: str, duckdb_type: str) -> str:
    """SQL for an integer written in digits; NULL for anything else."""
    number = f"try_cast({raw} as {duckdb_type})"
    return f"case when {is_digits(raw, number)} then {number} end"


def is_digits(raw: str, number: str) -> str:
    """SQL for whether a text that DuckDB takes for this integer is written in digits."""
    return f"(cast({number} as varchar) = {raw} or trim({raw}, e'+-0123456789 \\t\\n\\f\\r') = '')"
