"""`python -m blocks save` for a person who is asked."""

import json
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import pytest
from prefect_server import ROOT, PrefectServer
from terminal import Terminal, open_terminal

PASSWORD = "Sentinel-typed-password-51f0"  # noqa: S105
ROLE = "arn:aws:iam::123456789012:role/sparkify-copy"
ANSWERS = {"host": "redshift.example.com", "user": "sparkify", "password": PASSWORD}
FIELDS = (
    *("workgroup", "cluster", "host", "port", "database", "user", "password", "iam_role"),
    *("aws_credentials", "statement_timeout_seconds"),
)


@contextmanager
def save_at_a_terminal(server: PrefectServer, *arguments: str) -> Iterator[Terminal]:
    with open_terminal(
        "blocks", "save", *arguments, environment=server.environment, directory=ROOT
    ) as terminal:
        yield terminal


def find_document(server: PrefectServer, name: str) -> dict[str, str] | None:
    path = f"/block_types/slug/redshift-credentials/block_documents/name/{name}"
    reply = httpx.get(f"{server.url}/api{path}")
    return None if reply.status_code == httpx.codes.NOT_FOUND else dict(reply.json()["data"])


def test_answers_are_saved_and_the_secret_is_not_shown(prefect_server: PrefectServer) -> None:
    with save_at_a_terminal(prefect_server, "redshift-credentials", "typed") as terminal:
        for field in FIELDS:
            answers = {**ANSWERS, "iam_role": ROLE}
            terminal.answer(f"{field}: ", answers.get(field, "") + "\n")
        assert terminal.finish() == 0, terminal.shown
    assert "saved redshift-credentials/typed" in terminal.shown
    assert "redshift.example.com" in terminal.shown  # what is no secret is echoed
    assert PASSWORD not in terminal.shown
    data = find_document(prefect_server, "typed")
    assert data is not None
    assert (data["host"], data["iam_role"]) == ("redshift.example.com", ROLE)
    assert PASSWORD not in json.dumps(data)
    with save_at_a_terminal(prefect_server, "redshift-credentials", "typed") as terminal:
        for field in FIELDS:  # the second time: one new answer, the rest is kept
            terminal.answer(f"{field}: ", "etl\n" if field == "database" else "\n")
        assert terminal.finish() == 0, terminal.shown
    assert "[kept]" in terminal.shown
    changed = find_document(prefect_server, "typed")
    assert changed == {**data, "database": "etl"}


@pytest.mark.parametrize(
    ("key", "at"), [("\x03", "password"), ("\x04", "host")], ids=["Ctrl-C", "Ctrl-D"]
)
def test_a_person_who_stops_leaves_nothing_behind(
    prefect_server: PrefectServer, key: str, at: str
) -> None:
    with save_at_a_terminal(prefect_server, "redshift-credentials", "stopped") as terminal:
        for field in FIELDS[: FIELDS.index(at)]:
            terminal.answer(f"{field}: ", ANSWERS.get(field, "") + "\n")
        terminal.answer(f"{at}: ", key)
        assert terminal.finish() == 130, terminal.shown
    assert "Traceback" not in terminal.shown
    assert "stopped" in terminal.shown
    assert find_document(prefect_server, "stopped") is None


def test_a_wrong_answer_is_told_in_one_line_and_nothing_is_saved(
    prefect_server: PrefectServer,
) -> None:
    with save_at_a_terminal(prefect_server, "redshift-credentials", "mistyped") as terminal:
        for field in FIELDS:
            answers = {**ANSWERS, "iam_role": "sparkify-copy"}
            terminal.answer(f"{field}: ", answers.get(field, "") + "\n")
        assert terminal.finish() == 2, terminal.shown
    assert "was not saved: iam_role" in terminal.shown
    assert "Traceback" not in terminal.shown
    assert PASSWORD not in terminal.shown
    assert find_document(prefect_server, "mistyped") is None
