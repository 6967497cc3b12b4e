"""What the star holds: all rows of all columns, and a hash of each table that no order changes."""

import hashlib
from collections.abc import Callable
from typing import Any

from redshift_connector.core import Connection

from warehouse.planning.load_order import STAR_TABLES

Star = dict[str, list[tuple[Any, ...]]]


def read_star(connect: Callable[[], Connection]) -> Star:
    """Every row of each star table, sorted, as one transaction sees them."""
    with connect() as connection, connection.cursor() as cursor:
        star = {}
        for table in STAR_TABLES:
            cursor.execute(f"select * from star.{table}")
            star[table] = sorted((tuple(row) for row in cursor.fetchall()), key=repr)
        return star


def hash_star(star: Star) -> dict[str, str]:
    """For each table the sum of its rows' hashes, so that only their order does not count."""
    return {table: f"{sum(map(_hash_row, rows)) % 2**128:032x}" for table, rows in star.items()}


def _hash_row(row: tuple[Any, ...]) -> int:
    return int.from_bytes(hashlib.md5(repr(row).encode(), usedforsecurity=False).digest(), "big")
