"""Writes the dashboard as one HTML file: `python -m dashboard.export`."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from blocks.state import state_directory
from dashboard.queries import LAKE_HELP, AwayError, EmptyError, open_named, warehouse_name
from dashboard.report import write_report
from warehouse.errors import ConfigurationError


def main(arguments: Sequence[str] | None = None) -> int:
    """Writes the file; returns the exit code."""
    options = _parse(arguments)
    try:
        path = write_report(open_named(options.warehouse, options.lake), options.output)
    except (AwayError, EmptyError, ConfigurationError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    except OSError as error:
        sys.stderr.write(
            f"{error.filename or options.output}: {error.strerror}. Name another file: --output\n"
        )
        return 1
    sys.stdout.write(f"{path}\n")
    return 0


def _parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m dashboard.export",
        description="Writes the dashboard, of all loaded days, as one HTML file that needs no "
        "server and no network, and prints its path.",
    )
    parser.add_argument(
        "--warehouse",
        default=warehouse_name(),
        help="'local', or the name of a block (default %(default)s, from SPARKIFY_WAREHOUSE)",
    )
    parser.add_argument("--lake", default="", help=LAKE_HELP)
    parser.add_argument(
        "--output",
        type=Path,
        default=state_directory() / "reports" / "dashboard.html",
        help="the file to write (default %(default)s)",
    )
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
