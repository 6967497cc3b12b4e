"""The whole flow runs on a laptop against this: Redshift as its own driver sees it, on DuckDB."""

from .directory import Endpoint, ServerStartError
from .process import ensure_running

__all__ = ["Endpoint", "ServerStartError", "ensure_running"]
