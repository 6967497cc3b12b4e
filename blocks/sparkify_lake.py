"""The block that knows where Sparkify's files are."""

from pathlib import Path

from botocore.exceptions import BotoCoreError
from prefect.blocks.core import Block
from prefect_aws import AwsCredentials
from pydantic import ConfigDict, Field, HttpUrl, field_validator, model_validator

from blocks.documents import AWS_LOGO_URL
from blocks.quiet_loggers import hush_libraries
from blocks.state import make_state_directory
from warehouse.lake.directory_lake import DirectoryLake
from warehouse.lake.files import Lake
from warehouse.lake.s3_errors import sort_aws_error
from warehouse.lake.s3_lake import S3Lake, find_region


class SparkifyLake(Block):
    """Where `log_data/` and `song_data/` are: below a prefix of a bucket, or in a directory.

    Manifests and packed files of a batch are written below `work_prefix` of the same bucket and
    removed when it is published.

    Example:
        ```python
        from blocks.sparkify_lake import SparkifyLake

        lake = SparkifyLake.load("sparkify-s3").open()
        ```
    """

    _block_type_name = "Sparkify Lake"
    _block_type_slug = "sparkify-lake"
    _logo_url = AWS_LOGO_URL
    _documentation_url = HttpUrl(
        "https://docs.aws.amazon.com/redshift/latest/dg/copy-usage_notes-copy-from-json.html"
    )
    _description = "Sparkify's event logs and song files, in S3 or in a directory."

    model_config = ConfigDict(hide_input_in_errors=True)

    bucket: str = Field(default="", description="Name of the S3 bucket.")
    prefix: str = Field(default="", description="Where log_data/ and song_data/ are in the bucket.")
    work_prefix: str = Field(
        default="sparkify-work", description="Where a batch writes manifests and packed files."
    )
    region: str = Field(default="us-west-2", description="AWS region of the bucket; empty asks S3.")
    directory: Path | None = Field(default=None, description="A directory instead of a bucket.")
    aws_credentials: AwsCredentials = Field(
        default_factory=AwsCredentials,
        description="AWS credentials; empty takes those of the environment or the machine.",
        repr=False,
    )

    @field_validator("bucket", mode="before")
    @classmethod
    def _read_none_as_empty(cls, value: object) -> object:
        return "" if value is None else value

    @model_validator(mode="after")
    def _check_place(self) -> "SparkifyLake":
        if bool(self.bucket) == bool(self.directory):
            raise ValueError("give bucket or directory, one of the two")
        return self

    def open(self) -> Lake:
        """The lake, ready to be listed.

        Raises:
            ConfigurationError: The directory is no lake, the state directory cannot be used, or S3
                says no when it is asked for the region.
        """
        if self.directory:
            return DirectoryLake(self.directory, make_state_directory("work"))
        hush_libraries()
        try:
            client = self.aws_credentials.get_client("s3")
        except BotoCoreError as error:
            raise sort_aws_error(error, f"open s3://{self.bucket}") from error
        return S3Lake(
            client,
            self.bucket,
            prefix=self.prefix,
            work_prefix=self.work_prefix,
            region=self.region or find_region(client, self.bucket),
        )
