"""Where a laptop keeps the stand-in's database, the sample lake and what batches write."""

import hashlib
import os
import threading
from pathlib import Path


def state_directory() -> Path:
    """The directory that `SPARKIFY_HOME` names, else `.sparkify` under the working directory."""
    return Path(os.environ.get("SPARKIFY_HOME") or ".sparkify").absolute()


def local_directory(lake_uri: str | None) -> Path:
    """The directory of the stand-in's database for a lake, which becomes the current one.

    `redshift` in the state directory is a link to the current one; the dashboard and
    `python -m local_redshift` follow it.

    Args:
        lake_uri: The lake's root; None for whichever is current.
    """
    link = state_directory() / "redshift"
    if lake_uri is None:
        return link.resolve()
    digest = hashlib.sha256(lake_uri.encode()).hexdigest()[:8]
    directory = link.with_name(f"redshift-{Path(lake_uri).name}-{digest}")
    directory.mkdir(parents=True, exist_ok=True)
    if link.is_symlink() or not link.exists():
        draft = link.with_name(f"redshift-link-{os.getpid()}-{threading.get_ident()}")
        draft.symlink_to(directory.name)
        draft.replace(link)
    return directory
