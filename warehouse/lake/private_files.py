"""Files of a run that only their owner can read, whatever the umask."""

import os
from pathlib import Path


def write_private(path: Path, content: bytes) -> None:
    """Writes a file in place of what was there."""
    with open(path, "wb", opener=_open) as file:
        file.write(content)


def _open(path: str, flags: int) -> int:
    descriptor = os.open(path, flags, 0o600)
    os.fchmod(descriptor, 0o600)
    return descriptor
