"""The block against the real driver: TLS, passwords, IAM."""

import gc
import json
import logging
import threading
import warnings
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from prefect_aws import AwsCredentials
from pydantic import SecretStr, ValidationError
from redshift_connector.error import Error
from stand_in import StandIn
from tls_door import TlsDoor, open_door

from blocks.redshift_credentials import RedshiftCredentials
from warehouse.connection import Warehouse
from warehouse.errors import ConfigurationError, StatementError

pytestmark = [  # the driver's own: a context without protocol, a socket left after a refusal
    pytest.mark.filterwarnings("ignore:ssl:DeprecationWarning"),
    pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning"),
]

ROLE = "arn:aws:iam::123456789012:role/sparkify-copy"
PASSWORD = "Sentinel-password-4c1d"  # noqa: S105
SECRET_KEY = "Sentinel-secret-key-55aa"  # noqa: S105
TOKEN = "Sentinel-token-0e9f"  # noqa: S105


@pytest.fixture(autouse=True)
def _collect_sockets() -> Iterator[None]:
    yield
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        gc.collect()


@pytest.fixture
def door(stand_in: StandIn, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[TlsDoor]:
    target = (stand_in.endpoint.host, stand_in.endpoint.port)
    with open_door(tmp_path, target, PASSWORD) as opened:
        monkeypatch.setenv("SSL_CERT_FILE", str(opened.certificate))
        yield opened


def make_block(door: TlsDoor, **fields: Any) -> RedshiftCredentials:
    given = {
        "host": "localhost",
        "port": door.port,
        "user": "awsuser",
        "password": SecretStr(PASSWORD),
        "iam_role": ROLE,
        **fields,
    }
    return RedshiftCredentials(**given)


def test_it_connects_over_tls_with_the_password(door: TlsDoor) -> None:
    with make_block(door).connect() as connection, connection.cursor() as cursor:
        cursor.execute("select current_user")
        assert cursor.fetchone() == ["awsuser"]
    assert door.passwords == [PASSWORD]


def test_statements_end_after_the_block_s_time(door: TlsDoor) -> None:
    block = make_block(door, statement_timeout_seconds=7)
    with block.connect() as connection, connection.cursor() as cursor:
        cursor.execute("show statement_timeout")
        assert cursor.fetchone() in (["7000"], [7000], ["7s"])


def test_a_host_of_another_name_than_its_certificate_is_refused(door: TlsDoor) -> None:
    with pytest.raises((Error, OSError), match=r"(?i)certificate"):
        make_block(door, host="127.0.0.1").connect()
    assert door.passwords == []


def test_a_certificate_that_nobody_trusts_is_refused(
    door: TlsDoor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SSL_CERT_FILE")
    with pytest.raises((Error, OSError), match=r"(?i)certificate"):
        make_block(door).connect()
    assert door.passwords == []


def test_a_server_without_tls_is_refused(stand_in: StandIn, door: TlsDoor) -> None:
    with pytest.raises(Error, match="SSL"):
        make_block(door, port=stand_in.endpoint.port).connect()


def test_a_wrong_password_is_told_without_the_password(door: TlsDoor) -> None:
    block = make_block(door, password=SecretStr("Sentinel-wrong"))
    with (
        pytest.raises(StatementError, match="Check user and password") as caught,
        Warehouse("redshift", block.connect, ROLE).transaction(),
    ):
        pass
    assert "Sentinel-wrong" not in str(caught.value)


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"password": SecretStr("")}, "host with user and password"),
        ({"host": ""}, "host with user and password"),
        ({"workgroup": "etl", "cluster": "etl"}, "one of the two"),
        ({"cluster": "etl", "user": ""}, "the database user"),
        ({"iam_role": "role/sparkify"}, "iam_role"),
        ({"port": 99999}, "port"),
    ],
)
def test_a_block_that_cannot_work_is_refused_without_showing_its_secrets(
    door: TlsDoor, fields: dict[str, Any], problem: str
) -> None:
    with pytest.raises(ValidationError, match=problem) as caught:
        make_block(door, **fields)
    assert PASSWORD not in str(caught.value)


def test_nothing_that_shows_the_block_shows_its_secrets(door: TlsDoor) -> None:
    aws = AwsCredentials(
        aws_access_key_id="AKIA0", aws_secret_access_key=SECRET_KEY, aws_session_token=TOKEN
    )
    block = make_block(door, aws_credentials=aws)
    shown = repr(block) + str(block) + f"{block.password}"
    assert not any(secret in shown for secret in (PASSWORD, SECRET_KEY, TOKEN))


class Serverless(BaseHTTPRequestHandler):
    """Answers the two calls that the driver makes of Redshift Serverless."""

    port: int
    asked: list[str]

    def do_POST(self) -> None:
        action = self.headers["X-Amz-Target"].rsplit(".", 1)[-1]
        self.asked.append(action)
        self.rfile.read(int(self.headers["Content-Length"]))
        answers: dict[str, Any] = {
            "GetCredentials": {
                "dbUser": "awsuser",
                "dbPassword": PASSWORD,
                "expiration": 4102444800,
            },
            "GetWorkgroup": {
                "workgroup": {"endpoint": {"address": "localhost", "port": self.port}}
            },
        }
        content = json.dumps(answers[action]).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/x-amz-json-1.1")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base's name
        pass


@pytest.fixture
def serverless(door: TlsDoor, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    asked: list[str] = []
    handler = type("Handler", (Serverless,), {"port": door.port, "asked": asked})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        address = f"http://127.0.0.1:{server.server_port}"
        monkeypatch.setenv("AWS_ENDPOINT_URL_REDSHIFT_SERVERLESS", address)
        yield asked
        server.shutdown()
        thread.join()


def make_serverless_block() -> RedshiftCredentials:
    aws = AwsCredentials(
        aws_access_key_id="AKIA0000000000000000",
        aws_secret_access_key=SecretStr(SECRET_KEY),
        aws_session_token=TOKEN,
        region_name="us-west-2",
    )
    return RedshiftCredentials(workgroup="etl", iam_role=ROLE, aws_credentials=aws)


def test_a_workgroup_needs_no_password_as_aws_gives_one(
    serverless: list[str], door: TlsDoor
) -> None:
    with make_serverless_block().connect() as connection, connection.cursor() as cursor:
        cursor.execute("select 1")
    assert set(serverless) == {"GetCredentials", "GetWorkgroup"}
    assert door.passwords == [PASSWORD]


@pytest.mark.usefixtures("serverless")
def test_debug_logs_of_all_libraries_hold_no_secret(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with make_serverless_block().connect() as connection, connection.cursor() as cursor:
        cursor.execute("select 1")
    told = "\n".join(record.getMessage() for record in caplog.records)
    assert [secret for secret in (PASSWORD, SECRET_KEY, TOKEN) if secret in told] == []


def test_a_workgroup_without_credentials_says_where_to_give_them(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "none"))
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "none"))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    block = RedshiftCredentials(workgroup="etl", iam_role=ROLE)
    with pytest.raises(ConfigurationError, match="no AWS credentials"):
        block.connect()
