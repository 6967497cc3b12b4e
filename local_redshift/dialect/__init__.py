"""Redshift SQL in, DuckDB SQL out, with Redshift's meaning.

Known to differ, so that what runs here may not run there or give something else:

- Blanks at the end of a VARCHAR count when values are compared; Redshift disregards them, and cuts
  them off a value that is too long, which is refused here.
- WHERE and HAVING know the names that the list of columns gives.
- A boolean goes where a number is due, and a number where a condition is. CASE, COALESCE and UNION
  bring columns of different types together; literals and casts are compared (`matching.py`).
- A NUMERIC division has eight decimals whatever its operands have.
- CREATE TABLE AS gives no limit to texts that are expressions (`completed_tables.py`).
- A late-binding view is as any other: its tables must be there, and are not dropped below it.
- A user that was never created may do everything; rights bind those that were.
- Rights are on databases, schemas, tables and views. Of the roles that Redshift has by itself only
  `sys:superuser` and what the others see of system views have a meaning.
"""

from local_redshift.dialect.bootstrapping import SESSION_SETTINGS, bootstrap
from local_redshift.dialect.inference import type_question
from local_redshift.dialect.parsing import parse
from local_redshift.dialect.relations import OWN_SCHEMAS
from local_redshift.dialect.splitting import fill_parameters, split
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
    "fill_parameters",
    "parse",
    "split",
    "to_duckdb",
    "type_question",
]
