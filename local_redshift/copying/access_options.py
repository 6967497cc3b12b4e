"""What COPY and UNLOAD say of who may read and write: a role, never keys."""

import re

from local_redshift.errors import RedshiftError, not_supported

from .tokens import TokenReader

_ROLE = re.compile(r"arn:aws[a-z-]*:iam::\d{12}:role/[\w+=.@/-]+")
_KEYS = ("access_key_id", "secret_access_key", "session_token")


class AccessReader:
    """Reads IAM_ROLE and CREDENTIALS, of which one is needed for S3."""

    def __init__(self, reader: TokenReader) -> None:
        self._reader = reader
        self._has_role = False

    def accept(self) -> bool:
        """Reads such an option if it comes next.

        Raises:
            RedshiftError: 22023 for what is no role, 0A000 for keys.
        """
        word = self._reader.next.value
        if self._reader.next.kind == "word" and word in _KEYS:
            raise _keys_refused(word.upper())
        if self._reader.accept("iam_role"):
            self._read_role()
        elif self._reader.accept("credentials"):
            self._read_credentials()
        else:
            return False
        return True

    def check(self, uri: str, what: str) -> None:
        """Refuses another place than a file, or S3 with a role.

        Args:
            uri: The place.
            what: `COPY from` or `UNLOAD to`.

        Raises:
            RedshiftError: 42601 for S3 without a role, 0A000 for another scheme.
        """
        scheme = uri.partition("://")[0] if "://" in uri else ""
        if scheme == "file" or (scheme == "s3" and self._has_role):
            return
        if scheme == "s3":
            raise RedshiftError(
                "42601", f"{what} s3:// needs authorization", hint="Add IAM_ROLE '<arn>'."
            )
        place = f"{scheme}://" if scheme else "a place without a scheme"
        raise not_supported(
            f"{what} {place}", hint="Name a folder (file:///...) or a bucket (s3://...)."
        )

    def _read_role(self) -> None:
        self._has_role = True
        if self._reader.accept("default"):
            return
        role = self._reader.take("text")
        if not all(_ROLE.fullmatch(arn) for arn in role.split(",")):  # a chain of roles
            raise RedshiftError("22023", "IAM_ROLE is not the ARN of an IAM role")

    def _read_credentials(self) -> None:
        self._reader.accept("as")
        value = self._reader.take("text")
        role = value.removeprefix("aws_iam_role=")
        if role == value or not _ROLE.fullmatch(role):
            raise _keys_refused("CREDENTIALS")
        self._has_role = True


def _keys_refused(option: str) -> RedshiftError:
    return not_supported(
        f"option {option} with keys", hint="Use IAM_ROLE: keys in SQL end up in logs."
    )
