"""Saves block documents: their kinds, the variables that describe them, and the saving."""

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from prefect.blocks.core import Block
from prefect_aws import AwsCredentials
from pydantic import SecretStr, ValidationError

from blocks.documents import list_fields, load_document
from blocks.redshift_credentials import RedshiftCredentials
from blocks.sparkify_lake import SparkifyLake
from warehouse.errors import ConfigurationError


@dataclass(frozen=True)
class Kind:
    """A block type that the command saves.

    Attributes:
        block_class: The type.
        document: Name of the document when none is given.
        prefix: What the environment variables of its fields begin with.
        fields: Variable (without prefix) to field; in the order of the questions.
    """

    block_class: type[Block]
    document: str
    prefix: str
    fields: Mapping[str, str]

    @property
    def slug(self) -> str:
        """The type in commands and addresses."""
        return self.block_class.get_block_type_slug()

    def is_secret(self, field: str) -> bool:
        """Whether an answer must not be shown while it is typed."""
        return "SecretStr" in str(self.block_class.model_fields[field].annotation)


def _same(*fields: str) -> dict[str, str]:
    return {field.upper(): field for field in fields}


# no session token: it would be stored in the clear, and is worthless within hours
_AWS_FIELDS = {
    "REGION": "region_name",
    "PROFILE": "profile_name",
    "ACCESS_KEY_ID": "aws_access_key_id",
    "SECRET_ACCESS_KEY": "aws_secret_access_key",
    "ASSUME_ROLE_ARN": "assume_role_arn",
}
_REDSHIFT_FIELDS = _same(
    *("workgroup", "cluster", "host", "port", "database", "user", "password", "iam_role"),
    *("aws_credentials", "statement_timeout_seconds"),
)
_LAKE_FIELDS = _same("bucket", "prefix", "work_prefix", "region", "directory", "aws_credentials")

KINDS = {
    kind.slug: kind
    for kind in (  # the others refer to the first
        Kind(AwsCredentials, "sparkify-aws", "SPARKIFY_AWS_", _AWS_FIELDS),
        Kind(RedshiftCredentials, "redshift", "SPARKIFY_REDSHIFT_", _REDSHIFT_FIELDS),
        Kind(SparkifyLake, "sparkify-s3", "SPARKIFY_LAKE_", _LAKE_FIELDS),
    )
}


def read_environment(kind: Kind) -> dict[str, str]:
    """What the environment says of a kind's fields; an empty variable clears its field."""
    names = {field: kind.prefix + name for name, field in kind.fields.items()}
    return {field: os.environ[name] for field, name in names.items() if name in os.environ}


def save_documents(wanted: Iterable[tuple[Kind, str, Mapping[str, str]]]) -> Iterator[str]:
    """Creates documents, or changes the given fields of those that are there.

    None is saved before all are right, so that a mistake in one leaves all as they were.

    Args:
        wanted: Kind, name, and fields with their new values; an empty value clears the field.

    Yields:
        What is saved, as `kind/name`.

    Raises:
        ConfigurationError: A field is wrong or missing, or Prefect's API does not answer.
    """
    drafts: dict[str, Block] = {}
    for kind, name, given in wanted:
        drafts[f"{kind.slug}/{name}"] = _draft(kind, name, given, drafts)
    for reference, block in drafts.items():
        block.save(reference.partition("/")[2], overwrite=True)
        yield reference


def _draft(kind: Kind, name: str, given: Mapping[str, str], drafts: Mapping[str, Block]) -> Block:
    values = {**read_current(kind, name), **_read_values(given, drafts)}
    present = {field: value for field, value in values.items() if value is not None}
    try:
        return kind.block_class(**present)
    except ValidationError as error:
        raise ConfigurationError(
            f"The {kind.slug} block {name!r} was not saved: {list_fields(error)}. Set the "
            f"variables of its fields ({', '.join(kind.prefix + name for name in kind.fields)}); "
            "an empty one clears its field."
        ) from error


def read_current(kind: Kind, name: str) -> dict[str, Any]:
    """The fields of a document that were set; nothing where there is none or it is wrong."""
    try:
        document = load_document(kind.block_class, name, others="a saved document")
    except ConfigurationError:
        return {}
    fields = {field: getattr(document, field) for field in kind.fields.values()}
    return {field: value for field, value in fields.items() if value}


def _read_values(given: Mapping[str, str], drafts: Mapping[str, Block]) -> dict[str, Any]:
    """The values in the types of the blocks; the AWS credentials by the name of their block."""
    values: dict[str, Any] = {field: value or None for field, value in given.items()}
    if reference := values.get("aws_credentials"):
        draft = drafts.get(f"{AwsCredentials.get_block_type_slug()}/{reference}")
        values["aws_credentials"] = draft or load_document(
            AwsCredentials, reference, others="empty"
        )
    return {
        field: SecretStr(value) if value and field in _SECRETS else value
        for field, value in values.items()
    }


_SECRETS = {
    field for kind in KINDS.values() for field in kind.fields.values() if kind.is_secret(field)
}
