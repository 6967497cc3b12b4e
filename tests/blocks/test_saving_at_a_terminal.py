"""`python -m blocks save` for a person who is asked."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import httpx
import pytest
from prefect_server import ROOT, PrefectServer
from terminal import Terminal, open_terminal
from warm_python import find_warm_python

PASSWORD = "Sentinel-typed-password-51f0"  # noqa: S105
ROLE = "arn:aws:iam::123456789012:role/sparkify-copy"
WITH_PASSWORD = {
    "way": "password",
    "host": "redshift.example.com",
    "user": "sparkify",
    "password": PASSWORD,
    "iam_role": ROLE,
    "port": "",
    "database": "",
}
WITH_WORKGROUP = {"way": "1", "workgroup": "sparkify", "iam_role": ROLE, "database": ""}
BUCKET = {"way": "bucket", "bucket": "sparkify-lake", "prefix": "", "region": ""}


@contextmanager
def save_at_a_terminal(server: PrefectServer, *arguments: str) -> Iterator[Terminal]:
    python = find_warm_python(server.environment)
    with open_terminal(
        "blocks",
        "save",
        *arguments,
        environment=server.environment,
        directory=ROOT,
        python=python,
    ) as terminal:
        yield terminal


def give(terminal: Terminal, answers: Mapping[str, str]) -> None:
    for field, answer in answers.items():
        terminal.answer(f"{field}: ", f"{answer}\n")


def find_document(
    server: PrefectServer, slug: str, name: str, *, is_open: bool = False
) -> dict[str, str] | None:
    path = f"/block_types/slug/{slug}/block_documents/name/{name}"
    reply = httpx.get(f"{server.url}/api{path}", params={"include_secrets": is_open})
    return None if reply.status_code == httpx.codes.NOT_FOUND else dict(reply.json()["data"])


def find_warehouse(server: PrefectServer, name: str) -> dict[str, str] | None:
    return find_document(server, "redshift-credentials", name)


def test_who_works_on_a_laptop_is_asked_one_question_and_nothing_is_saved(
    prefect_server: PrefectServer,
) -> None:
    with save_at_a_terminal(prefect_server) as terminal:
        terminal.answer("place: ", "laptop\n")
        assert terminal.finish() == 0, terminal.shown
    assert terminal.shown.rstrip().endswith("'local' and the lake 'sample' need no block.")
    assert find_warehouse(prefect_server, "redshift") is None


def test_answers_are_saved_and_the_secret_is_not_shown(prefect_server: PrefectServer) -> None:
    arguments = ("redshift-credentials", "typed")
    with save_at_a_terminal(prefect_server, *arguments) as terminal:
        give(terminal, WITH_PASSWORD)
        assert terminal.finish() == 0, terminal.shown
    assert "saved redshift-credentials/typed" in terminal.shown
    assert "redshift.example.com" in terminal.shown  # what is no secret is echoed
    assert PASSWORD not in terminal.shown
    data = find_warehouse(prefect_server, "typed")
    assert data is not None
    assert (data["host"], data["iam_role"]) == ("redshift.example.com", ROLE)
    assert PASSWORD not in json.dumps(data)
    kept = {**dict.fromkeys(WITH_PASSWORD, ""), "way": "password", "database": "etl"}
    with save_at_a_terminal(prefect_server, *arguments) as terminal:
        give(terminal, kept)  # the second time: one new answer, the rest is kept
        assert terminal.finish() == 0, terminal.shown
    assert "[kept]" in terminal.shown
    assert find_warehouse(prefect_server, "typed") == {**data, "database": "etl"}


def test_another_way_to_sign_in_asks_for_what_it_needs_and_clears_the_rest(
    prefect_server: PrefectServer,
) -> None:
    arguments = ("redshift-credentials", "moved")
    with save_at_a_terminal(prefect_server, *arguments) as terminal:
        give(terminal, WITH_PASSWORD)
        assert terminal.finish() == 0, terminal.shown
    with save_at_a_terminal(prefect_server, *arguments) as terminal:
        give(terminal, {**WITH_WORKGROUP, "iam_role": "", "aws_credentials": ""})
        assert terminal.finish() == 0, terminal.shown
    assert "password: " not in terminal.shown
    data = find_document(prefect_server, "redshift-credentials", "moved", is_open=True)
    assert data is not None
    found = (data["workgroup"], data["host"], data["user"], data["password"], data["iam_role"])
    assert found == ("sparkify", "", "", "", ROLE)


def test_who_works_in_aws_is_asked_for_each_block_and_all_are_saved_at_the_end(
    prefect_server: PrefectServer,
) -> None:
    with save_at_a_terminal(prefect_server) as terminal:
        give(terminal, {"place": "aws", "way": "profile", "profile_name": "sparkify"})
        give(terminal, {"region_name": "eu-west-1"})
        give(terminal, WITH_WORKGROUP)
        give(terminal, BUCKET)
        assert terminal.finish() == 0, terminal.shown
    assert "aws_credentials: " not in terminal.shown  # what was just named is taken
    saved = [line for line in terminal.shown.splitlines() if line.startswith("saved ")]
    assert [line.split("/")[1] for line in saved] == ["sparkify-aws", "redshift", "sparkify-s3"]
    path = "/block_types/slug/sparkify-lake/block_documents/name/sparkify-s3"
    references = prefect_server.ask(path)["block_document_references"]
    assert references["aws_credentials"]["block_document"]["name"] == "sparkify-aws"


@pytest.mark.parametrize(
    ("keys", "at"),
    [
        pytest.param("\x03", "password", id="Ctrl-C"),
        pytest.param("\x04", "host", id="Ctrl-D", marks=pytest.mark.long),
        pytest.param("\n", "user", id="empty", marks=pytest.mark.long),
        pytest.param("\n", "way", id="empty choice", marks=pytest.mark.long),
    ],
)
def test_a_person_who_stops_leaves_nothing_behind(
    prefect_server: PrefectServer, keys: str, at: str
) -> None:
    fields = list(WITH_PASSWORD)
    with save_at_a_terminal(prefect_server, "redshift-credentials", "stopped") as terminal:
        give(terminal, {field: WITH_PASSWORD[field] for field in fields[: fields.index(at)]})
        terminal.answer(f"{at}: ", keys)
        assert terminal.finish() == 130, terminal.shown
    assert "Traceback" not in terminal.shown
    assert "stopped" in terminal.shown
    assert find_warehouse(prefect_server, "stopped") is None


@pytest.mark.parametrize(
    ("role", "bucket", "code"),
    [(ROLE, "\x03", 130), ("sparkify-copy", "sparkify-lake\n", 2)],
    ids=["stopped", "refused"],
)
def test_of_several_blocks_none_is_saved_when_one_of_them_is_not_right(
    prefect_server: PrefectServer, role: str, bucket: str, code: int
) -> None:
    with save_at_a_terminal(prefect_server) as terminal:
        give(terminal, {"place": "aws", "way": "profile", "profile_name": "unsaved"})
        give(terminal, {"region_name": "", **WITH_WORKGROUP, "iam_role": role})
        give(terminal, {"way": "bucket"})
        terminal.answer("bucket: ", bucket)
        if code != 130:
            give(terminal, {"prefix": "", "region": ""})
        assert terminal.finish() == code, terminal.shown
    assert "\nsaved " not in terminal.shown
    aws = find_document(prefect_server, "aws-credentials", "sparkify-aws")
    assert aws is None or aws["profile_name"] != "unsaved"


def test_a_choice_that_is_none_is_asked_for_again(prefect_server: PrefectServer) -> None:
    with save_at_a_terminal(prefect_server) as terminal:
        give(terminal, {"place": "moon"})
        terminal.answer("place: ", "\n")
        assert terminal.finish() == 130, terminal.shown
    assert "'moon' is none of laptop, aws" in terminal.shown


def test_a_wrong_answer_is_told_in_one_line_and_nothing_is_saved(
    prefect_server: PrefectServer,
) -> None:
    with save_at_a_terminal(prefect_server, "redshift-credentials", "mistyped") as terminal:
        give(terminal, {**WITH_PASSWORD, "iam_role": "sparkify-copy"})
        assert terminal.finish() == 2, terminal.shown
    assert "was not saved: iam_role" in terminal.shown
    assert "Traceback" not in terminal.shown
    assert PASSWORD not in terminal.shown
    assert find_warehouse(prefect_server, "mistyped") is None
