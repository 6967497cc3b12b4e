"""Where a laptop keeps the stand-in's database, the sample lake and what batches write."""

import hashlib
import os
import threading
from contextlib import suppress
from pathlib import Path

import local_redshift
from local_redshift.private_files import make_private
from warehouse.errors import ConfigurationError


def state_directory() -> Path:
    """The directory that `SPARKIFY_HOME` names, else `.sparkify` under the working directory."""
    return Path(os.environ.get("SPARKIFY_HOME") or ".sparkify").absolute()


def make_state_directory(name: str) -> Path:
    """A part of the state directory, which is made when it is missing, for its owner alone.

    Raises:
        ConfigurationError: It cannot be made, or is not ours.
    """
    home = state_directory()
    try:
        if not home.is_dir() or not any(home.iterdir()):
            make_private(home)
        make_private(home / name)
    except OSError as error:
        raise ConfigurationError(
            f"The state directory {home} cannot be used: {error.filename or home}: "
            f"{error.strerror or error}. Name one that can be written with SPARKIFY_HOME, or "
            "change its rights."
        ) from error
    return home / name


def local_directory(lake_uri: str | None) -> Path:
    """The directory of the stand-in's database for a lake; the first one is shown from then on.

    Args:
        lake_uri: The lake's root; None for whichever is shown.

    Raises:
        ConfigurationError: The state directory cannot be used.
    """
    link = _shown()
    if lake_uri is None:
        return link.resolve()
    digest = hashlib.sha256(lake_uri.encode()).hexdigest()[:8]
    directory = make_state_directory(f"redshift-{Path(lake_uri).name}-{digest}")
    local_redshift.note_lake(directory, lake_uri)
    if not link.exists():
        _show(directory)
    return directory


def show_lake(lake_uri: str) -> None:
    """Makes a lake the one that people see who name none: its load is published.

    `redshift` in the state directory is a link to its database; the dashboard and
    `python -m local_redshift` follow it. A database that was made there before the first load
    stays as `redshift-before`.
    """
    link = _shown()
    if link.is_dir() and not link.is_symlink():
        local_redshift.stop_running(link)
        with suppress(FileNotFoundError):  # another run has done the same
            link.rename(link.with_name("redshift-before"))
    _show(local_directory(lake_uri))


def _shown() -> Path:
    return state_directory() / "redshift"


def _show(directory: Path) -> None:
    draft = directory.with_name(f"redshift-link-{os.getpid()}-{threading.get_ident()}")
    draft.symlink_to(directory.name)
    draft.replace(_shown())
