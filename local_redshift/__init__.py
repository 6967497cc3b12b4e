"""The whole flow runs on a laptop against this: Redshift as its own driver sees it, on DuckDB."""

from .directory import Endpoint, ServerNotReadyError, ServerStartError, allow_reading
from .process import ensure_running

__all__ = [
    "Endpoint",
    "ServerNotReadyError",
    "ServerStartError",
    "allow_reading",
    "ensure_running",
]
