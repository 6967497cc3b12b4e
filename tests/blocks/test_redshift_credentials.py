"""The block against the real driver: TLS, passwords, IAM."""

import gc
import json
import logging
import threading
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import pytest
from prefect_aws import AwsCredentials
from pydantic import SecretStr, ValidationError
from redshift_connector.error import Error
from redshift_connector.iam_helper import IamHelper
from stand_in import StandIn
from tls_door import TlsDoor, open_door

from blocks.administrator import read_secret, sign_in_as
from blocks.redshift_credentials import RedshiftCredentials
from warehouse.database.connection import Warehouse
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
    gc.freeze()  # what was there before is not looked through
    yield
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        gc.collect()
        gc.unfreeze()


@pytest.fixture
def door(stand_in: StandIn, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[TlsDoor]:
    with open_door(tmp_path, stand_in.endpoint, PASSWORD) as opened:
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


def test_a_server_that_says_nothing_is_given_up_after_a_statement_s_time_and_not_before(
    door: TlsDoor,
) -> None:
    with make_block(door, statement_timeout_seconds=7).connect() as connection:
        assert 7 < (connection._usock.gettimeout() or 0) < 120


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


@dataclass
class Aws:
    """A stand-in for the AWS calls that the driver makes; refuses on demand.

    Attributes:
        port: Where the database is that it names.
        asked: Each action, with what it was asked with.
        refuses: Whether it denies everything.
        secret: What the administrator's secret holds.
    """

    port: int
    asked: dict[str, dict[str, Any]] = field(default_factory=dict)
    refuses: bool = False
    secret: str = json.dumps({"username": "awsuser", "password": PASSWORD})

    def answer(self, headers: Message, content: bytes) -> tuple[int, str, str]:
        """Status, content type and content of the answer: Serverless speaks JSON, clusters XML."""
        if "X-Amz-Target" in headers:
            action, asked = headers["X-Amz-Target"].rsplit(".", 1)[-1], json.loads(content)
        else:
            asked = dict(parse_qsl(content.decode()))
            action = asked["Action"]
        self.asked[action] = asked
        # the driver takes a cluster without host for a custom domain first, and asks without its
        # name; AWS refuses that, and it asks again
        is_nameless = action == "GetClusterCredentials" and "ClusterIdentifier" not in asked
        if self.refuses or is_nameless:
            error = "<ErrorResponse><Error><Code>AccessDenied</Code></Error></ErrorResponse>"
            return 403, "text/xml", error
        if "X-Amz-Target" in headers:
            return 200, "application/x-amz-json-1.1", json.dumps(self._serverless(action))
        return 200, "text/xml", self._cluster(action)

    def _serverless(self, action: str) -> dict[str, Any]:
        credentials = {"dbUser": "awsuser", "dbPassword": PASSWORD, "expiration": 4102444800}
        endpoint = {"address": "localhost", "port": self.port}
        answers: dict[str, dict[str, Any]] = {
            "GetCredentials": credentials,
            "GetWorkgroup": {"workgroup": {"endpoint": endpoint}},
            "GetSecretValue": {"SecretString": self.secret},
        }
        return answers[action]

    def _cluster(self, action: str) -> str:
        answers = {
            "GetClusterCredentials": f"<DbUser>IAM:awsuser</DbUser><DbPassword>{PASSWORD}"
            "</DbPassword><Expiration>2100-01-01T00:00:00Z</Expiration>",
            "DescribeClusters": "<Clusters><Cluster><Endpoint><Address>localhost</Address>"
            f"<Port>{self.port}</Port></Endpoint></Cluster></Clusters>",
        }
        result = f"<{action}Result>{answers[action]}</{action}Result>"
        return f"<{action}Response>{result}</{action}Response>"


class AwsHandler(BaseHTTPRequestHandler):
    """Hands what is asked to `aws`."""

    aws: Aws

    def do_POST(self) -> None:
        content = self.rfile.read(int(self.headers["Content-Length"]))
        status, kind, answer = self.aws.answer(self.headers, content)
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer.encode())

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base's name
        pass


@pytest.fixture
def aws(door: TlsDoor, monkeypatch: pytest.MonkeyPatch) -> Iterator[Aws]:
    found = Aws(door.port)
    handler = type("Handler", (AwsHandler,), {"aws": found})
    IamHelper.credentials_cache.clear()
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        address = f"http://127.0.0.1:{server.server_port}"
        monkeypatch.setenv("AWS_ENDPOINT_URL_REDSHIFT_SERVERLESS", address)
        monkeypatch.setenv("AWS_ENDPOINT_URL_REDSHIFT", address)
        monkeypatch.setenv("AWS_ENDPOINT_URL_SECRETS_MANAGER", address)
        yield found
        server.shutdown()
        thread.join()


def make_iam_block(**fields: Any) -> RedshiftCredentials:
    credentials = AwsCredentials(
        aws_access_key_id="AKIA0000000000000000",
        aws_secret_access_key=SecretStr(SECRET_KEY),
        aws_session_token=TOKEN,
        region_name="us-west-2",
    )
    given: dict[str, Any] = {"database": "dev", **fields}
    return RedshiftCredentials(iam_role=ROLE, aws_credentials=credentials, **given)


def test_a_workgroup_needs_no_password_as_aws_gives_one(aws: Aws, door: TlsDoor) -> None:
    with make_iam_block(workgroup="etl").connect() as connection, connection.cursor() as cursor:
        cursor.execute("select 1")
    assert set(aws.asked) == {"GetCredentials", "GetWorkgroup"}
    assert aws.asked["GetCredentials"] == {"dbName": "dev", "workgroupName": "etl"}
    assert aws.asked["GetWorkgroup"] == {"workgroupName": "etl"}
    assert door.passwords == [PASSWORD]


def test_a_cluster_is_signed_in_to_as_the_database_user(aws: Aws, door: TlsDoor) -> None:
    block = make_iam_block(cluster="etl-cluster", user="etl_writer")
    with block.connect() as connection, connection.cursor() as cursor:
        cursor.execute("select 1")
    assert set(aws.asked) == {"GetClusterCredentials", "DescribeClusters"}
    asked = aws.asked["GetClusterCredentials"]
    assert (asked["ClusterIdentifier"], asked["DbName"]) == ("etl-cluster", "dev")
    assert asked["DbUser"] == "etl_writer"
    assert asked["AutoCreate"] == "false"
    assert aws.asked["DescribeClusters"]["ClusterIdentifier"] == "etl-cluster"
    assert door.passwords == [PASSWORD]


@pytest.mark.parametrize("place", [{"workgroup": "etl"}, {"cluster": "etl", "user": "etl_writer"}])
def test_the_administrator_signs_in_where_the_block_does_with_the_password_of_a_secret(
    aws: Aws, door: TlsDoor, place: dict[str, str]
) -> None:
    block = make_iam_block(**place, port=door.port)
    user, password = read_secret(block, "arn:secret")
    assert aws.asked["GetSecretValue"] == {"SecretId": "arn:secret"}
    admin = sign_in_as(block, user, password)
    with admin.connect() as connection, connection.cursor() as cursor:
        cursor.execute("select current_user")
        assert cursor.fetchall() == (["awsuser"],)
    assert door.passwords == [PASSWORD]


@pytest.mark.parametrize("held", ["no json", '{"user": "awsuser"}', "[]"])
def test_a_secret_of_another_shape_is_refused_without_showing_it(aws: Aws, held: str) -> None:
    aws.secret = held
    with pytest.raises(ConfigurationError, match="no JSON object with username and password") as e:
        read_secret(make_iam_block(workgroup="etl"), "arn:secret")
    assert held not in str(e.value)


def test_a_secret_that_aws_refuses_names_the_right_to_read_it(aws: Aws) -> None:
    aws.refuses = True
    with pytest.raises(ConfigurationError, match="secretsmanager:GetSecretValue"):
        read_secret(make_iam_block(workgroup="etl"), "arn:secret")


@pytest.mark.parametrize(
    ("place", "action"),
    [
        ({"workgroup": "etl"}, "redshift-serverless:GetCredentials"),
        ({"cluster": "etl", "user": "etl_writer"}, "redshift:GetClusterCredentials"),
    ],
)
def test_an_identity_that_aws_refuses_is_told_which_action_it_lacks(
    aws: Aws, place: dict[str, str], action: str
) -> None:
    aws.refuses = True
    with pytest.raises(ConfigurationError, match=action) as caught:
        make_iam_block(**place).connect()
    assert SECRET_KEY not in str(caught.value)


@pytest.mark.usefixtures("aws")
def test_debug_logs_of_all_libraries_hold_no_secret(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with make_iam_block(workgroup="etl").connect() as connection, connection.cursor() as cursor:
        cursor.execute("select 1")
    output = "\n".join(record.getMessage() for record in caplog.records)
    assert [secret for secret in (PASSWORD, SECRET_KEY, TOKEN) if secret in output] == []


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
