"""Sorts the errors of AWS's S3 client into the tree of `warehouse.errors`.

Source: https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
"""

from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    EndpointConnectionError,
    HTTPClientError,
    IncompleteReadError,
    NoCredentialsError,
    PartialCredentialsError,
    ProfileNotFound,
    SSLError,
)

from warehouse.errors import RUN_AGAIN, ConfigurationError, TransientError, WarehouseError

BUSY_CODES = {"SlowDown", "Throttling", "RequestTimeout", "TooManyRequests", "InternalError"}
_HEAD_CODES = {  # an answer to HEAD has no body that says more
    "301": "PermanentRedirect",
    "400": "BadRequest, as it does to a token that has expired",
    "403": "AccessDenied",
    "404": "NoSuchBucket",
}
_SIGN_IN = (
    "Check the AWS credentials: those of the lake's block, else those of the environment. Sign in "
    "again when they have expired."
)
_CHECK_REGION = "Check the region: that of the lake's block, else AWS_DEFAULT_REGION."
_STEPS = {
    "NoSuchBucket": "Check the name of the bucket.",
    "PermanentRedirect": _CHECK_REGION,
    "AuthorizationHeaderMalformed": _CHECK_REGION,
    "IllegalLocationConstraintException": _CHECK_REGION,
    "ExpiredToken": _SIGN_IN,
    "InvalidAccessKeyId": _SIGN_IN,
    "InvalidToken": _SIGN_IN,
    "SignatureDoesNotMatch": _SIGN_IN,
    _HEAD_CODES["400"]: _SIGN_IN,
}
_CHECK_ALL = (
    "Check bucket, prefix and credentials of the lake: those of its block, else those of the "
    "environment; and the role's policy."
)
_SET_CREDENTIALS = (
    "Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE, or use a lake block that "
    "has credentials."
)


def sort_aws_error(error: BotoCoreError | ClientError, subject: str) -> WarehouseError:
    """The error of our tree for an error of AWS's S3 client."""
    if _is_passing(error):
        return TransientError(f"{subject}: S3 did not answer ({error}). {RUN_AGAIN}")
    if isinstance(error, ClientError):
        code = _read_code(error)
        step = _STEPS.get(code, _CHECK_ALL)
        return ConfigurationError(f"{subject}: S3 answered {code or 'an error'}. {step}")
    has_none = isinstance(error, NoCredentialsError | PartialCredentialsError | ProfileNotFound)
    step = _SET_CREDENTIALS if has_none else _CHECK_ALL
    cause = f"S3 was not asked: {error}".rstrip(".")
    return ConfigurationError(f"{subject}: {cause}. {step}")


def read_status(error: ClientError) -> int:
    """The status of S3's answer."""
    return int(error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0))


def _read_code(error: ClientError) -> str:
    code = str(error.response.get("Error", {}).get("Code", ""))
    return _HEAD_CODES.get(code, code)


def _is_passing(error: BotoCoreError | ClientError) -> bool:
    """Whether the network or S3 failed, and not what we asked or who we are."""
    if not isinstance(error, ClientError):
        is_of_network = isinstance(
            error, HTTPClientError | EndpointConnectionError | IncompleteReadError
        )
        return is_of_network and not isinstance(error, SSLError)
    status = read_status(error)
    return status >= 500 or status == 429 or _read_code(error) in BUSY_CODES
