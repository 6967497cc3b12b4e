"""The protocol itself, byte by byte."""

import socket
import struct
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest
from md5_password import answer_password

from local_redshift import Endpoint

Message = tuple[bytes, bytes]
pytestmark = pytest.mark.stand_in_alone("the protocol is spoken without encryption")


class RawClient:
    """Speaks the protocol by hand."""

    def __init__(self, endpoint: Endpoint) -> None:
        self.password = endpoint.password
        self.socket = socket.create_connection((endpoint.host, endpoint.port), timeout=20)
        self.stream = self.socket.makefile("rb")

    def start(self, version: int = 196608, **options: str) -> list[Message]:
        options = {"user": "awsuser", "database": "dev", **options}
        body = b"".join(
            name.encode() + b"\0" + value.encode() + b"\0" for name, value in options.items()
        )
        body = struct.pack("!i", version) + body + b"\0"
        self.socket.sendall(struct.pack("!i", len(body) + 4) + body)
        before = self.until(b"R", b"E")
        if before[-1][0] == b"E":
            return before
        salt = before.pop()[1][4:]
        self.send((b"p", answer_password(self.password, options["user"], salt)))
        return [*before, *self.until(b"Z", b"E")]

    def send(self, *messages: Message) -> None:
        self.socket.sendall(
            b"".join(kind + struct.pack("!i", len(body) + 4) + body for kind, body in messages)
        )

    def receive(self) -> Message:
        kind, size = struct.unpack("!ci", self.stream.read(5))
        return kind, self.stream.read(size - 4)

    def until(self, *kinds: bytes) -> list[Message]:
        messages = [self.receive()]
        while messages[-1][0] not in kinds:
            messages.append(self.receive())
        return messages

    def close(self) -> None:
        self.stream.close()
        self.socket.close()


@pytest.fixture
def raw(endpoint: Endpoint) -> Iterator[RawClient]:
    with closing(RawClient(endpoint)) as client:
        yield client


def parse(text: str, name: str = "", oids: tuple[int, ...] = ()) -> Message:
    types = struct.pack(f"!h{len(oids)}i", len(oids), *oids)
    return b"P", f"{name}\0{text}\0".encode() + types


def bind(*values: bytes | None, formats: tuple[int, ...] = (), name: str = "") -> Message:
    body = f"\0{name}\0".encode() + struct.pack("!hh", 0, len(values))
    for value in values:
        body += struct.pack("!i", -1 if value is None else len(value)) + (value or b"")
    return b"B", body + struct.pack(f"!h{len(formats)}h", len(formats), *formats)


def execute(limit: int = 0) -> Message:
    return b"E", b"\0" + struct.pack("!i", limit)


SYNC: Message = (b"S", b"")
DESCRIBE_STATEMENT: Message = (b"D", b"S\0")


def kinds(messages: list[Message]) -> bytes:
    return b"".join(kind for kind, _ in messages)


def fields(message: Message) -> dict[str, str]:
    parts = message[1].decode().split("\0")
    return {part[0]: part[1:] for part in parts if part}


def parameters(messages: list[Message]) -> dict[str, str]:
    pairs = [body.decode().split("\0")[:2] for kind, body in messages if kind == b"S"]
    return {pair[0]: pair[1] for pair in pairs}


def values_of(row: Message) -> list[bytes | None]:
    body, at, found = row[1], 2, []
    for _ in range(struct.unpack_from("!h", body)[0]):
        (size,) = struct.unpack_from("!i", body, at)
        found.append(None if size < 0 else body[at + 4 : at + 4 + size])
        at += 4 + max(size, 0)
    return found


def test_a_client_is_let_in_and_settings_redshifts_version(raw: RawClient) -> None:
    messages = raw.start()
    assert messages[0] == (b"R", struct.pack("!i", 0))
    settings = parameters(messages)
    assert settings["server_version"] == "8.0.2"
    assert settings["server_protocol_version"] == "0"
    assert settings["integer_datetimes"] == "on"
    assert kinds(messages).endswith(b"KZ")
    assert messages[-1][1] == b"I"


@pytest.mark.parametrize("code", [80877103, 80877104])
def test_encryption_is_declined_and_the_client_goes_on_in_plain(raw: RawClient, code: int) -> None:
    raw.socket.sendall(struct.pack("!ii", 8, code))
    assert raw.stream.read(1) == b"N"
    assert raw.start()[-1][0] == b"Z"


def test_an_unknown_database_is_refused(raw: RawClient) -> None:
    refusal = raw.start(database="nope")[-1]
    assert fields(refusal)["C"] == "3D000"
    assert raw.stream.read(1) == b""


def test_a_newer_minor_version_is_negotiated_down(raw: RawClient) -> None:
    messages = raw.start(version=196610)
    assert messages[0] == (b"v", struct.pack("!ii", 196608, 0))
    assert messages[-1][0] == b"Z"


def test_protocol_version_two_is_refused(raw: RawClient) -> None:
    assert fields(raw.start(version=131072)[-1])["C"] == "0A000"


@pytest.mark.parametrize(
    "garbage",
    [
        pytest.param(b"GET / HTTP/1.1\r\n\r\n", id="http"),
        pytest.param(struct.pack("!ii", 2**30, 196608), id="oversize"),
        pytest.param(struct.pack("!ii", 4, 0), id="undersize"),
    ],
)
def test_a_garbage_startup_is_refused_and_closed(raw: RawClient, garbage: bytes) -> None:
    raw.socket.sendall(garbage)
    assert fields(raw.receive())["C"] == "08P01"
    assert raw.stream.read(1) == b""


@pytest.mark.parametrize(
    "garbage",
    [
        pytest.param(b"\xff\x00\x00\x00\x04", id="unknown type"),
        pytest.param(b"Q" + struct.pack("!i", 2**31 - 1), id="oversize"),
        pytest.param(b"Q" + struct.pack("!i", 3), id="undersize"),
        pytest.param(b"Q" + struct.pack("!i", 12) + b"no zero.", id="unterminated string"),
        pytest.param(b"B" + struct.pack("!i", 10) + b"\0\0\0\0\0\5", id="cut short"),
        pytest.param(b"p" + struct.pack("!i", 7) + b"pw\0", id="password"),
    ],
)
def test_a_garbage_message_is_refused_and_the_connection_closed(
    raw: RawClient, garbage: bytes
) -> None:
    raw.start()
    raw.socket.sendall(garbage)
    error = fields(raw.until(b"E")[-1])
    assert (error["S"], error["C"]) == ("FATAL", "08P01")
    assert raw.stream.read(1) == b""


def test_a_query_of_several_statements_answers_each_and_is_ready_once(raw: RawClient) -> None:
    raw.start()
    raw.send((b"Q", b"select 1 as one; select ';' -- no; end\n; ;\0"))
    messages = raw.until(b"Z")
    assert kinds(messages) == b"TDCTDCZ"
    assert values_of(messages[1]) == [b"1"]
    assert values_of(messages[4]) == [b";"]


@pytest.mark.parametrize("text", [b"\0", b" ; ;\0", b"-- nothing\n\0", b"/* nothing */\0"])
def test_an_empty_query_says_so(raw: RawClient, text: bytes) -> None:
    raw.start()
    raw.send((b"Q", text))
    assert kinds(raw.until(b"Z")) == b"IZ"


def test_a_parameter_without_a_value_is_an_error(raw: RawClient) -> None:
    raw.start()
    raw.send((b"Q", b"select $1\0"))
    assert fields(raw.until(b"Z")[0])["C"] == "42P02"


def test_statements_of_one_query_are_one_transaction(raw: RawClient) -> None:
    raw.start()
    raw.send((b"Q", b"create table public.one_message (a int); insert into nope values (1)\0"))
    assert kinds(raw.until(b"Z")) == b"CEZ"
    raw.send((b"Q", b"select * from public.one_message\0"))
    assert fields(raw.until(b"Z")[0])["C"] == "42P01"


def test_after_an_error_everything_is_skipped_until_sync(raw: RawClient) -> None:
    raw.start()
    raw.send(parse("select * from nope"), bind(), execute(), parse("select 1"), SYNC)
    assert kinds(raw.until(b"Z")) == b"EZ"
    raw.send(parse("select 1"), bind(), execute(), SYNC)
    assert kinds(raw.until(b"Z")) == b"12DCZ"


def test_each_sync_is_answered_by_one_ready_for_query(raw: RawClient) -> None:
    raw.start()
    raw.send(SYNC, SYNC, (b"H", b""), SYNC)
    assert [raw.receive() for _ in range(3)] == [(b"Z", b"I")] * 3


def test_describing_does_not_execute(raw: RawClient, table: str) -> None:
    raw.start()
    raw.send(parse(f"insert into {table} values (1, 'x')"), DESCRIBE_STATEMENT, SYNC)
    assert kinds(raw.until(b"Z")) == b"1tnZ"
    raw.send((b"Q", f"select count(*) from {table}\0".encode()))
    assert values_of(raw.until(b"Z")[1]) == [b"0"]


def test_describing_a_slow_query_is_quick(raw: RawClient, cursor: Any) -> None:
    cursor.execute("create table public.hundred as select 1 as a")
    for _ in range(7):
        cursor.execute("insert into public.hundred select a from public.hundred")
    raw.start()
    raw.socket.settimeout(60)  # to run it takes minutes
    joined = ", ".join(f"public.hundred t{n}" for n in range(6))
    raw.send(parse(f"select count(*) from {joined} where t0.a + t5.a > 5"), SYNC)
    assert kinds(raw.until(b"Z")) == b"1Z"


def test_a_described_statement_tells_names_types_and_modifiers(raw: RawClient) -> None:
    raw.start()
    raw.send(
        parse("select cast(1.5 as numeric(10,2)) as price, count(*) as n, 'x' as t, $1 as p",
              oids=(23,)),
        DESCRIBE_STATEMENT,
        SYNC,
    )  # fmt: skip
    described = raw.until(b"Z")
    assert kinds(described) == b"1tTZ"
    assert described[1][1] == struct.pack("!hi", 1, 23)
    at, found = 2, []
    for _ in range(4):
        end = described[2][1].index(b"\0", at)
        _, _, oid, _, modifier, _ = struct.unpack_from("!ihihih", described[2][1], end + 1)
        found.append((described[2][1][at:end].decode(), oid, modifier))
        at = end + 19
    assert found == [
        ("price", 1700, (10 << 16 | 2) + 4),
        ("n", 20, -1),
        ("t", 1043, -1),
        ("p", 23, -1),
    ]


def test_a_row_limit_suspends_the_portal_and_execute_goes_on(raw: RawClient, table: str) -> None:
    raw.start()
    raw.send((b"Q", f"insert into {table} values (1,'a'), (2,'b'), (3,'c')\0".encode()))
    raw.until(b"Z")
    query = parse(f"select id from {table} order by id")
    raw.send(query, bind(), execute(2), execute(2), SYNC)
    messages = raw.until(b"Z")
    assert kinds(messages) == b"12DDsDCZ"
    assert values_of(messages[5]) == [b"3"]


def test_a_suspended_portal_survives_other_statements_of_its_transaction(
    raw: RawClient, table: str
) -> None:
    raw.start()
    raw.send((b"Q", f"begin; insert into {table} values (1,'a'), (2,'b')\0".encode()))
    raw.until(b"Z")
    raw.send(parse(f"select id from {table} order by id", "s"), bind(name="s"), execute(1), SYNC)
    assert kinds(raw.until(b"Z")) == b"12DsZ"
    raw.send((b"Q", f"delete from {table}\0".encode()))
    assert kinds(raw.until(b"Z")) == b"CZ"
    raw.send(execute(), SYNC)
    messages = raw.until(b"Z")
    assert kinds(messages) == b"DCZ"
    assert values_of(messages[0]) == [b"2"]


def test_a_closed_statement_is_gone(raw: RawClient) -> None:
    raw.start()
    raw.send(parse("select 1", "s"), (b"C", b"Ss\0"), bind(name="s"), SYNC)
    messages = raw.until(b"Z")
    assert kinds(messages) == b"13EZ"
    assert fields(messages[2])["C"] == "26000"


def test_a_statement_that_cannot_be_described_leaves_its_name_free(raw: RawClient) -> None:
    raw.start()
    raw.send(parse("select * from nope", "s"), SYNC)
    assert kinds(raw.until(b"Z")) == b"EZ"
    raw.send(parse("select 1", "s"), SYNC)
    assert kinds(raw.until(b"Z")) == b"1Z"


def test_results_come_in_the_formats_that_bind_asks_for(raw: RawClient) -> None:
    raw.start()
    query = parse("select 7 as a, 7 as b")
    raw.send(query, bind(formats=(0, 1)), execute(), query, bind(formats=(1,)), execute(), SYNC)
    found = [values_of(message) for message in raw.until(b"Z") if message[0] == b"D"]
    binary = struct.pack("!i", 7)
    assert found == [[b"7", binary], [binary, binary]]


def test_the_wrong_number_of_arguments_is_an_error(raw: RawClient) -> None:
    raw.start()
    raw.send(parse("select $1"), bind(b"1", b"2"), SYNC)
    assert fields(raw.until(b"Z")[1])["C"] == "08P02"


def test_invalid_utf8_is_an_error_and_not_the_end(raw: RawClient) -> None:
    raw.start()
    raw.send((b"Q", b"select '\xff'\0"))
    assert fields(raw.until(b"Z")[0])["C"] == "22021"
