"""Keeps libraries that write secrets into their DEBUG logs from doing so."""

import logging

# botocore logs signed headers (session token) and whole answers (temporary database passwords);
# the driver logs rows and bound values
_TALKATIVE = ("botocore", "boto3", "redshift_connector")


def hush_libraries() -> None:
    """Holds the loggers of these libraries at INFO or above, whatever the root logger's level."""
    for name in _TALKATIVE:
        logger = logging.getLogger(name)
        if logger.getEffectiveLevel() < logging.INFO:
            logger.setLevel(logging.INFO)
