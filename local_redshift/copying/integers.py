"""Integers as COPY reads them: digits alone.

DuckDB's own casts take `1.5`, `1e3`, `0x1F` and `1_000` as well and round; Redshift does not.
"""


def integer_sql(raw: str, duckdb_type: str) -> str:
    """SQL for an integer written in digits; NULL for anything else."""
    number = f"try_cast({raw} as {duckdb_type})"
    return when_digits(raw, number, number)


def when_digits(raw: str, number: str, value: str) -> str:
    """SQL for a value where a text that DuckDB takes for this integer is written in digits.

    Two branches, as DuckDB evaluates the second only for the rows that the first has not taken.
    """
    others = f"trim({raw}, e'+-0123456789 \\t\\n\\f\\r') = ''"
    return (
        f"case when cast({number} as varchar) = {raw} then {value} when {others} then {value} end"
    )
