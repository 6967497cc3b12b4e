"""Reads statements word by word, for those whose grammar sqlglot does not know."""

from collections.abc import Mapping

from sqlglot import exp
from sqlglot.tokenizer_core import Token, TokenType

from local_redshift.dialect.grammar import Source, parse_tree
from local_redshift.dialect.reserved_words import RESERVED
from local_redshift.errors import RedshiftError

_NOT_NAMES = {
    TokenType.STRING,
    TokenType.NUMBER,
    TokenType.L_PAREN,
    TokenType.R_PAREN,
    TokenType.COMMA,
    TokenType.DOT,
}

_NESTING = {TokenType.L_PAREN: 1, TokenType.CASE: 1, TokenType.R_PAREN: -1, TokenType.END: -1}


class Reader:
    """A place in a statement's words.

    Attributes:
        text: The statement.
        schemas: Where the session has found bare tables, by their names.
    """

    def __init__(self, text: str, schemas: Mapping[str, str] | None = None) -> None:
        self.text = text
        self.schemas = schemas or {}
        try:
            self._tokens: list[Token] = Source().tokenize(text)
        except Exception as error:  # the tokenizer's own class differs between its builds
            raise RedshiftError("42601", "syntax error: a quote is not closed") from error
        self._next = 0

    @property
    def done(self) -> bool:
        """Whether nothing is left."""
        return self._next >= len(self._tokens)

    @property
    def word(self) -> str:
        """The next word in upper case, empty at the end and for what is quoted."""
        if self.done or self._tokens[self._next].token_type in {
            TokenType.IDENTIFIER, TokenType.STRING,
        }:  # fmt: skip
            return ""
        return self._tokens[self._next].text.upper()

    def accept(self, *words: str) -> bool:
        """Steps over the words if they come next, in their order."""
        ahead = self._tokens[self._next : self._next + len(words)]
        quoted = {TokenType.IDENTIFIER, TokenType.STRING}
        found = [token.text.upper() for token in ahead if token.token_type not in quoted]
        # Some tokens hold two words, e.g. PRIMARY KEY.
        if found == list(words):
            self._next += len(words)
            return True
        if found and found[0] == " ".join(words):
            self._next += 1
            return True
        return False

    def expect(self, *words: str) -> None:
        """Steps over the words, which must come next."""
        if not self.accept(*words):
            raise self.unexpected()

    def unexpected(self) -> RedshiftError:
        """The error for the next word."""
        if self.done:
            return RedshiftError("42601", "syntax error at end of input")
        token = self._tokens[self._next]
        place = f"line {token.line}, column {token.col}"
        return RedshiftError("42601", f'syntax error at or near "{token.text}" ({place})')

    def end(self) -> None:
        """Demands that nothing is left."""
        if not self.done:
            raise self.unexpected()

    def skip(self) -> Token:
        """Steps over one token and returns it."""
        if self.done:
            raise self.unexpected()
        self._next += 1
        return self._tokens[self._next - 1]

    def name(self) -> str:
        """One identifier, in lower case."""
        if self.done or self.word in RESERVED or self._tokens[self._next].token_type in _NOT_NAMES:
            raise self.unexpected()
        return self.skip().text.lower()

    def table(self) -> exp.Table:
        """A name of up to three parts."""
        parts = [self.name()]
        while self.accept("."):
            parts.append(self.name())
        if len(parts) > 3:
            raise RedshiftError("42601", f"improper qualified name: {'.'.join(parts)}")
        names = [exp.to_identifier(part, quoted=True) for part in reversed(parts)]
        return exp.Table(**dict(zip(("this", "db", "catalog"), names, strict=False)))

    def names(self) -> list[str]:
        """Identifiers in parentheses."""
        self.expect("(")
        found = [self.name()]
        while self.accept(","):
            found.append(self.name())
        self.expect(")")
        return found

    def tables(self) -> list[exp.Table]:
        """Tables with commas between them."""
        found = [self.table()]
        while self.accept(","):
            found.append(self.table())
        return found

    def is_list_of_names(self) -> bool:
        """Whether parentheses follow that hold nothing but names and commas."""
        second = self._tokens[self._next + 2 : self._next + 3]
        return (
            self.word == "("
            and bool(second)
            and second[0].token_type in {TokenType.COMMA, TokenType.R_PAREN}
        )

    def string(self) -> str:
        """The value of a quoted literal."""
        if self.done or self._tokens[self._next].token_type is not TokenType.STRING:
            raise self.unexpected()
        return self.skip().text

    def until(self, stops: frozenset[str]) -> str:
        """The text up to a word of `stops`, a comma or a closing parenthesis of this level."""
        first = last = None
        depth = 0
        while not self.done:
            token = self._tokens[self._next]
            if depth == 0 and (
                token.token_type in {TokenType.COMMA, TokenType.R_PAREN} or self.word in stops
            ):
                break
            depth += _NESTING.get(token.token_type, 0)
            first = first or token
            last = self.skip()
        if first is None or last is None:
            raise self.unexpected()
        return self.text[first.start : last.end + 1]

    def query(self) -> exp.Expr:
        """What is left, as one tree."""
        if self.done:
            raise self.unexpected()
        left, self._next = self._tokens[self._next :], len(self._tokens)
        return parse_tree(self.text, left)

    def rest(self) -> str:
        """The text of what is left."""
        left, self._next = self._tokens[self._next :], len(self._tokens)
        return self.text[left[0].start : left[-1].end + 1] if left else ""

    def texts(self) -> list[str]:
        """What is between parentheses, comma by comma; nothing where none begins."""
        found: list[str] = []
        while self.accept("," if found else "("):
            found.append(self.until(frozenset()))
        if found:
            self.expect(")")
        return found

    def drop_end(self, *words: str) -> bool:
        """Forgets the last words if they are these, and says whether they were."""
        last = self._tokens[-len(words) :]
        found = [token.text.upper() for token in last] == list(words)
        if found:
            del self._tokens[-len(words) :]
        return found
