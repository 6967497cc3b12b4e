"""The directory of one server: who holds it, and where that one listens.

| file | what |
| --- | --- |
| `server.lock` | held by the running server, which wrote its process id into it |
| `start.lock` | held by who starts a server, so that two at once start one |
| `endpoint.json` | where the running server listens; written when it does |
| `server.log` | what the server printed |
| `pgpass` | the password, as psql reads it |
| `lakes` | the folders that COPY may read, one a line, as JSON |
| `lake` | URI of the lake whose tables are in the database, where that was noted |
| `warehouse.duckdb` | the data |
"""

import fcntl
import hashlib
import json
import os
import shlex
import socket
import struct
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any

from .authentication import password_file, read_password
from .private_files import close_to_others, make_private, open_private

_LAKES, _LAKE = "lakes", "lake"
# for who types queries; on Redshift: ALTER USER ... SET search_path TO star, public
PEOPLES_PATH = "star,public"
_LOOK_SECONDS = 0.02
_SSL_REQUEST = struct.pack("!ii", 8, 80877103)


class ServerStartError(Exception):
    """The server did not start; the message says why and where its log is."""


class LakeNotFoundError(Exception):
    """No database of this machine is of such a lake, or several are; the message lists them."""


class ServerNotReadyError(ServerStartError):
    """It was ended while it started, or is slow: another try can help."""


@dataclass(frozen=True)
class Endpoint:
    """Where a running server listens."""

    host: str
    port: int
    database: str
    user: str
    pid: int
    directory: Path
    started_at: float  # seconds since 1970
    code: str = ""  # what `code_version` was when it started

    @property
    def password(self) -> str:
        """The password that the server asks for.

        Raises:
            ServerStartError: There is none to be read.
        """
        try:
            return read_password(self.directory)
        except FileNotFoundError as error:
            raise ServerStartError(
                f"{self.directory}: the server that runs there has no password file, as it is of an"
                f" older version or the file was removed. Stop it when nobody uses it: python -m"
                f" local_redshift stop --directory '{self.directory}'. Then run again."
            ) from error

    @property
    def psql_command(self) -> str:
        """What opens the database in psql, which reads the password from its file."""
        place = f"-h {self.host} -p {self.port} -U {self.user} -d {self.database}"
        password = shlex.quote(str(password_file(self.directory)))
        return f"PGOPTIONS='-c search_path={PEOPLES_PATH}' PGPASSFILE={password} psql {place}"

    @property
    def driver_values(self) -> dict[str, Any]:
        """What redshift_connector's `connect` takes.

        With a name of the application: without one the driver looks for it in every module that is
        imported, for longer than a query takes.

        Raises:
            ServerStartError: There is no password to be read.
        """
        return {
            "host": self.host,
            "port": self.port,
            "database": self.database,
            "user": self.user,
            "password": self.password,
            "ssl": False,
            "application_name": "local_redshift",
        }


def code_version() -> str:
    """A digest that changes when a file of this package does."""
    digest = hashlib.sha256()
    for path in sorted(Path(__file__).parent.rglob("*.py")):
        found = path.stat()
        digest.update(f"{path.name} {found.st_size} {found.st_mtime_ns}\n".encode())
    return digest.hexdigest()[:16]


def find_running(directory: Path) -> Endpoint | None:
    """The endpoint of the server that runs on this directory, if one does and answers."""
    if lock_owner(directory) is None:
        return None
    try:
        found = json.loads((directory / "endpoint.json").read_text())
        endpoint = Endpoint(**{**found, "directory": directory})
    except (OSError, ValueError, TypeError):
        return None
    return endpoint if endpoint.pid == lock_owner(directory) and _answers(endpoint) else None


def lock_owner(directory: Path) -> int | None:
    """The process id of the server that holds the directory; None when nobody does."""
    try:
        with (directory / "server.lock").open("r+") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except OSError:
                return int(file.read().strip() or 0)
    except (FileNotFoundError, ValueError):
        return None
    return None


def allow_reading(directory: Path, folders: Iterable[Path]) -> None:
    """Lets COPY of the directory's server read below folders, from its next statement on."""
    make_private(directory)
    known = readable_folders(directory)
    wanted = dict.fromkeys(folder.resolve() for folder in folders)
    with open(directory / _LAKES, "a", opener=open_private) as file:
        file.writelines(f"{json.dumps(str(path))}\n" for path in wanted if path not in known)


def readable_folders(directory: Path) -> list[Path]:
    """The folders that COPY may read: those that were allowed, and the server's own."""
    try:
        lines = (directory / _LAKES).read_text().splitlines()
    except FileNotFoundError:
        lines = []
    return [directory.resolve(), *(Path(json.loads(line)) for line in lines)]


def note_lake(directory: Path, uri: str) -> None:
    """Notes of which lake the tables in the directory's database are."""
    make_private(directory)
    with open(directory / _LAKE, "w", opener=open_private) as file:
        file.write(uri)


def read_lake(directory: Path) -> str:
    """URI of the lake whose tables are in the directory's database; empty when none was noted."""
    try:
        return (directory / _LAKE).read_text()
    except FileNotFoundError:
        return ""


def find_lake(home: Path, wanted: str) -> Path:
    """The directory of a lake's database.

    Args:
        home: Where the directories are.
        wanted: The lake's URI, its folder, or a part of its URI that no other lake's has; one of
            the end counts before others.

    Raises:
        LakeNotFoundError: No lake is meant, or more than one.
    """
    found = {read_lake(path.parent): path.parent for path in sorted(home.glob(f"*-*/{_LAKE}"))}
    whole = {wanted.rstrip("/"), Path(wanted).absolute().as_uri()}
    ways: list[Callable[[str], bool]] = [
        lambda uri: uri in whole,
        lambda uri: wanted in uri.rpartition("/")[2],
        lambda uri: wanted in uri,
    ]
    for is_meant in ways:
        meant = [path for uri, path in found.items() if is_meant(uri)]
        if len(meant) == 1:
            return meant[0]
    listed = ", ".join(sorted(found)) or "none"
    raise LakeNotFoundError(f"No one lake of {home} is {wanted!r}. There are: {listed}.")


@contextmanager
def hold_directory(directory: Path) -> Iterator[None]:
    """Holds the directory for this server; the system frees it when the process ends, however.

    Raises:
        ServerStartError: Another server holds it.
    """
    make_private(directory)
    close_to_others(directory)
    with (directory / "server.lock").open("a+") as file:
        _lock_for_server(file, directory)
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        (directory / "endpoint.json").unlink(missing_ok=True)
        try:
            yield
        finally:
            (directory / "endpoint.json").unlink(missing_ok=True)


def publish_endpoint(endpoint: Endpoint) -> None:
    """Writes where the server listens, whole or not at all."""
    path = endpoint.directory / "endpoint.json"
    draft = path.with_suffix(".json.new")
    draft.write_text(json.dumps({**asdict(endpoint), "directory": str(endpoint.directory)}))
    draft.replace(path)


def _lock_for_server(file: IO[str], directory: Path) -> None:
    deadline = time.monotonic() + 1  # who only looks holds it for a moment
    while True:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            if time.monotonic() > deadline:
                raise ServerStartError(f"{directory}: a server runs there already") from None
            time.sleep(_LOOK_SECONDS)
        else:
            return


def _answers(endpoint: Endpoint) -> bool:
    """Whether a server accepts connections there; also keeps it from ending as idle."""
    try:
        with socket.create_connection((endpoint.host, endpoint.port), timeout=2) as probe:
            probe.sendall(_SSL_REQUEST)
            return probe.recv(1) == b"N"
    except OSError:
        return False
