"""Opens a lake by name: the sample, a directory, or a bucket through a block."""

import re
from pathlib import Path

import sample_lake
from blocks.documents import load_document
from blocks.sparkify_lake import SparkifyLake
from blocks.state import make_state_directory, state_directory
from local_redshift.private_files import make_private
from warehouse.lake.directory_lake import DirectoryLake
from warehouse.lake.files import Lake

SAMPLE = "sample"
_BLOCK_NAME = re.compile(r"[a-z0-9-]+")


def open_lake(name: str) -> Lake:
    """The lake of a name.

    Args:
        name: `sample` for generated files, which are made when they are not there; a directory; or
            the name of a `SparkifyLake` block.

    Raises:
        ConfigurationError: There is no such directory, the block is missing or wrong, or the state
            directory cannot be used.
    """
    if name == SAMPLE:
        return DirectoryLake(_make_sample(), make_state_directory("work"))
    if Path(name).is_dir() or not _BLOCK_NAME.fullmatch(name):
        return DirectoryLake(Path(name), make_state_directory("work"))
    return load_document(SparkifyLake, name, others="'sample' nor a directory").open()


def _make_sample() -> Path:
    directory = state_directory() / "sample_lake"
    if not directory.is_dir():
        make_state_directory("work")  # and with it what is above the lake
        sample_lake.make_lake(directory)
        make_private(directory)
    return directory
