"""Redshift SQL in, DuckDB SQL out, with Redshift's meaning."""

from local_redshift.dialect.bootstrapping import SESSION_SETTINGS, bootstrap
from local_redshift.dialect.parsing import parse
from local_redshift.dialect.relations import OWN_SCHEMAS
from local_redshift.dialect.splitting import split
from local_redshift.dialect.statement import Argument, Kind, SessionValues, Statement, TextLength
from local_redshift.dialect.translating import to_duckdb

__all__ = [
    "OWN_SCHEMAS",
    "SESSION_SETTINGS",
    "Argument",
    "Kind",
    "SessionValues",
    "Statement",
    "TextLength",
    "bootstrap",
    "parse",
    "split",
    "to_duckdb",
]
