"""What is asked of a warehouse: connections, statements, and the seconds that they take."""

import threading
import time
from dataclasses import dataclass, field
from typing import Any

from redshift_connector.core import Connection


@dataclass
class Usage:
    """Counts since it was made, for all threads.

    Attributes:
        connections: Times that somebody signed in.
        statements: Statements, those of transactions and checks as well.
        seconds: Until their answers began; of statements at the same time, all are added.
    """

    connections: int = 0
    statements: int = 0
    seconds: float = 0.0
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def count(self, connection: Connection) -> None:
        """Counts what is asked on a connection from now on, whoever uses it."""
        execute = connection.execute

        def counted(*values: Any) -> None:
            began = time.monotonic()
            try:
                execute(*values)
            finally:
                with self._lock:
                    self.statements += 1
                    self.seconds += time.monotonic() - began

        vars(connection)["execute"] = counted
        with self._lock:
            self.connections += 1

    def __str__(self) -> str:
        return (
            f"{self.statements:,} statements on {self.connections:,} connections, "
            f"{self.seconds:,.1f} s"
        )
