"""The command line of the flows: options in, a report or one clear line out."""

import argparse
import sys
from collections.abc import Sequence
from datetime import date
from typing import Any

from prefect import Flow

from blocks.lakes import open_lake
from blocks.warehouses import open_warehouse
from warehouse import reconciliation_text
from warehouse.errors import ConfigurationError, WarehouseError
from warehouse.plan_text import describe_plan
from warehouse.report import Report, write_text

EXIT_FAILED = 1
EXIT_USAGE = 2


def run_etl(flow: Flow[..., Any], arguments: Sequence[str]) -> int:
    """Runs the ETL flow with command-line arguments and prints what it did.

    Returns:
        Exit code: 0 done, 1 failed, 2 asked for what does not exist.
    """
    options = vars(_parse(arguments))
    try:
        lake = open_lake(options["lake"])  # what does not exist is told before anything starts
        open_warehouse(options["warehouse"], lake.uri)
        report: Report = flow(**options)
    except ConfigurationError as error:
        print(f"etl_flow: {error}", file=sys.stderr)  # noqa: T201
        return EXIT_USAGE
    except WarehouseError as error:
        print(f"\nFAILED: {error}", file=sys.stderr)  # noqa: T201
        return EXIT_FAILED
    if options["plan_only"] and report.batch is not None:
        print(describe_plan(report.batch))  # noqa: T201
    print(write_text(report))  # noqa: T201
    return 0


def run_reconcile(flow: Flow[..., Any], arguments: Sequence[str]) -> int:
    """Runs the reconcile flow with command-line arguments and prints what it found.

    Returns:
        Exit code: 0 done, also when something was found; 1 failed, 2 asked for what does not exist.
    """
    options = _parse_reconcile(arguments)
    try:
        lake = open_lake(options["lake"])  # what does not exist is told before anything starts
        open_warehouse(options["warehouse"], lake.uri)
        done = flow(**options)
    except ConfigurationError as error:
        print(f"reconcile_flow: {error}", file=sys.stderr)  # noqa: T201
        return EXIT_USAGE
    except WarehouseError as error:
        print(f"\nFAILED: {error}", file=sys.stderr)  # noqa: T201
        return EXIT_FAILED
    print(reconciliation_text.write_text(done.found, done.rebuilt))  # noqa: T201
    return 0


def _parse_reconcile(arguments: Sequence[str]) -> dict[str, Any]:
    parser = argparse.ArgumentParser(
        prog="python flows/reconcile_flow.py",
        description="Tells where Sparkify's lake, the ledger of loaded files and the star "
        "disagree; changes nothing without --rebuild-ledger.",
        epilog="Exit code: 0 compared, also when they disagree: the list tells; 1 failed; 2 asked "
        "for what does not exist.",
    )
    _add_places(parser)
    _add_window(parser)
    parser.add_argument(
        "--rebuild-ledger",
        action="store_true",
        help="first write into the ledger the files whose content is proven to be in the star; "
        "what is not proven is left out, and the next run loads it",
    )
    options = vars(parser.parse_args(arguments))
    first_day, last_day = options["first_day"], options["last_day"]
    if first_day and last_day and first_day > last_day:
        parser.error(f"argument --from: {first_day} is later than --to {last_day}")
    return options


def _parse(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python flows/etl_flow.py",
        description="Loads what is new or changed in Sparkify's lake into the star schema.",
    )
    _add_places(parser)
    _add_window(parser)
    parser.add_argument(
        "--full", action="store_true", help="load every file again, not only new and changed ones"
    )
    parser.add_argument(
        "--prune",
        action="store_true",
        help="take the rows of files that are gone from the lake out of the star",
    )
    parser.add_argument(
        "--max-rejected",
        type=int,
        default=100,
        metavar="LINES",
        help="most lines that may be rejected; more, and nothing is published "
        "(default: %(default)s)",
    )
    parser.add_argument(
        "--plan",
        dest="plan_only",
        action="store_true",
        help="print the days, files, bytes and SQL of what would be loaded, and change nothing",
    )
    return parser.parse_args(arguments)


def _add_places(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--warehouse",
        default="local",
        help="'local' for the stand-in of this machine, or the name of a redshift-credentials "
        "block (default: %(default)s)",
    )
    parser.add_argument(
        "--lake",
        default="sample",
        help="'sample' for generated files, a directory that holds log_data/ and song_data/, or "
        "the name of a sparkify-lake block (default: %(default)s)",
    )


def _add_window(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--from",
        dest="first_day",
        type=date.fromisoformat,
        default=None,
        metavar="YYYY-MM-DD",
        help="look at events of this UTC day and later (default: all)",
    )
    parser.add_argument(
        "--to",
        dest="last_day",
        type=date.fromisoformat,
        default=None,
        metavar="YYYY-MM-DD",
        help="look at events of this UTC day and earlier (default: all)",
    )
