"""Files and directories that only their owner can read, whatever the umask."""

import os
import stat
from pathlib import Path


def make_private(directory: Path) -> None:
    """Makes a directory, and what is missing above it, and keeps everybody but the owner out.

    Raises:
        OSError: It is no folder, another user's, or one that everybody writes to, such as /tmp.
    """
    missing = [path for path in (directory, *directory.parents) if not path.exists()]
    for path in reversed(missing):
        path.mkdir(exist_ok=True)
        path.chmod(0o700)
    mode = directory.stat().st_mode
    if not stat.S_ISDIR(mode):
        raise NotADirectoryError(None, "Not a directory", str(directory))
    if mode & stat.S_ISVTX:
        raise PermissionError(None, "Everybody may write there", str(directory))
    if mode & 0o077:
        directory.chmod(0o700)


def open_private(path: str, flags: int) -> int:
    """Opens a file for its owner alone; an opener for `open`."""
    descriptor = os.open(path, flags, 0o600)
    os.fchmod(descriptor, 0o600)
    return descriptor


def close_to_others(directory: Path) -> None:
    """Takes from others the files that an older version let them read."""
    for path in directory.iterdir():
        if not path.is_symlink():
            path.chmod(0o700 if path.is_dir() else 0o600)
