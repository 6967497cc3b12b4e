"""What a run leaves behind that no one needs after it."""

from pathlib import Path

from stand_in import StandIn


def find_leftovers(stand_in: StandIn, work: Path) -> list[str]:
    """Tables of staging and audit that hold rows, files of batches, and a lease that is held."""
    names = stand_in.rows(
        "select table_schema || '.' || table_name as name from svv_tables "
        "where table_schema in ('staging', 'audit') and table_type = 'BASE TABLE'"
    )
    counts = " union all ".join(
        f"select '{row['name']}' as name, count(*) as row_count from {row['name']}" for row in names
    )
    held = stand_in.rows("select batch_id from ops.lease where batch_id is not null")
    return [
        *sorted(row["name"] for row in stand_in.rows(counts) if row["row_count"]),
        *sorted(path.name for path in work.glob("*")),
        *(f"lease of {row['batch_id']}" for row in held),
    ]
