"""A process that holds tables inside a transaction and waits; tests suspend it there.

`python tests/support/stuck_writer.py DIRECTORY STATEMENT` takes the lease on the stand-in of a
directory, begins a step with the statement, and writes a line once it holds the tables.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from subprocess import PIPE, Popen

from stand_in import StandIn

from warehouse.database.lease import take_lease


@contextmanager
def stuck_writer(stand_in: StandIn, statement: str) -> Iterator[Popen[str]]:
    """A process that holds the tables that a statement writes; it ends with the block."""
    command = [sys.executable, __file__, str(stand_in.directory), statement]
    with Popen(command, stdin=PIPE, stdout=PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline() == "holding\n"
            yield process
        finally:
            process.kill()


def _main() -> None:
    directory, statement = sys.argv[1:]
    lease = take_lease(StandIn(Path(directory)).warehouse, "stuck")
    assert lease is not None
    with lease, lease.warehouse.transaction() as session:
        session.run(statement)
        print("holding", flush=True)  # noqa: T201 - this is how the test knows
        sys.stdin.readline()


if __name__ == "__main__":
    _main()
