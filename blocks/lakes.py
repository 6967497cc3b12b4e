"""Opens a lake by name: the sample, a directory, a bucket, or what a block says."""

import re
from pathlib import Path

import sample_lake
from blocks.state import make_state_directory, state_directory
from local_redshift.private_files import make_private
from warehouse.errors import ConfigurationError
from warehouse.lake.directory_lake import DirectoryLake
from warehouse.lake.files import Lake

SAMPLE = "sample"
_BLOCK_NAME = re.compile(r"[a-z0-9-]+")
_OTHERS = "'sample' nor a directory nor s3://bucket/prefix"
_S3 = "s3://"
_BUCKET_URI = re.compile(r"s3://([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:/(.*))?")


def open_lake(name: str) -> Lake:
    """The lake of a name.

    Args:
        name: `sample` for generated files, which are made when they are not there; a directory;
            `s3://bucket/prefix`, with the AWS credentials of the environment or the machine; or the
            name of a `SparkifyLake` block.

    Raises:
        ConfigurationError: There is no such directory or bucket, it is closed to us, the block is
            missing or wrong, or the state directory cannot be used.
        TransientError: S3 did not answer.
    """
    if name == SAMPLE:
        return DirectoryLake(_make_sample(), make_state_directory("work"))
    if name.startswith(_S3):
        return _open_bucket(name)
    if is_place(name):
        return DirectoryLake(Path(name), make_state_directory("work"))
    from blocks.documents import load_document  # noqa: PLC0415 - Prefect and AWS take seconds
    from blocks.sparkify_lake import SparkifyLake  # noqa: PLC0415

    return load_document(SparkifyLake, name, others=_OTHERS).open()


def is_place(name: str) -> bool:
    """Whether a lake's name is a place, and needs no block, which Prefect's server knows."""
    return name == SAMPLE or Path(name).is_dir() or not _BLOCK_NAME.fullmatch(name)


def _open_bucket(uri: str) -> Lake:
    match = _BUCKET_URI.fullmatch(uri)
    if match is None:
        raise ConfigurationError(f"The lake {uri} names no bucket. Write it as s3://bucket/prefix.")
    from blocks.sparkify_lake import SparkifyLake  # noqa: PLC0415 - Prefect and AWS take seconds

    return SparkifyLake(bucket=match[1], prefix=match[2] or "", region="").open()


def _make_sample() -> Path:
    directory = state_directory() / "sample_lake"
    if not directory.is_dir():
        make_state_directory("work")  # and with it what is above the lake
        sample_lake.make_lake(directory)
        make_private(directory)
    return directory
