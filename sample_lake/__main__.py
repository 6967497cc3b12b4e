"""Makes a lake from the command line: `python -m sample_lake DIRECTORY`."""

import argparse
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from sample_lake.lake import FIRST_DAY, LakeError, make_lake


def main(arguments: Sequence[str] | None = None) -> int:
    """Returns the exit code: 0 made, 1 cannot write, 2 wrongly asked, 130 stopped by Ctrl-C."""
    asked = vars(_parser().parse_args(arguments))
    directory = asked.pop("directory")
    try:
        lake = make_lake(directory, **asked)
    except LakeError as error:
        return _fail(str(error), 2)
    except OSError as error:
        return _fail(f"{directory}: cannot be written ({error}). Nothing was left behind.", 1)
    except KeyboardInterrupt:
        return _fail(f"{directory}: stopped. Nothing was left behind.", 130)
    print(
        f"{lake.directory}: {lake.events:,} events ({lake.plays:,} plays) of {lake.days:,} days, "
        f"{lake.songs:,} songs, {lake.files:,} files, {lake.size_bytes / 1e6:,.1f} MB"
    )
    return 0


def _fail(message: str, code: int) -> int:
    print(f"sample_lake: {message}", file=sys.stderr)
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m sample_lake",
        description="Makes a lake of plausible Sparkify files: activity logs by day, a song "
        "catalogue and a JSONPaths file. The same options give the same bytes.",
        epilog="Example: python -m sample_lake /tmp/lake --events 1000000 --songs 15000 --days 90",
    )
    add = parser.add_argument
    add("directory", type=Path, metavar="DIRECTORY", help="where; must not exist or be empty")
    add("--events", type=int, default=8000, help="events in all (default %(default)s)")
    add("--songs", type=int, default=1000, help="songs, a file each (default %(default)s)")
    add("--days", type=int, default=30, help="UTC days with events (default %(default)s)")
    add("--users", type=int, help="users (default one for 83 events, 12 at least)")
    add("--first-day", type=_day, default=FIRST_DAY, metavar="YYYY-MM-DD",
        help="first day of the events (default %(default)s)")  # fmt: skip
    add("--seed", type=int, default=42, help="another seed, another lake (default %(default)s)")
    add("--force", action="store_true", help="replace the lake that is there")
    return parser


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        message = f"{text!r} is no day. Write it as 2024-11-01."
        raise argparse.ArgumentTypeError(message) from error


if __name__ == "__main__":
    sys.exit(main())
