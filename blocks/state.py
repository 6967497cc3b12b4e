"""Where a laptop keeps the stand-in's database, the sample lake and what batches write."""

import os
from pathlib import Path


def state_directory() -> Path:
    """The directory that `SPARKIFY_HOME` names, else `.sparkify` under the working directory."""
    return Path(os.environ.get("SPARKIFY_HOME") or ".sparkify").absolute()
