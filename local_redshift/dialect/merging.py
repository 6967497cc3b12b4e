"""MERGE, of which DuckDB knows the statement but not that two matches of one row are an error."""

from collections.abc import Sequence

from local_redshift.dialect.reader import Reader
from local_redshift.dialect.statement import Statement
from local_redshift.errors import not_supported


def merge(reader: Reader, path: Sequence[str]) -> Statement:
    """MERGE INTO ... USING ... ON ..."""
    raise not_supported("MERGE")
