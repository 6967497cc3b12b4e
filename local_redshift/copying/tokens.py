"""The words of a COPY statement. sqlglot shifts COPY's option pairs after a flag."""

import re
from dataclasses import dataclass

from local_redshift.errors import RedshiftError

_TOKEN = re.compile(
    r"""(?P<space>\s+|--[^\n]*|/\*.*?\*/)
      | (?P<text>'(?:[^']|'')*')
      | (?P<quoted>"(?:[^"]|"")+")
      | (?P<word>[^\W\d][\w$]*)
      | (?P<number>\d+)
      | (?P<mark>.)""",
    re.VERBOSE | re.DOTALL,
)


@dataclass(frozen=True)
class Token:
    """One word, literal or mark; `value` is unquoted, and lower case for a plain word."""

    kind: str
    value: str

    @property
    def shown(self) -> str:
        """The token as an error message may show it: never the inside of a literal."""
        return "a text literal" if self.kind == "text" else f'"{self.value}"'


_END = Token("end", "end of statement")


def _read(text: str) -> list[Token]:
    tokens = []
    for match in _TOKEN.finditer(text):
        kind = str(match.lastgroup)
        value = match.group()
        if kind == "text":
            value = value[1:-1].replace("''", "'")
        elif kind == "quoted":
            value = value[1:-1].replace('""', '"').lower()
        elif kind == "word":
            value = value.lower()
        if kind != "space":
            tokens.append(Token(kind, value))
    while tokens and tokens[-1] == Token("mark", ";"):
        tokens.pop()
    return tokens


class TokenReader:
    """Reads the statement token by token.

    Args:
        text: The statement.
    """

    def __init__(self, text: str) -> None:
        self._tokens = _read(text)
        self._position = 0

    @property
    def next(self) -> Token:
        """The token that comes next, still unread."""
        if self._position < len(self._tokens):
            return self._tokens[self._position]
        return _END

    @property
    def at_end(self) -> bool:
        """Whether everything is read."""
        return self.next is _END

    def take(self, kind: str) -> str:
        """Reads a token of this kind.

        Raises:
            RedshiftError: 42601, something else comes next.
        """
        if self.next.kind != kind:
            raise self.unexpected()
        value = self.next.value
        self._position += 1
        return value

    def accept(self, *values: str) -> bool:
        """Reads the next word or mark when it is one of these."""
        if self.next.kind in ("word", "mark") and self.next.value in values:
            self._position += 1
            return True
        return False

    def expect(self, value: str) -> None:
        """Reads this word or mark.

        Raises:
            RedshiftError: 42601, something else comes next.
        """
        if not self.accept(value):
            raise self.unexpected()

    def name(self) -> str:
        """Reads an identifier, plain or quoted, lower case."""
        return self.take("quoted" if self.next.kind == "quoted" else "word")

    def unexpected(self) -> RedshiftError:
        """The syntax error at the next token."""
        return RedshiftError("42601", f"syntax error in COPY at or near {self.next.shown}")
