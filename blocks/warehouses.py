"""Opens a warehouse by name: the stand-in of this machine, or Redshift through a block."""

from functools import partial
from pathlib import Path

import redshift_connector
from redshift_connector.core import Connection

import local_redshift
from blocks.documents import load_document
from blocks.redshift_credentials import CONNECT_SECONDS, RedshiftCredentials
from blocks.state import local_directory
from warehouse.connection import Warehouse
from warehouse.errors import ConfigurationError

LOCAL = "local"
# COPY must name a role; the stand-in reads files with the rights of its own process
LOCAL_ROLE = "arn:aws:iam::000000000000:role/local-redshift"


def open_warehouse(name: str, lake_uri: str | None = None) -> Warehouse:
    """The warehouse of a name.

    Args:
        name: `local` for the stand-in of this machine, which is started when it does not run, or
            the name of a `RedshiftCredentials` block.
        lake_uri: The lake that will be loaded. The stand-in keeps a database for each lake, as the
            natural keys of two lakes are not told apart; without it, that of the last lake.

    Raises:
        ConfigurationError: The block is missing or wrong, or the stand-in does not start.
    """
    if name == LOCAL:
        return _open_local(lake_uri)
    credentials = load_document(RedshiftCredentials, name, others="'local'")
    return Warehouse(
        name,
        credentials.connect,
        credentials.iam_role,
        statement_seconds=credentials.statement_timeout_seconds,
    )


def _open_local(lake_uri: str | None) -> Warehouse:
    directory = local_directory(lake_uri)
    try:
        local_redshift.ensure_running(directory)
    except local_redshift.ServerStartError as error:
        raise ConfigurationError(str(error)) from error
    return Warehouse(LOCAL, partial(_connect_local, directory), LOCAL_ROLE)


def _connect_local(directory: Path) -> Connection:
    """Connects to the stand-in; it is started again when it has stopped as nobody used it."""
    endpoint = local_redshift.ensure_running(directory)
    return redshift_connector.connect(
        host=endpoint.host,
        port=endpoint.port,
        database=endpoint.database,
        user=endpoint.user,
        password="",
        ssl=False,
        timeout=CONNECT_SECONDS,
        application_name="sparkify-etl",
    )
