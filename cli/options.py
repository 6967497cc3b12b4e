"""The options of the flows' command lines, and the exit codes; knows no Prefect.

So help and a wrong option are answered at once, before seconds of imports.
"""

import argparse
import sys
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from blocks.lakes import is_place, open_lake
from warehouse.errors import ConfigurationError, WarehouseError
from warehouse.garbage_collection import collect_seldom
from warehouse.planning.limits import RAW_LINE_DAYS

EXIT_FAILED = 1
EXIT_USAGE = 2
EXIT_INTERRUPTED = 130  # what a shell makes of Ctrl-C
_INTERRUPTED = "interrupted. A batch is published whole or not at all; run again for the rest."


def check_options(
    name: str, read: Callable[[Sequence[str]], dict[str, Any]], arguments: Sequence[str]
) -> None:
    """Ends the process when help is asked for, or when an option or a lake's path is wrong."""
    collect_seldom()  # the imports of a command come next
    lake = read(arguments)["lake"]
    try:
        if is_place(lake):
            open_lake(lake)
    except WarehouseError as error:
        sys.exit(explain(name, error))


def read_etl_options(arguments: Sequence[str]) -> dict[str, Any]:
    """The options of the ETL flow, by the names of its parameters."""
    return _read_options(_make_etl_parser(), arguments)


def read_reconcile_options(arguments: Sequence[str]) -> dict[str, Any]:
    """The options of the reconcile flow, by the names of its parameters."""
    return _read_options(_make_reconcile_parser(), arguments)


def explain(name: str, error: BaseException) -> int:
    """Says in one line why there is no result; returns the exit code."""
    if _is_interrupted(error):
        print(f"\n{name}: {_INTERRUPTED}", file=sys.stderr)  # noqa: T201
        return EXIT_INTERRUPTED
    if isinstance(error, ConfigurationError):
        print(f"{name}: {error}", file=sys.stderr)  # noqa: T201
        return EXIT_USAGE
    print(f"\nFAILED: {error}", file=sys.stderr)  # noqa: T201
    return EXIT_FAILED


def _is_interrupted(error: BaseException | None) -> bool:
    """Whether Ctrl-C is behind it; Prefect's temporary server ends by it as well, and is missed."""
    while error is not None:
        if isinstance(error, KeyboardInterrupt):
            return True
        error = error.__cause__ or error.__context__
    return False


def _read_options(parser: argparse.ArgumentParser, arguments: Sequence[str]) -> dict[str, Any]:
    """The options by the names of the flow's parameters; wrong ones end with exit code 2."""
    options = vars(parser.parse_args(arguments))
    first_day, last_day = options["first_day"], options["last_day"]
    if first_day and last_day and first_day > last_day:
        parser.error(f"argument --from: {first_day} is later than --to {last_day}")
    return options


def _make_reconcile_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python flows/reconcile_flow.py",
        description="Shows where Sparkify's lake, the ledger of loaded files and the star "
        "disagree; changes nothing without --rebuild-ledger.",
        epilog="Exit code: 0 they agree; 1 they disagree, and the list says where, or failed; 2 "
        "asked for what does not exist.",
    )
    add_places(parser)
    _add_window(parser)
    parser.add_argument(
        "--rebuild-ledger",
        action="store_true",
        help="first write into the ledger the files whose content is proven to be in the star; "
        "what is not proven is left out, and the next run loads it",
    )
    return parser


def _make_etl_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python flows/etl_flow.py",
        description="Loads what is new or changed in Sparkify's lake into the star schema.",
    )
    add_places(parser)
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
        type=_parse_count,
        default=100,
        metavar="LINES",
        help="most lines that may be rejected of files that are fine otherwise; more, and nothing "
        "is published (default: %(default)s)",
    )
    parser.add_argument(
        "--accept",
        action="append",
        metavar="FILE",
        help="load this file as it is, though a run has left it out: its URI, or the end of it; "
        "may be given several times",
    )
    parser.add_argument(
        "--raw-line-days",
        type=_parse_positive,
        default=RAW_LINE_DAYS,
        metavar="DAYS",
        help="days for which the text of rejected lines, which may name people, is kept in "
        "ops.rejected_lines (default: %(default)s)",
    )
    parser.add_argument(
        "--plan",
        dest="plan_only",
        action="store_true",
        help="print the days, files, bytes and SQL of what would be loaded, and change nothing",
    )
    return parser


def _parse_count(text: str) -> int:
    """A whole number of 0 or more."""
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"{text!r} is no whole number of 0 or more")
    return int(text)


def _parse_positive(text: str) -> int:
    """A whole number of 1 or more."""
    if not text.isdecimal() or int(text) == 0:
        raise argparse.ArgumentTypeError(f"{text!r} is no whole number of 1 or more")
    return int(text)


def _parse_day(text: str) -> date:
    """A day as YYYY-MM-DD."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(
            f"{text!r} is no day; write it as YYYY-MM-DD, e.g. 2018-11-30"
        ) from error


def add_places(parser: argparse.ArgumentParser) -> None:
    """Adds the options that say where to work."""
    parser.add_argument(
        "--warehouse",
        default="local",
        help="'local' for the stand-in of this machine, or the name of a redshift-credentials "
        "block (default: %(default)s)",
    )
    parser.add_argument(
        "--lake",
        default="sample",
        help="'sample' for generated files, a directory or s3://bucket/prefix that holds log_data/ "
        "and song_data/, or the name of a sparkify-lake block (default: %(default)s)",
    )


def _add_window(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--from",
        dest="first_day",
        type=_parse_day,
        default=None,
        metavar="YYYY-MM-DD",
        help="look at events of this UTC day and later (default: all)",
    )
    parser.add_argument(
        "--to",
        dest="last_day",
        type=_parse_day,
        default=None,
        metavar="YYYY-MM-DD",
        help="look at events of this UTC day and earlier (default: all)",
    )
