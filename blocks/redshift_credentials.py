"""The block that knows how to reach a Redshift database."""

from typing import Any

import redshift_connector
from botocore.exceptions import BotoCoreError, ClientError, HTTPClientError
from prefect.blocks.core import Block
from prefect_aws import AwsCredentials
from pydantic import ConfigDict, Field, HttpUrl, SecretStr, field_validator, model_validator
from redshift_connector.core import Connection

from blocks.documents import AWS_LOGO_URL
from blocks.quiet_loggers import hush_libraries
from warehouse.database.connection import limit_answers
from warehouse.errors import RUN_AGAIN, ConfigurationError, TransientError, WarehouseError

STATEMENT_TIMEOUT_SECONDS = 3600
CONNECT_SECONDS = 120  # a paused workgroup resumes while it answers the first connection
_KEEPALIVE_IDLE_SECONDS = 60  # below the 350 s after which AWS's load balancers drop a quiet line
_THROTTLED = {"Throttling", "ThrottlingException", "RequestLimitExceeded", "ServiceUnavailable"}


class RedshiftCredentials(Block):
    """Who connects to which Redshift database, and the role that COPY reads the lake with.

    With `workgroup` or `cluster` the driver asks AWS for temporary credentials (IAM); else `user`
    and `password` are used. The connection is always encrypted and the host's name verified.

    Example:
        ```python
        from blocks.redshift_credentials import RedshiftCredentials

        credentials = RedshiftCredentials.load("redshift")
        connection = credentials.connect()
        ```
    """

    _block_type_name = "Redshift Credentials"
    _block_type_slug = "redshift-credentials"
    _logo_url = AWS_LOGO_URL
    _documentation_url = HttpUrl(
        "https://docs.aws.amazon.com/redshift/latest/mgmt/python-configuration-options.html"
    )
    _description = "Reaches a Redshift database with IAM or a password, and names COPY's role."

    # a refused block must not print its password
    model_config = ConfigDict(hide_input_in_errors=True)

    # plain texts, empty when not given: the UI's form then asks nothing but the text
    workgroup: str = Field(
        default="", title="Serverless workgroup", description="Workgroup to sign in to with IAM."
    )
    cluster: str = Field(
        default="", title="Cluster", description="Cluster to sign in to with IAM, as `user`."
    )
    host: str = Field(
        default="",
        title="Host",
        description="Endpoint without port; needed with user and password, else AWS gives it.",
    )
    port: int = Field(default=5439, description="Port of the endpoint.", ge=1, le=65535)
    database: str = Field(default="dev", description="Name of the database.", min_length=1)
    user: str = Field(default="", description="Database user; not needed with a workgroup.")
    password: SecretStr = Field(
        default=SecretStr(""), description="Password of the user; not used with IAM."
    )
    iam_role: str = Field(
        title="Role of COPY",
        description="ARN of the role that COPY reads the lake with.",
        pattern=r"^arn:aws[a-z-]*:iam::\d{12}:role/[\w+=,.@/-]+$",
    )
    aws_credentials: AwsCredentials = Field(
        default_factory=AwsCredentials,
        title="AWS credentials",
        description="AWS credentials for IAM; empty takes those of the environment or the machine.",
        repr=False,
    )
    statement_timeout_seconds: int = Field(
        default=STATEMENT_TIMEOUT_SECONDS, description="No statement may run longer.", ge=1
    )

    @field_validator("workgroup", "cluster", "host", "user", "password", mode="before")
    @classmethod
    def _read_none_as_empty(cls, value: object) -> object:
        return "" if value is None else value

    @model_validator(mode="after")
    def _check_ways(self) -> "RedshiftCredentials":
        if self.workgroup and self.cluster:
            raise ValueError("workgroup and cluster: give one of the two")
        if not (self.workgroup or self.cluster) and not (self.host and self.user and self.password):
            raise ValueError("give workgroup, or cluster, or host with user and password")
        if self.cluster and not self.user:
            raise ValueError("cluster: give the database user to sign in as")
        return self

    def connect(self) -> Connection:
        """Opens a connection; the caller closes it.

        Raises:
            redshift_connector.Error: The database cannot be reached or refuses us.
            ConfigurationError: AWS gives us no database credentials.
            TransientError: AWS does not answer now.
        """
        hush_libraries()
        try:
            connection = redshift_connector.connect(
                database=self.database,
                port=self.port,
                ssl=True,
                sslmode="verify-full",  # when only defaulted, the driver warns on a wrong name
                tcp_keepalive=True,
                tcp_keepalive_idle=_KEEPALIVE_IDLE_SECONDS,
                timeout=CONNECT_SECONDS,
                application_name="sparkify-etl",
                **self._identity(),
            )
        except (BotoCoreError, ClientError) as error:
            raise self._sort_aws_error(error) from error
        limit_answers(connection, self.statement_timeout_seconds)
        self._limit_statements(connection)
        return connection

    def find_host(self) -> str:
        """The endpoint's host, which AWS is asked for when the block does not have it.

        Raises:
            ConfigurationError: AWS does not say.
            TransientError: AWS does not answer now.
        """
        if self.host:
            return self.host
        service = "redshift-serverless" if self.workgroup else "redshift"
        try:
            client = self.aws_credentials.get_boto3_session().client(service)
            if self.workgroup:
                found = client.get_workgroup(workgroupName=self.workgroup)["workgroup"]
                return str(found["endpoint"]["address"])
            found = client.describe_clusters(ClusterIdentifier=self.cluster)["Clusters"][0]
            return str(found["Endpoint"]["Address"])
        except (BotoCoreError, ClientError) as error:
            raise self._sort_aws_error(error) from error

    def _limit_statements(self, connection: Connection) -> None:
        try:
            cursor = connection.cursor()
            cursor.execute(f"set statement_timeout to {self.statement_timeout_seconds * 1000:d}")
            connection.commit()
        except BaseException:
            connection.close()
            raise

    def _identity(self) -> dict[str, Any]:
        """The driver's arguments that say who we are and where."""
        if not (self.workgroup or self.cluster):
            password = self.password.get_secret_value()
            return {"host": self.host, "user": self.user, "password": password}
        identity = self._iam_identity()
        if self.host:
            identity["host"] = self.host
        if self.workgroup:
            return {**identity, "is_serverless": True, "serverless_work_group": self.workgroup}
        return {**identity, "cluster_identifier": self.cluster, "db_user": self.user}

    def _iam_identity(self) -> dict[str, Any]:
        session = self.aws_credentials.get_boto3_session()
        found = session.get_credentials()
        missing = "credentials" if found is None else "region" if not session.region_name else ""
        if missing:
            raise ConfigurationError(
                f"Redshift {self.workgroup or self.cluster}: there is no AWS {missing} to sign in "
                "with. Give it in the block's aws_credentials or in the environment."
            )
        keys = found.get_frozen_credentials()
        return {
            "iam": True,
            "region": session.region_name,
            "access_key_id": keys.access_key,
            "secret_access_key": keys.secret_key,
            "session_token": keys.token,
        }

    def _sort_aws_error(self, error: BotoCoreError | ClientError) -> WarehouseError:
        """The error of our tree for AWS refusing, or not giving, database credentials."""
        place = f"Redshift {self.workgroup or self.cluster}"
        cause = str(error)
        if isinstance(error, ClientError):
            cause = str(error.response.get("Error", {}).get("Code", "unknown error"))
        if isinstance(error, HTTPClientError) or cause in _THROTTLED:
            return TransientError(f"{place}: AWS did not answer ({cause}). {RUN_AGAIN}")
        actions = (
            "redshift-serverless:GetCredentials and redshift-serverless:GetWorkgroup"
            if self.workgroup
            else "redshift:GetClusterCredentials and redshift:DescribeClusters"
        )
        return ConfigurationError(
            f"{place}: AWS gives no database credentials ({cause}). Check the name, the region and "
            f"that the identity may call {actions}."
        )
