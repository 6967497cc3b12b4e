"""The block that knows how to reach a Redshift database."""

from typing import Any

import redshift_connector
from prefect.blocks.core import Block
from prefect_aws import AwsCredentials
from pydantic import Field, SecretStr, model_validator
from redshift_connector.core import Connection

STATEMENT_TIMEOUT_SECONDS = 3600
_KEEPALIVE_IDLE_SECONDS = 60  # below the 350 s after which AWS's load balancers drop a quiet line


class RedshiftCredentials(Block):
    """Who connects to which Redshift database, and the role that COPY reads the lake with.

    With `workgroup` or `cluster` the driver asks AWS for temporary credentials (IAM); else `user`
    and `password` are used. The connection is always encrypted and the host's name verified.

    Example:
        ```python
        from blocks.redshift_credentials import RedshiftCredentials

        credentials = RedshiftCredentials.load("warehouse")
        with credentials.connect() as connection:
            ...
        ```
    """

    _block_type_name = "Redshift Credentials"
    _block_type_slug = "redshift-credentials"
    _description = "Reaches a Redshift database with IAM or a password, and names COPY's role."

    database: str = Field(default="dev", description="Name of the database.")
    iam_role: str = Field(
        description="ARN of the role that COPY reads the lake with.",
        pattern=r"^arn:aws[a-z-]*:iam::\d{12}:role/[\w+=,.@/-]+$",
    )
    host: str | None = Field(
        default=None, description="Endpoint without port; not needed with workgroup or cluster."
    )
    port: int = Field(default=5439, description="Port of the endpoint.", ge=1, le=65535)
    workgroup: str | None = Field(default=None, description="Redshift Serverless workgroup (IAM).")
    cluster: str | None = Field(default=None, description="Identifier of a cluster (IAM).")
    user: str | None = Field(default=None, description="Database user; for IAM on a cluster too.")
    password: SecretStr | None = Field(default=None, description="Password; not used with IAM.")
    aws_credentials: AwsCredentials = Field(
        default_factory=AwsCredentials,
        description="AWS credentials for IAM; empty takes those of the environment or the machine.",
    )
    statement_timeout_seconds: int = Field(
        default=STATEMENT_TIMEOUT_SECONDS, description="No statement may run longer.", ge=1
    )

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
        """
        connection = redshift_connector.connect(
            database=self.database,
            port=self.port,
            ssl=True,
            sslmode="verify-full",  # when only defaulted, the driver warns on a wrong host name
            tcp_keepalive=True,
            tcp_keepalive_idle=_KEEPALIVE_IDLE_SECONDS,
            application_name="sparkify-etl",
            **self._identity(),
        )
        cursor = connection.cursor()
        cursor.execute(f"set statement_timeout to {self.statement_timeout_seconds * 1000:d}")
        connection.commit()
        return connection

    def _identity(self) -> dict[str, Any]:
        """The driver's arguments that say who we are and where."""
        if not (self.workgroup or self.cluster):
            password = self.password.get_secret_value() if self.password else None
            return {"host": self.host, "user": self.user, "password": password}
        session = self.aws_credentials.get_boto3_session()
        keys = session.get_credentials().get_frozen_credentials()
        identity: dict[str, Any] = {
            "iam": True,
            "region": session.region_name,
            "access_key_id": keys.access_key,
            "secret_access_key": keys.secret_key,
            "session_token": keys.token,
        }
        if self.host:
            identity["host"] = self.host
        if self.workgroup:
            return {**identity, "is_serverless": True, "serverless_work_group": self.workgroup}
        return {**identity, "cluster_identifier": self.cluster, "db_user": self.user}
