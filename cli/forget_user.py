"""Removes one user from the warehouse: `python cli/forget_user.py --help`.

No Prefect flow, as Prefect would keep the user's id among the parameters of its runs.
"""

import argparse
import sys
import uuid
from collections.abc import Sequence

from blocks.lakes import open_lake
from blocks.warehouses import open_warehouse
from cli.options import add_places, explain
from warehouse.database.connection import Warehouse
from warehouse.database.lease import take_lease
from warehouse.database.tables import update_tables
from warehouse.errors import LeaseHeldError, WarehouseError
from warehouse.publishing.forgetting import ForgottenUser, forget_user


def run_forget(arguments: Sequence[str]) -> int:
    """Forgets the user whom command-line arguments name, and prints what was removed.

    Returns:
        Exit code: 0 done, also when nothing was there; 1 failed, 2 asked for what does not exist,
        130 interrupted.
    """
    options = _make_parser().parse_args(arguments)
    try:
        warehouse = open_warehouse(options.warehouse, open_lake(options.lake).uri)
        done = forget(warehouse, options.user_id)
    except (WarehouseError, KeyboardInterrupt) as error:
        return explain("forget_user", error)
    print(describe(done))  # noqa: T201
    return 0


def forget(warehouse: Warehouse, user_id: str) -> ForgottenUser:
    """Removes a user while no other run writes.

    Raises:
        LeaseHeldError: Another run is at work.
    """
    update_tables(warehouse)
    lease = take_lease(warehouse, str(uuid.uuid4()), report=_report)
    if lease is None:
        raise LeaseHeldError(
            "The user was not removed: another run holds the lease and is at work. Nothing was "
            "changed. Wait until it ends, then run this again."
        )
    with lease:
        return forget_user(lease, user_id)


def describe(done: ForgottenUser) -> str:
    """What was removed, and what is left to do; it does not name the user."""
    held = f"{len(done.file_uris):,} loaded files hold" if done.file_uris else "No known file holds"
    return "\n".join(
        [
            "The user is removed, and no later run loads the user again.",
            "",
            *(f"  {table:<18} {rows:,} rows" for table, rows in done.rows.items()),
            "",
            "Plays stay, without user, location and user agent. The files of the lake were not",
            f"touched. {held} an event of the user{':' if done.file_uris else '.'}",
            *(f"  {uri}" for uri in done.file_uris),
        ]
    )


def _report(line: str) -> None:
    print(line, file=sys.stderr)  # noqa: T201


def _make_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python cli/forget_user.py",
        description="Removes one user from star, ops, staging and audit, in one transaction, and "
        "keeps later runs from loading the user again. The files of the lake are not touched.",
        epilog="Exit code: 0 removed, also when nothing was there; 1 failed; 2 asked for what does "
        "not exist.",
    )
    parser.add_argument("user_id", metavar="USER_ID", help="the user's id, as star.users has it")
    add_places(parser)
    return parser


if __name__ == "__main__":
    sys.exit(run_forget(sys.argv[1:]))
