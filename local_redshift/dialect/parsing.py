"""From a client's text to a statement that the server can run."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import lru_cache

from sqlglot import exp

from local_redshift.dialect import alterations, commands, definitions, inspecting, merging
from local_redshift.dialect.grammar import write
from local_redshift.dialect.macros import SCHEMA
from local_redshift.dialect.queries import translate
from local_redshift.dialect.reader import Reader
from local_redshift.dialect.relations import find_tables
from local_redshift.dialect.splitting import space_parameters
from local_redshift.dialect.statement import Kind, Statement
from local_redshift.errors import RedshiftError, not_supported

_TAGS = {
    Kind.SELECT: "SELECT",
    Kind.INSERT: "INSERT 0",
    Kind.UPDATE: "UPDATE",
    Kind.DELETE: "DELETE",
}
# They run on the leader node, where no table is:
# docs.aws.amazon.com/redshift/latest/dg/c_SQL_functions_leader_node_only.html
_LEADER_ONLY = frozenset(
    ["session.current_schema"]
    + [f"{SCHEMA}.has_{what}_privilege" for what in ("database", "schema", "table")]
)
_LONGEST_REMEMBERED = 20_000  # longer texts carry values, and do not come again
_QUERIES = frozenset({"SELECT", "WITH", "(", "INSERT", "UPDATE", "DELETE"})
_COMMANDS: dict[str, Callable[[Reader, Sequence[str]], Statement]] = {
    "CREATE": definitions.create,
    "DROP": definitions.drop,
    "ALTER": alterations.alter,
    "TRUNCATE": definitions.truncate,
    "MERGE": merging.merge,
    "EXPLAIN": inspecting.explain,
    "DECLARE": inspecting.declare,
    "FETCH": inspecting.fetch,
    "CLOSE": inspecting.close,
    "CANCEL": inspecting.cancel,
    "DEALLOCATE": inspecting.deallocate,
    "PREPARE": inspecting.prepare,
    "EXECUTE": inspecting.execute,
    **commands.COMMANDS,
}


def parse(
    text: str,
    search_path: Sequence[str] = ("public",),
    schemas: Sequence[tuple[str, str]] = (),
) -> Statement:
    """What a statement does and what it is in DuckDB.

    Args:
        text: One statement in Redshift SQL.
        search_path: Where unqualified tables are looked for and made.
        schemas: Unqualified tables that a view reads, each with the schema where it was found.

    Raises:
        RedshiftError: 42601 for a syntax error, 0A000 for what Redshift lacks or is not served.
    """
    understand = _parse if len(text) < _LONGEST_REMEMBERED else _parse.__wrapped__
    try:
        return understand(text, tuple(search_path), tuple(schemas))
    except RecursionError as error:
        raise RedshiftError("54001", "stack depth limit exceeded: nested too deeply") from error


@lru_cache(maxsize=1024)
def _parse(
    text: str, search_path: tuple[str, ...], schemas: tuple[tuple[str, str], ...]
) -> Statement:
    spaced, parameters = space_parameters(text)
    reader = Reader(spaced.rstrip().rstrip(";"), dict(schemas))
    word = reader.word
    if reader.done:
        return Statement(text, Kind.EMPTY, "")
    if word in _QUERIES:
        return _query(text, reader.query(), parameters, search_path)
    if word not in _COMMANDS:
        raise not_supported(f"statement {word}" if word.isalpha() else f'"{reader.skip().text}"')
    reader.skip()
    statement = _COMMANDS[word](reader, search_path)
    return _completed(statement, text, parameters, search_path)


def _query(text: str, tree: exp.Expr, parameters: int, search_path: tuple[str, ...]) -> Statement:
    if (signal := inspecting.find_signal(text, tree)) is not None:
        return signal
    if isinstance(tree, exp.Select) and tree.args.get("into"):
        into = definitions.select_into(text, tree, search_path)
        return _completed(into, text, parameters, search_path)
    found = translate(tree, search_path)
    statement = Statement(
        text,
        found.kind,
        _TAGS[found.kind],
        tables_written=(found.written,) if found.written else (),
        columns_given=_columns_given(found.tree) if found.kind is Kind.INSERT else (),
        returns_rows=found.kind is Kind.SELECT,
        trees=(found.tree,),
        databases=found.databases,
    )
    return _completed(statement, text, parameters, search_path)


def _columns_given(tree: exp.Expr) -> tuple[str, ...]:
    first = next(iter(tree.expression.expressions), None) if tree.expression else None
    if first is None or any(node.name == "DEFAULT" for node in first.expressions):
        return ()
    into = tree.this
    return tuple(each.name for each in into.expressions) if isinstance(into, exp.Schema) else ("*",)


def _completed(
    statement: Statement, text: str, parameters: int, search_path: tuple[str, ...]
) -> Statement:
    nodes = [node for tree in statement.trees for node in tree.walk()]
    read = dict.fromkeys(find_tables(nodes, search_path))
    known = replace(
        statement,
        text=text,
        parameter_count=0 if statement.kind is Kind.PREPARE else parameters,
        tables_read=tuple(table for table in read if table not in statement.tables_written),
    )
    if known.tables_read and any(
        isinstance(node, exp.Anonymous) and node.name in _LEADER_ONLY for node in nodes
    ):
        raise RedshiftError("0A000", "Specified functions are not supported on Redshift tables")
    if known.template or any(map(_is_open, nodes)):
        return known
    return replace(known, template=";\n".join(map(write, statement.trees)), trees=())


def _is_open(node: exp.Expr) -> bool:
    """Whether something of the session, the arguments or a table is still to be put in its place.

    Of a table: a text with a blank at its end is cut where it is inserted.
    """
    if isinstance(node, exp.Literal):
        return node.is_string and node.name.endswith(" ") and isinstance(node.parent, exp.Tuple)
    return isinstance(node, exp.Parameter) or (
        isinstance(node, exp.Anonymous) and node.name.startswith("session.")
    )
