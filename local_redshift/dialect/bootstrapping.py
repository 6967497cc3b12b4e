"""What a database file needs before the first statement: `public`, the macros, the catalogue."""

import duckdb

from local_redshift.database import build_once
from local_redshift.dialect import macros, rights_catalogue
from local_redshift.dialect.catalogue import VIEWS
from local_redshift.dialect.leader import LEADER_MACROS

SESSION_SETTINGS = (
    "set integer_division = true",
    "set TimeZone = 'UTC'",
    "set search_path = 'public'",
)


def bootstrap(connection: duckdb.DuckDBPyConnection) -> None:
    """Creates the macros and the system views, unless this version's are there already."""
    build_once(
        connection,
        "dialect",
        [
            *rights_catalogue.TABLES,
            *VIEWS,
            *rights_catalogue.MACROS,
            *macros.definitions(),
            *LEADER_MACROS,
        ],
    )
