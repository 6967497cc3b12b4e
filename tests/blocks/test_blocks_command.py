"""The commands of `python -m blocks`, against a running server.

They run in this process, as Prefect's import takes seconds; `test_secrets` and those at a terminal
run them as a person does.
"""

import io
import json
import os
import queue
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import redirect_stderr, redirect_stdout
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from prefect.settings import PREFECT_API_URL, temporary_settings
from prefect_server import BUSY_SECONDS, PrefectServer

from blocks.__main__ import main

ROLE = "arn:aws:iam::123456789012:role/sparkify-copy"
PASSWORD = "Sentinel-password-b8e2"  # noqa: S105
REDSHIFT = {
    "SPARKIFY_REDSHIFT_HOST": "127.0.0.1",
    "SPARKIFY_REDSHIFT_PORT": "1",  # nobody listens there
    "SPARKIFY_REDSHIFT_USER": "sparkify",
    "SPARKIFY_REDSHIFT_PASSWORD": PASSWORD,
    "SPARKIFY_REDSHIFT_IAM_ROLE": ROLE,
}


def run_blocks(
    server: PrefectServer,
    *arguments: str,
    code: int = 0,
    variables: Mapping[str, str] | None = None,
) -> str:
    written = io.StringIO()
    with (
        pytest.MonkeyPatch.context() as patch,
        temporary_settings({PREFECT_API_URL: f"{server.url}/api"}),
        redirect_stdout(written),
        redirect_stderr(written),
    ):
        patch.setattr(sys, "stdin", io.StringIO())
        patch.setenv("SPARKIFY_HOME", server.environment["SPARKIFY_HOME"])
        for name in [name for name in os.environ if name.startswith("AWS_")]:
            patch.delenv(name)
        for name, value in (variables or {}).items():
            patch.setenv(name, value)
        ended = main(arguments)
    output = written.getvalue()
    assert ended == code, output
    assert PASSWORD not in output
    return output


def read_document(server: PrefectServer, slug: str, name: str) -> dict[str, Any]:
    path = f"/block_types/slug/{slug}/block_documents/name/{name}"
    found: dict[str, Any] = server.ask(path)
    return found


def test_registered_types_have_a_description_a_logo_and_an_example(
    prefect_server: PrefectServer,
) -> None:
    run_blocks(prefect_server, "register")
    for slug in ("redshift-credentials", "sparkify-lake"):
        kind = prefect_server.ask(f"/block_types/slug/{slug}")
        assert kind["description"]
        assert kind["logo_url"].startswith("https://")
        assert ".load(" in kind["code_example"]


def test_a_document_is_saved_from_variables_and_its_secret_is_hidden(
    prefect_server: PrefectServer,
) -> None:
    output = run_blocks(prefect_server, "save", "redshift-credentials", "saved", variables=REDSHIFT)
    assert "saved redshift-credentials/saved" in output
    data = read_document(prefect_server, "redshift-credentials", "saved")["data"]
    assert data["host"] == "127.0.0.1"
    assert PASSWORD not in json.dumps(data)


def test_saving_again_changes_only_what_is_given(prefect_server: PrefectServer) -> None:
    arguments = ("save", "redshift-credentials", "rotated")
    run_blocks(prefect_server, *arguments, variables=REDSHIFT)
    run_blocks(prefect_server, *arguments, variables={"SPARKIFY_REDSHIFT_DATABASE": "etl"})
    data = read_document(prefect_server, "redshift-credentials", "rotated")["data"]
    assert (data["host"], data["database"], data["user"]) == ("127.0.0.1", "etl", "sparkify")


def test_aws_credentials_are_stored_by_reference(prefect_server: PrefectServer) -> None:
    run_blocks(
        prefect_server,
        "save",
        variables={
            "SPARKIFY_AWS_REGION": "eu-west-1",
            "SPARKIFY_LAKE_BUCKET": "sparkify",
            "SPARKIFY_LAKE_AWS_CREDENTIALS": "sparkify-aws",
        },
    )
    lake = read_document(prefect_server, "sparkify-lake", "sparkify-s3")
    reference = lake["block_document_references"]["aws_credentials"]["block_document"]
    assert reference["name"] == "sparkify-aws"


def test_nothing_to_save_says_which_variables_there_are(prefect_server: PrefectServer) -> None:
    output = run_blocks(prefect_server, "save", "redshift-credentials", "none", code=2)
    assert "SPARKIFY_REDSHIFT_WORKGROUP" in output


def test_a_wrong_field_is_told_in_one_line_without_secrets(prefect_server: PrefectServer) -> None:
    wrong = {**REDSHIFT, "SPARKIFY_REDSHIFT_IAM_ROLE": "sparkify-copy"}
    output = run_blocks(
        prefect_server, "save", "redshift-credentials", "bad", code=2, variables=wrong
    )
    assert "iam_role" in output
    assert len(output.strip().splitlines()) == 1


def test_checking_what_is_not_there_says_how_to_make_it(prefect_server: PrefectServer) -> None:
    output = run_blocks(prefect_server, "check", "nobody", code=2)
    assert "python -m blocks save" in output


def test_checking_the_stand_in_and_the_sample_finds_nothing_missing(
    prefect_server: PrefectServer,
) -> None:
    output = run_blocks(prefect_server, "check", "local", "sample")
    assert "MISSING" not in output
    assert "COPY as arn:aws:iam::" in output


def test_preparing_says_what_it_did_and_what_it_cannot_do(prefect_server: PrefectServer) -> None:
    output = run_blocks(prefect_server, "prepare", "local", "--loader", "IAMR:worker")
    assert "create role sparkify_loader" in output
    assert 'grant role sparkify_loader to "IAMR:worker"' in output
    output = run_blocks(prefect_server, "prepare", "local", "--reader", "nobody", code=2)
    assert "The database user 'nobody' does not exist" in output


def test_a_warehouse_that_does_not_answer_is_told_as_missing(
    prefect_server: PrefectServer,
) -> None:
    run_blocks(prefect_server, "save", "redshift-credentials", "away", variables=REDSHIFT)
    output = run_blocks(prefect_server, "check", "away", code=1)
    assert "MISSING   connect to away" in output


def test_the_flow_says_how_to_make_a_block_that_is_not_there(
    prefect_server: PrefectServer,
) -> None:
    done = prefect_server.run("flows/etl_flow.py", "--warehouse", "nobody", "--lake", "sample")
    assert done.returncode == 2
    assert "python -m blocks save redshift-credentials nobody" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.fixture
def inbox() -> Iterator[tuple[str, "queue.Queue[str]"]]:
    """A web hook of the test's own: its address, and what it received."""
    received: queue.Queue[str] = queue.Queue()

    class Receiver(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            received.put(self.rfile.read(int(self.headers["Content-Length"])).decode())
            self.send_response(200)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Receiver) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/hook", received
        server.shutdown()
        thread.join()


SAVE_HOOK = """
import sys
from prefect.blocks.notifications import CustomWebhookNotificationBlock
CustomWebhookNotificationBlock(
    name="team", url=sys.argv[1], json_data={"text": "{{subject}} {{body}}"}
).save("team", overwrite=True)
"""
SEND_EVENT = """
import sys
from prefect.events import emit_event
from prefect.events.worker import EventsWorker
emit_event(
    "sparkify.warehouse.stale",
    resource={"prefect.resource.id": "sparkify.warehouse.test", "prefect.resource.name": "test"},
    payload={"newest_event_at": "2018-11-30T23:54:38"},
)
EventsWorker.instance().drain()
"""
FAIL_RUN = """
from prefect import flow
from prefect.states import Failed
@flow(name="sparkify-etl")
def fail():
    return Failed(message="star.users: 3 rows have no level")
fail(return_state=True)
"""


def test_a_stale_warehouse_and_a_failed_run_notify_through_the_block(
    prefect_server: PrefectServer, inbox: tuple[str, "queue.Queue[str]"]
) -> None:
    address, received = inbox
    assert prefect_server.run("-c", SAVE_HOOK, address).returncode == 0
    for _ in range(2):  # the second replaces the first
        output = run_blocks(prefect_server, "automations", "custom-webhook/team")
    names = [one["name"] for one in prefect_server.ask("/automations/filter", limit=50)]
    ours = [name for name in names if name.startswith("sparkify:")]
    assert sorted(ours) == sorted(line.split(" ", 2)[2] for line in output.splitlines())
    assert len(ours) == 5
    assert prefect_server.run("-c", SEND_EVENT).returncode == 0
    message = received.get(timeout=BUSY_SECONDS)
    assert "stale" in message
    assert "2018-11-30T23:54:38" in message
    assert prefect_server.run("-c", FAIL_RUN).returncode == 0
    message = received.get(timeout=BUSY_SECONDS)
    assert "sparkify-etl" in message
    assert "star.users: 3 rows have no level" in message


def test_automations_need_a_notification_block(prefect_server: PrefectServer) -> None:
    output = run_blocks(prefect_server, "automations", "slack-webhook/nobody", code=2)
    assert "no notification block" in output
