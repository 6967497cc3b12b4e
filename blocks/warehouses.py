"""Opens a warehouse by name: the stand-in of this machine, or Redshift through a block."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import redshift_connector
from redshift_connector.core import Connection

import local_redshift
from blocks.state import local_directory, show_lake, state_directory
from warehouse.database.connection import Warehouse
from warehouse.errors import ConfigurationError, TransientError

LOCAL = "local"
_FILES = "file://"
_CONNECT_SECONDS = 30  # a server that accepts and then says nothing is given up
# COPY must name a role; the stand-in reads the lakes that were opened, whatever the role
LOCAL_ROLE = "arn:aws:iam::000000000000:role/local-redshift"


def open_warehouse(name: str, lake_uri: str | None = None, *, shown_lake: str = "") -> Warehouse:
    """The warehouse of a name.

    Args:
        name: `local` for the stand-in of this machine, which is started when it does not run, or
            the name of a `RedshiftCredentials` block.
        lake_uri: The lake that will be loaded. The stand-in keeps a database for each lake, as the
            natural keys of two lakes are not distinguished; without it, that of the last lake.
        shown_lake: A lake of this machine that is only read: its URI, or a part of it.

    Raises:
        ConfigurationError: The block is missing or wrong, the lake is not known, or the stand-in
            does not start.
        TransientError: The stand-in was ended again and again while it started.
    """
    if name == LOCAL:
        return _open_local(_find_shown(shown_lake) if shown_lake else local_directory(lake_uri))
    if shown_lake:
        raise ConfigurationError(
            f"The warehouse {name!r} has one star, and no lake to choose. Leave --lake out."
        )
    from blocks.documents import load_document  # noqa: PLC0415 - Prefect and AWS take seconds
    from blocks.redshift_credentials import RedshiftCredentials  # noqa: PLC0415

    credentials = load_document(RedshiftCredentials, name, others="'local'")
    return Warehouse(
        name,
        credentials.connect,
        credentials.iam_role,
        statement_seconds=credentials.statement_timeout_seconds,
    )


def publish_lake(name: str, lake_uri: str) -> None:
    """Makes a lake the one that people see who name none, where a warehouse has several."""
    if name == LOCAL:
        show_lake(lake_uri)


def _find_shown(lake: str) -> Path:
    try:
        return local_redshift.find_lake(state_directory(), lake)
    except local_redshift.LakeNotFoundError as error:
        raise ConfigurationError(str(error)) from error


def _open_local(directory: Path) -> Warehouse:
    lake_uri = local_redshift.read_lake(directory)
    with _sorted_errors():
        local_redshift.ensure_running(directory)
        lakes = [lake_uri] if lake_uri.startswith(_FILES) else []
        folders = [state_directory(), *(Path(uri.removeprefix(_FILES)) for uri in lakes)]
        local_redshift.allow_reading(directory, folders)
    warehouse = Warehouse(LOCAL, partial(_connect_local, directory), LOCAL_ROLE)
    warehouse.write_psql = lambda: local_redshift.ensure_running(directory).psql_command
    if lake_uri:
        warehouse.title = f"{LOCAL}, lake {lake_uri.removeprefix(_FILES)}"
    return warehouse


def _connect_local(directory: Path) -> Connection:
    """Connects to the stand-in; it is started again when it has stopped as nobody used it."""
    with _sorted_errors():
        values = local_redshift.ensure_running(directory).driver_values
    named = {"timeout": _CONNECT_SECONDS, "application_name": "sparkify-etl"}
    return redshift_connector.connect(**values | named)


@contextmanager
def _sorted_errors() -> Iterator[None]:
    """Gives the stand-in's errors the classes of ours: whether a retry can help."""
    try:
        yield
    except local_redshift.ServerNotReadyError as error:
        raise TransientError(f"{error} Another try can help.") from error
    except (local_redshift.ServerStartError, OSError) as error:
        raise ConfigurationError(str(error)) from error
