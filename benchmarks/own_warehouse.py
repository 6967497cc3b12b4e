"""A warehouse of a benchmark's own, with a directory for its lake; nothing of it is left behind."""

import os
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from blocks.warehouses import open_warehouse
from local_redshift.directory import find_running
from local_redshift.process import stop_running
from warehouse.batch_load import BatchLoad
from warehouse.database.connection import Warehouse
from warehouse.database.lease import Lease, take_lease
from warehouse.database.tables import update_tables
from warehouse.lake.files import Lake
from warehouse.planning.plan import Request, plan_batch


@dataclass(frozen=True)
class OwnWarehouse:
    """A new warehouse with its tables.

    Attributes:
        directory: The state directory; COPY may read what lies in it.
        warehouse: The warehouse.
        stand_in: Process id of the stand-in.
    """

    directory: Path
    warehouse: Warehouse
    stand_in: int

    def take_lease(self, batch_id: str) -> Lease:
        """The lease, which nobody else can hold."""
        lease = take_lease(self.warehouse, batch_id)
        if lease is None:
            raise RuntimeError("the stand-in is new, and yet another run holds the lease")
        return lease

    def load(self, lake: Lake) -> None:
        """Runs the steps of a load, without checks, one after the other."""
        with self.warehouse.keep_connections():
            update_tables(self.warehouse)
            batch_id = str(uuid.uuid4())
            with self.take_lease(batch_id) as lease:
                batch = plan_batch(self.warehouse, lake, Request(), batch_id)
                BatchLoad(lease, lake, batch, 100).run_all()

    def read_cpu_seconds(self) -> float:
        """CPU seconds of this process and the stand-in."""
        return time.process_time() + read_cpu_seconds(self.stand_in)

    def count_cpu_seconds(self, work: Callable[[], object]) -> float:
        """CPU seconds of both while something is done."""
        before = self.read_cpu_seconds()
        work()
        return self.read_cpu_seconds() - before


@contextmanager
def open_own_warehouse() -> Iterator[OwnWarehouse]:
    """A warehouse in a temporary state directory, which ends with the block."""
    with tempfile.TemporaryDirectory() as directory:
        os.environ["SPARKIFY_HOME"] = directory
        database = Path(directory) / "redshift"
        warehouse = open_warehouse("local", Path(directory).as_uri())
        try:
            update_tables(warehouse)
            endpoint = find_running(database)
            yield OwnWarehouse(Path(directory), warehouse, endpoint.pid if endpoint else 0)
        finally:
            stop_running(database)


def read_cpu_seconds(process_id: int) -> float:
    """CPU seconds of a process, user and system, as Linux counts them; 0 elsewhere."""
    try:
        stat = Path(f"/proc/{process_id}/stat").read_text()
    except FileNotFoundError:
        return 0.0
    ticks = stat.rpartition(")")[2].split()[11:13]  # user and system time, after the name
    return sum(map(int, ticks)) / os.sysconf("SC_CLK_TCK")
