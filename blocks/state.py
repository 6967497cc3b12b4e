"""Where a laptop keeps the stand-in's database, the sample lake and what batches write."""

import hashlib
import os
import threading
from pathlib import Path

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
    """The directory of the stand-in's database for a lake, which becomes the current one.

    `redshift` in the state directory is a link to the current one; the dashboard and
    `python -m local_redshift` follow it.

    Args:
        lake_uri: The lake's root; None for whichever is current.

    Raises:
        ConfigurationError: The state directory cannot be used.
    """
    link = state_directory() / "redshift"
    if lake_uri is None:
        return link.resolve()
    digest = hashlib.sha256(lake_uri.encode()).hexdigest()[:8]
    directory = make_state_directory(f"redshift-{Path(lake_uri).name}-{digest}")
    if link.is_symlink() or not link.exists():
        draft = link.with_name(f"redshift-link-{os.getpid()}-{threading.get_ident()}")
        draft.symlink_to(directory.name)
        draft.replace(link)
    return directory
