"""The password of one directory's server: random, and in a file that only the owner can read.

The file is one that libpq reads as well, so that psql takes it by `PGPASSFILE`. Clients prove that
they know the password by PostgreSQL's MD5 exchange, which every one of them speaks.

Source: https://www.postgresql.org/docs/current/protocol-flow.html (AuthenticationMD5Password),
https://www.postgresql.org/docs/current/libpq-pgpass.html
"""

import hashlib
import hmac
import secrets
from pathlib import Path

from .private_files import open_private

_FILE = "pgpass"
_PASSWORD_BYTES = 32


def password_file(directory: Path) -> Path:
    """Where the password of a directory's server is."""
    return directory / _FILE


def make_password(directory: Path) -> str:
    """The password of the directory, which is made when there is none; for its only server."""
    path = password_file(directory)
    if not path.exists():
        draft = path.with_suffix(".new")
        with open(draft, "w", opener=open_private) as file:
            file.write(f"*:*:*:*:{secrets.token_urlsafe(_PASSWORD_BYTES)}\n")
        draft.replace(path)
    return read_password(directory)


def read_password(directory: Path) -> str:
    """The password of the directory.

    Raises:
        FileNotFoundError: No server of this version has run there.
    """
    return password_file(directory).read_text().strip().rpartition(":")[2]


def digest_password(password: str, user: str) -> str:
    """What a server keeps of a user's password: hexadecimal digits of its MD5 with the name."""
    return _md5((password + user).encode())


def proves_password(answer: str, digest: str, salt: bytes) -> bool:
    """Whether a client's answer to the MD5 request shows that it knows the password.

    Args:
        answer: What the client sent.
        digest: Of the password, as `digest_password` makes it.
        salt: What the client was sent.
    """
    return hmac.compare_digest(answer, "md5" + _md5(digest.encode() + salt))


def _md5(content: bytes) -> str:
    return hashlib.md5(content, usedforsecurity=False).hexdigest()
