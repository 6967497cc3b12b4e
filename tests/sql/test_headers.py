"""Each SQL file's header says what the statement does, and its path what it writes."""

import re

import pytest
import sqlglot
from sqlglot import exp

from warehouse.statements import (
    SQL_DIRECTORY,
    Statement,
    find_params,
    list_statements,
    load_statement,
)

VERBS = "create|comment|delete|copy|insert|merge|select|update|lock"
NAMES = sorted(
    path.relative_to(SQL_DIRECTORY).with_suffix("").as_posix()
    for path in SQL_DIRECTORY.rglob("*.sql")
)
FIELDS = ["Writes", "Reads", "Grain", "Re-run", "Params"]
MADE_VIEWS = sorted(set(list_statements("create")) - set(NAMES))  # of the select beside them
NOTHING: set[str] = set()


def read_code(statement: Statement) -> str:
    return re.sub(r"--[^\n]*", "", statement.text).strip()


def read_list(statement: Statement, field: str) -> set[str]:
    text = statement.header[field]
    return NOTHING if text in {"nothing", "none"} else set(text.split(", "))


def find_written(statement: Statement) -> set[str]:
    code = read_code(statement)
    if code.startswith("copy "):
        return {code.split(maxsplit=2)[1]}
    if code.startswith("lock table "):
        return set(code.removeprefix("lock table ").split(", "))
    if code.startswith("comment on column "):
        return {code.split()[3].rpartition(".")[0]}
    tree = parse(code)
    if isinstance(tree, exp.Query):
        return NOTHING
    return {name_of(find_target(tree))}


def find_read(statement: Statement) -> set[str]:
    code = read_code(statement)
    if code.startswith(("copy ", "lock ", "comment ")):
        return NOTHING
    tree = parse(code)
    target = None if isinstance(tree, exp.Query | exp.Update) else find_target(tree)
    own_names = {part.alias for part in tree.find_all(exp.CTE)}
    tables = [table for table in tree.find_all(exp.Table) if table is not target]
    return {name_of(table) for table in tables} - own_names


def parse(code: str) -> exp.Expr:
    (tree,) = sqlglot.parse(code, dialect="redshift")
    assert tree is not None
    return tree


def find_target(tree: exp.Expr) -> exp.Table:
    target = tree.this.this if isinstance(tree.this, exp.Schema) else tree.this
    assert isinstance(target, exp.Table)
    return target


def name_of(table: exp.Table) -> str:
    return ".".join(part.name for part in table.parts)


@pytest.fixture(params=[*NAMES, *MADE_VIEWS])
def statement(request: pytest.FixtureRequest) -> Statement:
    return load_statement(request.param)


def test_the_header_has_its_five_fields_in_order(statement: Statement) -> None:
    lines = statement.text.splitlines()[: len(FIELDS)]
    assert [line.split(": ")[0] for line in lines] == [f"-- {field}" for field in FIELDS]
    assert all(statement.header[field].strip() for field in FIELDS)


def test_the_file_holds_one_statement_with_no_semicolon(statement: Statement) -> None:
    assert ";" not in read_code(statement)


def test_the_file_is_named_after_the_statements_verb(statement: Statement) -> None:
    verb = re.fullmatch(rf"({VERBS})(_\w+)?", statement.name.split("/")[-1])
    assert verb
    first_words = ("select", "with") if verb[1] == "select" else (verb[1],)
    assert read_code(statement).split()[0] in first_words


def test_the_statement_writes_what_its_header_says(statement: Statement) -> None:
    assert find_written(statement) == read_list(statement, "Writes")


def test_the_statement_writes_the_relation_of_its_path(statement: Statement) -> None:
    written = find_written(statement)
    assert not written or statement.relation in written


def test_the_statement_reads_what_its_header_says(statement: Statement) -> None:
    if statement.name.endswith("/copy") or "/copy_" in statement.name:
        assert "file" in statement.header["Reads"]
    else:
        assert find_read(statement) == read_list(statement, "Reads")


def test_the_statement_takes_the_values_that_its_header_says(statement: Statement) -> None:
    params = statement.header["Params"]
    assert set(find_params(statement.text)) == (
        NOTHING if params == "none" else set(params.split(", "))
    )
    assert statement.params == set(find_params(statement.text))


def test_every_relation_that_is_written_or_read_is_created() -> None:
    statements = [load_statement(name) for name in NAMES]
    created = {load_statement(name).relation for name in list_statements("create")}
    used = {name for item in statements for name in find_written(item) | find_read(item)}
    assert {name for name in used if "." in name} <= created  # system views are named bare
