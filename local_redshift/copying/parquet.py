"""COPY of Parquet: columns by their place, types as they are, all rows or none.

Source: docs.aws.amazon.com/redshift/latest/dg/copy-usage_notes-copy-from-columnar.html
"""

from pathlib import Path

import duckdb

from local_redshift.stored_tables import quote_name

from .stores import SourceFile, load_failed
from .target import TargetTable

_SCAN_ERROR = 15007


def insert_file(
    connection: duckdb.DuckDBPyConnection, table: TargetTable, source: SourceFile, path: Path
) -> int:
    """Inserts the rows of one file and gives their number.

    Raises:
        RedshiftError: XX000 when it is no Parquet, or has other columns than the table.
    """
    try:
        found = connection.execute("describe from read_parquet(?)", [str(path)]).fetchall()
    except (duckdb.InvalidInputException, duckdb.IOException) as error:
        raise _refused(f"File '{source.uri}' is not a Parquet file: {error}") from error
    if len(found) != len(table.columns):
        raise _refused(
            "Unmatched number of columns between table and file."
            f" Table columns: {len(table.columns)}, Data columns: {len(found)}"
        )
    for column, (name, kind, *_) in zip(table.columns, found, strict=True):
        if _family(column.duckdb_type) != _family(kind):
            raise _refused(
                f"File '{source.uri}' has an incompatible Parquet schema for column '{name}'."
                f" Column type: {column.duckdb_type}, Parquet schema: {kind}"
            )
    names = ", ".join(quote_name(column.name) for column in table.columns)
    [[rows]] = connection.execute(
        f"insert into {table.quoted_name} ({names}) from read_parquet(?)", [str(path)]
    ).fetchall()
    return int(rows)


def _family(kind: str) -> str:
    return "TIMESTAMP" if kind.startswith("TIMESTAMP") else kind


def _refused(context: str) -> Exception:
    return load_failed("Spectrum Scan Error", _SCAN_ERROR, context)
