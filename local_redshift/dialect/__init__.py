"""Redshift SQL in, DuckDB SQL out, with Redshift's meaning.

Known to differ, so that what runs here may not run there or give something else:

- Blanks that make a value too long are cut by INSERT of VALUES alone: elsewhere it is refused.
- WHERE and HAVING know the names that the list of columns gives.
- A boolean goes where a number is due, and a number where a condition is. CASE, COALESCE and UNION
  bring columns of different types together; literals and casts are compared (`matching.py`).
- A NUMERIC division has eight decimals whatever its operands have.
- CREATE TABLE AS gives no limit to texts that are expressions (`completed_tables.py`).
- The tables of a late-binding view must be there when it is made.
- A user that was never created may do everything; rights bind those that were.
- Rights are on databases, schemas, tables and views. Of the roles that Redshift has by itself only
  `sys:superuser` and what the others see of system views have a meaning.
"""

from local_redshift.dialect.bootstrapping import SESSION_SETTINGS, bootstrap
from local_redshift.dialect.grammar import can_parse
from local_redshift.dialect.inference import type_question
from local_redshift.dialect.parsing import parse
from local_redshift.dialect.relations import BINDS_LATE, OWN_SCHEMAS
from local_redshift.dialect.splitting import fill_parameters, split
from local_redshift.dialect.statement import Argument, Kind, SessionValues, Statement, TextLength
from local_redshift.dialect.translating import to_duckdb

__all__ = [
    "BINDS_LATE",
    "OWN_SCHEMAS",
    "SESSION_SETTINGS",
    "Argument",
    "Kind",
    "SessionValues",
    "Statement",
    "TextLength",
    "bootstrap",
    "can_parse",
    "fill_parameters",
    "parse",
    "split",
    "to_duckdb",
    "type_question",
]
