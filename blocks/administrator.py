"""Signs in to a warehouse as its administrator, who makes roles and tables once."""

import json

from botocore.exceptions import BotoCoreError, ClientError
from pydantic import SecretStr

from blocks.documents import load_document
from blocks.redshift_credentials import RedshiftCredentials
from blocks.warehouses import LOCAL, open_warehouse
from warehouse.database.connection import Warehouse
from warehouse.errors import ConfigurationError


def open_as_admin(name: str, *, secret: str = "", user: str = "", password: str = "") -> Warehouse:
    """The warehouse of a block, signed in to as its administrator.

    Args:
        name: The block; or `local`, whose owner is its administrator.
        secret: Name or ARN of the secret in AWS Secrets Manager that has `username` and `password`.
        user: The administrator, where there is no secret; else whom the block signs in as.
        password: Of the user.

    Raises:
        ConfigurationError: The block or the secret cannot be read.
    """
    if name == LOCAL or not (secret or user):
        return open_warehouse(name)
    credentials = load_document(RedshiftCredentials, name, others="'local'")
    if secret:
        user, password = read_secret(credentials, secret)
    admin = sign_in_as(credentials, user, password)
    return Warehouse(name, admin.connect, admin.iam_role)


def sign_in_as(credentials: RedshiftCredentials, user: str, password: str) -> RedshiftCredentials:
    """The same database, signed in to with a password."""
    return RedshiftCredentials(
        host=credentials.find_host(),
        port=credentials.port,
        database=credentials.database,
        user=user,
        password=SecretStr(password),
        iam_role=credentials.iam_role,
    )


def read_secret(credentials: RedshiftCredentials, secret: str) -> tuple[str, str]:
    """User and password of a secret in AWS Secrets Manager.

    Raises:
        ConfigurationError: It cannot be read, or holds something else.
    """
    try:
        client = credentials.aws_credentials.get_boto3_session().client("secretsmanager")
        found = json.loads(client.get_secret_value(SecretId=secret)["SecretString"])
        return found["username"], found["password"]
    except (BotoCoreError, ClientError) as error:
        raise ConfigurationError(
            f"The secret {secret} cannot be read ({type(error).__name__}: {error}). Check its name "
            "and region, and that the identity may call secretsmanager:GetSecretValue."
        ) from error
    except (ValueError, KeyError, TypeError) as error:
        raise ConfigurationError(
            f"The secret {secret} is no JSON object with username and password. Name the secret "
            "of the administrator, which the warehouse stack makes (AdminSecretArn)."
        ) from error
