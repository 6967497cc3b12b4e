"""What a client answers when PostgreSQL's protocol asks for a password by MD5."""

from hashlib import md5


def answer_password(password: str, user: str, salt: bytes) -> bytes:
    """The body of the answer."""
    inner = _md5((password + user).encode())
    return b"md5" + _md5(inner + salt) + b"\0"


def _md5(content: bytes) -> bytes:
    return md5(content, usedforsecurity=False).hexdigest().encode()
