"""The command line: start, stop, status and sql."""

import argparse
import json
import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from .directory import (
    Endpoint,
    LakeNotFoundError,
    ServerStartError,
    allow_reading,
    find_lake,
    find_running,
    lock_owner,
    read_lake,
)
from .process import (
    DEFAULT_IDLE_SECONDS,
    OTHER_PLACE,
    ServerOptions,
    default_directory,
    ensure_running,
    stop_running,
)

_DONE, _FAILED, _MISUSED, _NOT_RUNNING, _INTERRUPTED = 0, 1, 2, 3, 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command.

    Returns:
        0 done, 1 failed, 2 misused, 3 (status, stop) not running.
    """
    parsed = _parser().parse_args(arguments)
    parsed.directory = parsed.directory.resolve()
    try:
        if parsed.lake:
            parsed.directory = find_lake(default_directory().parent, parsed.lake)
        return int(parsed.run(parsed))
    except (ServerStartError, LakeNotFoundError, TimeoutError) as error:
        _complain(str(error))
        return _FAILED
    except BrokenPipeError:  # the reader, such as `head`, has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return _DONE
    except OSError as error:
        _complain(f"{parsed.directory}: {error.strerror or error}. {OTHER_PLACE}")
        return _FAILED
    except KeyboardInterrupt:
        return _INTERRUPTED


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m local_redshift",
        description="A stand-in for Amazon Redshift on this machine: it speaks Redshift's protocol"
        " and SQL on a DuckDB file. Only programs on this machine can reach it.",
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    _add_start(commands)
    stop = _add(commands, "stop", "End the server of the directory and wait until it is gone.")
    stop.set_defaults(run=_stop)
    status = _add(
        commands, "status", "Show where the server listens. Exit code 0 running, 3 not running."
    )
    status.add_argument("--json", action="store_true", help="print one JSON object")
    status.set_defaults(run=_status)
    allow = _add(commands, "allow", "Let COPY read the files below a folder.")
    allow.add_argument("folder", metavar="FOLDER", type=Path, help="a lake, or part of one")
    allow.set_defaults(run=_allow)
    sql = _add(commands, "sql", "Run SQL and print the result, starting the server if needed.")
    sql.add_argument("statements", metavar="SQL", help="what to run; - reads standard input")
    sql.add_argument("--csv", action="store_true", help="print comma-separated values")
    sql.set_defaults(run=_sql)
    return parser


def _add(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]", name: str, text: str
) -> argparse.ArgumentParser:
    command = commands.add_parser(name, help=text, description=text)
    place = command.add_mutually_exclusive_group()
    place.add_argument(
        "--lake",
        help="the database of this lake, by its folder, its URI, or a part of that that no other"
        " has (default: the lake that was loaded last)",
    )
    place.add_argument(
        "--directory",
        type=Path,
        default=default_directory(),
        help="where the server keeps its data, log and address"
        " (default: $SPARKIFY_HOME/redshift, or ./.sparkify/redshift)",
    )
    return command


def _add_start(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    start = _add(commands, "start", "Start the server unless it runs, and show where it listens.")
    start.add_argument(
        "--host", default="127.0.0.1", help="a loopback address (default: %(default)s)"
    )
    start.add_argument(
        "--port", type=int, default=0, help="TCP port; 0 takes a free one (default: %(default)s)"
    )
    start.add_argument(
        "--foreground", action="store_true", help="serve in this process until Ctrl+C"
    )
    start.add_argument(
        "--idle-seconds",
        type=float,
        default=DEFAULT_IDLE_SECONDS,
        help="stop after so long without a client; 0 is never (default: %(default)s)",
    )
    start.add_argument("--threads", type=int, help="threads of a query (default: every core)")
    start.add_argument(
        "--memory-limit", help="as DuckDB spells it, e.g. 4GB (default: half of the memory)"
    )
    start.add_argument("--detach-and-report-to", type=int, help=argparse.SUPPRESS)
    start.set_defaults(run=_start)


def _start(parsed: argparse.Namespace) -> int:
    from .serving import HostRefusedError, check_host, detach, serve  # noqa: PLC0415

    try:
        host = check_host(parsed.host)
    except HostRefusedError as error:
        _complain(str(error))
        return _MISUSED
    options = ServerOptions(
        host, parsed.port, parsed.idle_seconds, parsed.threads, parsed.memory_limit
    )
    if not parsed.foreground:
        _print_status(ensure_running(parsed.directory, options=options))
        return _DONE
    if parsed.detach_and_report_to is not None:
        detach(parsed.detach_and_report_to)
    return serve(parsed.directory, options, parsed.detach_and_report_to)


def _stop(parsed: argparse.Namespace) -> int:
    pid = stop_running(parsed.directory)
    if pid is None:
        _say(f"Nothing runs on {parsed.directory}.")
        return _NOT_RUNNING
    _say(f"Stopped process {pid}.")
    return _DONE


def _status(parsed: argparse.Namespace) -> int:
    endpoint = find_running(parsed.directory)
    if endpoint is None:
        pid = lock_owner(parsed.directory)
        state = "Not running" if pid is None else f"Process {pid} is there and does not answer"
        _say(json.dumps({"running": False}) if parsed.json else f"{state}: {parsed.directory}")
        return _NOT_RUNNING
    if parsed.json:
        _say(json.dumps(_facts(endpoint)))
    else:
        _print_status(endpoint)
    return _DONE


def _facts(endpoint: Endpoint) -> dict[str, object]:
    return {
        "running": True,
        "host": endpoint.host,
        "port": endpoint.port,
        "database": endpoint.database,
        "user": endpoint.user,
        "pid": endpoint.pid,
        "uptime_seconds": round(time.time() - endpoint.started_at, 1),
        "lake": read_lake(endpoint.directory),
        "directory": str(endpoint.directory),
        "psql": endpoint.psql_command,
    }


def _print_status(endpoint: Endpoint) -> None:
    facts = _facts(endpoint)
    del facts["running"]
    width = max(map(len, facts))
    for name, value in facts.items():
        _say(f"{name:<{width}}  {value}")


def _allow(parsed: argparse.Namespace) -> int:
    if not parsed.folder.is_dir():
        _complain(f"{parsed.folder}: there is no such folder. Check the path.")
        return _FAILED
    allow_reading(parsed.directory, [parsed.folder])
    _say(f"COPY on {parsed.directory} may read {parsed.folder.resolve()}.")
    return _DONE


def _sql(parsed: argparse.Namespace) -> int:
    from .cli_sql import run_sql  # noqa: PLC0415 - imports the driver

    text = sys.stdin.read() if parsed.statements == "-" else parsed.statements
    if lake := read_lake(parsed.directory):
        print(f"lake: {lake}", file=sys.stderr)  # noqa: T201 - beside the rows, not among them
    return _DONE if run_sql(ensure_running(parsed.directory), text, csv=parsed.csv) else _FAILED


def _say(text: str) -> None:
    print(text, flush=True)  # noqa: T201 - a command line prints


def _complain(text: str) -> None:
    print(f"local_redshift: {text}", file=sys.stderr)  # noqa: T201 - a command line prints
