"""A server of S3 for the session, and a new bucket for a test."""

from collections.abc import Iterator
from itertools import count

import pytest
from s3_server import S3Server, run_server

_NUMBERS = count(1)


@pytest.fixture(scope="session")
def s3_server() -> Iterator[S3Server]:
    with run_server() as server:
        yield server


@pytest.fixture
def s3(s3_server: S3Server, monkeypatch: pytest.MonkeyPatch) -> S3Server:
    """The server, which the environment names."""
    for name, value in s3_server.variables.items():
        monkeypatch.setenv(name, value)
    return s3_server


@pytest.fixture
def bucket(s3: S3Server) -> str:
    """The name of a new bucket."""
    name = f"sparkify-{next(_NUMBERS)}"
    s3.make_bucket(name)
    return name
