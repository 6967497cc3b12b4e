"""The whole flow runs on a laptop against this: Redshift as its own driver sees it, on DuckDB.

Who reads it meets its parts in the order in which a statement does:

- `process`, `directory`, `serving`: a client starts the server when none runs, and finds it.
- `server`, `client_connection`, `authentication`: a thread for each connection that signs in.
- `wire`, `protocol`, `portals`, `parameters`: messages in, the values that are bound to them.
- `session`, `transaction`, `locks`, `interruption`: what one client does, and what ends it.
- `access`: what its user may do, and owns.
- `dialect`: Redshift's SQL becomes DuckDB's, or is refused by name.
- `statements`, `views`, `completed_tables`, `insert_values`, `cursors_and_prepared`: what DuckDB
  does not do alone.
- `copying`, `copy_and_unload`: COPY and UNLOAD, from their options to the lines that are rejected.
- `result`, `values`, `columns`, `oids`, `errors`, `error_rules`: rows and errors on the wire.
"""

from .directory import (
    Endpoint,
    LakeNotFoundError,
    ServerNotReadyError,
    ServerStartError,
    allow_reading,
    find_lake,
    note_lake,
    read_lake,
)
from .process import ensure_running, stop_running

__all__ = [
    "Endpoint",
    "LakeNotFoundError",
    "ServerNotReadyError",
    "ServerStartError",
    "allow_reading",
    "ensure_running",
    "find_lake",
    "note_lake",
    "read_lake",
    "stop_running",
]
