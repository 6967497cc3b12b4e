"""Redshift SQL as sqlglot reads it here, and DuckDB SQL as sqlglot writes it here.

Functions are kept under the names that the client wrote, so that one table (`functions.py`) decides
what each means; sqlglot's own idea of them is made for transpiling, not for standing in.
"""

from typing import NoReturn

import sqlglot
from sqlglot import exp
from sqlglot.dialects.duckdb import DuckDB
from sqlglot.dialects.redshift import Redshift
from sqlglot.generators.duckdb import DuckDBGenerator
from sqlglot.parsers.redshift import RedshiftParser
from sqlglot.tokenizer_core import Token, TokenType

from local_redshift.errors import RedshiftError

_FORMS = ("CAST", "TRY_CAST", "CONVERT", "EXTRACT", "POSITION", "SUBSTRING", "TRIM")


class Source(Redshift):
    """What is read: Redshift's syntax with every function under its own name."""

    class Tokenizer(Redshift.Tokenizer):
        """FLOAT is eight bytes long in Redshift; no statement is taken as one piece."""

        COMMANDS = set()  # noqa: RUF012
        KEYWORDS = {**Redshift.Tokenizer.KEYWORDS, "FLOAT": TokenType.DOUBLE}  # noqa: RUF012

    class Parser(RedshiftParser):
        """Only the forms that a list of arguments cannot say are parsed specially."""

        FUNCTIONS = {}  # noqa: RUF012
        FUNCTION_PARSERS = {  # noqa: RUF012
            name: RedshiftParser.FUNCTION_PARSERS[name] for name in _FORMS
        }
        NO_PAREN_FUNCTION_PARSERS = {  # noqa: RUF012
            "ANY": RedshiftParser.NO_PAREN_FUNCTION_PARSERS["ANY"],
            "CASE": RedshiftParser.NO_PAREN_FUNCTION_PARSERS["CASE"],
            "SYSDATE": RedshiftParser.NO_PAREN_FUNCTION_PARSERS["SYSDATE"],
            "APPROXIMATE": lambda self: self.parse_approximate(),
        }

        def parse_approximate(self) -> exp.Expr:
            """APPROXIMATE before COUNT(DISTINCT x) or PERCENTILE_DISC, as part of the name."""
            found = self._parse_function()
            call = found.this if isinstance(found, exp.WithinGroup) else found
            if (
                found is None
                or not isinstance(call, exp.Anonymous)
                or call.name.lower() not in {"count", "percentile_disc"}
            ):
                message = "APPROXIMATE goes before COUNT(DISTINCT ...) or PERCENTILE_DISC"
                raise RedshiftError("42601", f"syntax error: {message}")
            call.set("this", f"approximate {call.name.lower()}")
            return found

        def _parse_as_command(self, start: Token) -> NoReturn:
            message = f'syntax error at or near "{start.text}"'
            raise RedshiftError("42601", message)


class Target(DuckDB):
    """What is written: DuckDB's syntax."""

    class Generator(DuckDBGenerator):
        """Functions carry arbitrary names, so what depends on their classes is said here."""

        def ignorenulls_sql(self, expression: exp.IgnoreNulls) -> str:
            """IGNORE NULLS stands inside the parentheses in DuckDB."""
            function = expression.this
            return f"{self.sql(function)[:-1]} IGNORE NULLS)"

        def distinct_sql(self, expression: exp.Distinct) -> str:
            """DISTINCT in SELECT and in an aggregate of one argument."""
            inside = self.expressions(expression, flat=True)
            return f"DISTINCT {inside}" if inside else "DISTINCT"

        def div_sql(self, expression: exp.Div) -> str:
            """Division as it stands: its meaning is settled before."""
            return self.binary(expression, "/")


def can_parse() -> bool:
    """Whether sqlglot's classes can be extended: those of its compiled form, sqlglotc, cannot."""
    try:
        Source().parser()
    except TypeError:
        return False
    return True


def parse_tree(text: str, tokens: list[Token] | None = None) -> exp.Expr:
    """One statement as a tree.

    Args:
        text: The statement, or what holds it.
        tokens: The statement's words in the text, where they are known already.

    Raises:
        RedshiftError: 42601, with the place in the message.
    """
    source = Source()
    try:
        given = source.tokenize(text) if tokens is None else tokens
        trees = source.parser().parse(_without_type_schema(given), text)
    except sqlglot.errors.ParseError as error:
        raise _syntax_error(error) from error
    except sqlglot.errors.TokenError as error:
        raise RedshiftError("42601", "syntax error: a quote or a comment is not closed") from error
    found = [tree for tree in trees if tree is not None]
    if len(found) != 1:
        raise RedshiftError("42601", "cannot insert multiple commands into a prepared statement")
    return found[0]


def _without_type_schema(tokens: list[Token]) -> list[Token]:
    """The words without the schema of a type, as in `x::pg_catalog.text`."""
    before = {TokenType.DCOLON, TokenType.ALIAS, TokenType.COLLATE}
    dropped: set[int] = set()
    for at in range(1, len(tokens) - 1):
        is_schema = tokens[at].text == "pg_catalog" and tokens[at + 1].token_type is TokenType.DOT
        if is_schema and tokens[at - 1].token_type in before:
            dropped |= {at, at + 1}
    return [token for at, token in enumerate(tokens) if at not in dropped] if dropped else tokens


def _syntax_error(error: sqlglot.errors.ParseError) -> RedshiftError:
    where = error.errors[0] if error.errors else {}
    near = where.get("highlight") or "end of input"
    place = f"line {where.get('line', 1)}, column {where.get('col', 1)}"
    return RedshiftError("42601", f'syntax error at or near "{near}" ({place})')


def write(tree: exp.Expr) -> str:
    """The tree, which is used up, as DuckDB text, every identifier quoted."""
    return tree.sql(dialect=Target, identify=True, comments=False, copy=False)
