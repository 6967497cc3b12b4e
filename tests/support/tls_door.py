"""A door before the stand-in that speaks TLS and asks for a password of its own, as Redshift does.

The stand-in itself has no TLS: it listens on loopback only.
"""

import contextlib
import datetime as dt
import socket
import ssl
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from md5_password import answer_password

from local_redshift import Endpoint

_ASK_PASSWORD = struct.pack("!cii", b"R", 8, 3)
_TLS_REQUEST = 80877103


@dataclass
class TlsDoor:
    """A listening door.

    Attributes:
        port: Where it listens, on 127.0.0.1; its certificate says `localhost`.
        certificate: The file that a client must trust.
        passwords: What clients have sent as theirs.
        sent: All that clients have sent after that: statements and values.
    """

    port: int
    certificate: Path
    passwords: list[str]
    sent: bytearray


def make_certificate(directory: Path) -> tuple[Path, Path]:
    """A certificate of `localhost` that signs itself, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    certificate, key_file = directory / "door.crt", directory / "door.key"
    certificate.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    key_file.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return certificate, key_file


@contextmanager
def open_door(directory: Path, target: Endpoint, password: str) -> Iterator[TlsDoor]:
    """A door to a stand-in; whoever says another password is refused."""
    certificate, key = make_certificate(directory)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        door = TlsDoor(listener.getsockname()[1], certificate, [], bytearray())

        def accept() -> None:
            with contextlib.suppress(OSError):  # the listener is closed: the door is shut
                while True:
                    client, _ = listener.accept()
                    arguments = (client, context, target, password, door)
                    threading.Thread(target=_serve, args=arguments, daemon=True).start()

        thread = threading.Thread(target=accept, daemon=True)
        thread.start()
        yield door
        listener.shutdown(socket.SHUT_RDWR)
        thread.join(timeout=5)


def _serve(
    client: socket.socket,
    context: ssl.SSLContext,
    target: Endpoint,
    password: str,
    door: TlsDoor,
) -> None:
    with contextlib.suppress(OSError), client:
        if struct.unpack("!ii", _read(client, 8))[1] != _TLS_REQUEST:
            return
        client.sendall(b"S")
        with context.wrap_socket(client, server_side=True) as secure:
            startup = _read_message(secure)
            secure.sendall(_ASK_PASSWORD)
            _read(secure, 1)
            door.passwords.append(_read_message(secure)[4:-1].decode())
            if door.passwords[-1] != password:
                fields = b"SFATAL\0C28P01\0Mpassword authentication failed\0\0"
                secure.sendall(struct.pack("!ci", b"E", 4 + len(fields)) + fields)
                return
            with socket.create_connection((target.host, target.port)) as server:
                server.sendall(startup)
                _sign_in(server, startup, target)
                _carry(secure, server, door)


def _sign_in(server: socket.socket, startup: bytes, target: Endpoint) -> None:
    """Answers the stand-in's own request for a password."""
    salt = _read(server, 13)[9:]
    user = startup.partition(b"user\0")[2].partition(b"\0")[0]
    answer = answer_password(target.password, user.decode(), salt)
    server.sendall(b"p" + struct.pack("!i", len(answer) + 4) + answer)


def _carry(secure: ssl.SSLSocket, server: socket.socket, door: TlsDoor) -> None:
    def answer() -> None:
        with contextlib.suppress(OSError):
            while content := server.recv(65536):
                secure.sendall(content)

    thread = threading.Thread(target=answer, daemon=True)
    thread.start()
    while content := secure.recv(65536):
        door.sent += content
        server.sendall(content)
    server.shutdown(socket.SHUT_RDWR)
    thread.join(timeout=5)


def _read_message(connection: socket.socket) -> bytes:
    """A message with its leading length."""
    head = _read(connection, 4)
    return head + _read(connection, struct.unpack("!i", head)[0] - 4)


def _read(connection: socket.socket, count: int) -> bytes:
    content = b""
    while len(content) < count:
        part = connection.recv(count - len(content))
        if not part:
            raise OSError("the client left")
        content += part
    return content
