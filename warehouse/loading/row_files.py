"""Brings rows that Python knows into a table: as one file in the lake's work folder, by COPY."""

import json
from collections.abc import Mapping, Sequence

from warehouse.database.connection import Session
from warehouse.lake.files import Lake


def load_rows(
    session: Session, lake: Lake, batch_id: str, table: str, rows: Sequence[Mapping[str, object]]
) -> None:
    """Appends rows to a table through its `copy.sql`.

    Args:
        session: The transaction to load in.
        lake: Where the file is written.
        batch_id: The batch whose folder it goes to.
        table: Path of the table's statements, e.g. `staging/batch_files`.
        rows: Column values by name; only JSON types.
    """
    if not rows:
        return
    content = "\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
    source = lake.write(batch_id, table.replace("/", ".") + ".json", content.encode())
    session.copy(f"{table}/copy", source=source, region=lake.region)
