"""Each SQL file's header says what a row is, and its path what the statement writes."""

import re
from collections.abc import Callable

import sqlglot
from sqlglot import exp

from warehouse.database.statements import (
    SQL_DIRECTORY,
    Statement,
    list_statements,
    load_statement,
)

VERBS = "alter|create|comment|delete|drop|copy|insert|merge|move|select|update|lock"
FIRST_WORDS = {"select": ("select", "with"), "move": ("insert",)}
NAMES = sorted(
    path.relative_to(SQL_DIRECTORY).with_suffix("").as_posix()
    for path in SQL_DIRECTORY.glob("*/**/*.sql")
)
# what is the same for every table, for one of them
MADE = (
    "ops/load_units/copy",
    "staging/staging_songs/delete_left_out",
    "staging/staging_songs/select_units",
)
MADE_VIEWS = sorted(set(list_statements("create")) - set(NAMES))  # of the select beside them
NOTHING: set[str] = set()


def read_code(statement: Statement) -> str:
    return re.sub(r"--[^\n]*", "", statement.text).strip()


def find_written(statement: Statement) -> set[str]:
    code = read_code(statement)
    if code.startswith("copy "):
        return {code.split(maxsplit=2)[1]}
    if code.startswith("lock table "):
        return set(code.removeprefix("lock table ").split(", "))
    if code.startswith(("alter table ", "drop table ")):
        return {code.split()[2]}
    if code.startswith("comment on column "):
        return {code.split()[3].rpartition(".")[0]}
    tree = parse(code)
    if isinstance(tree, exp.Query):
        return NOTHING
    return {name_of(find_target(tree))}


def find_read(statement: Statement) -> set[str]:
    code = read_code(statement)
    if code.startswith(("copy ", "lock ", "comment ", "alter ", "drop ")):
        return NOTHING
    tree = parse(code)
    target = None if isinstance(tree, exp.Query) else find_target(tree)
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


STATEMENTS = [load_statement(name) for name in [*NAMES, *MADE, *MADE_VIEWS]]


def list_wrong(is_right: Callable[[Statement], bool]) -> list[str]:
    """Names of the statements that break a rule."""
    return [statement.name for statement in STATEMENTS if not is_right(statement)]


def test_each_text_for_every_table_is_looked_at_here() -> None:
    assert {path.stem for path in SQL_DIRECTORY.glob("*.sql")} == {
        name.rpartition("/")[2] for name in MADE
    }


def test_the_header_says_what_a_row_is_and_little_else() -> None:
    def is_right(statement: Statement) -> bool:
        header = re.match(r"(?:--[^\n]*\n)*", statement.text)
        wanted = r"-- Grain: \S.*\n(-- Re-run: (?!safe)\S.*\n)?(-- View: \S.*\n)?"
        return header is not None and re.fullmatch(wanted, header[0]) is not None

    assert len(STATEMENTS) > 150
    assert list_wrong(is_right) == []


def test_the_file_holds_one_statement_with_no_semicolon() -> None:
    assert list_wrong(lambda statement: ";" not in read_code(statement)) == []


def test_the_file_is_named_after_the_statements_verb() -> None:
    def is_right(statement: Statement) -> bool:
        verb = re.fullmatch(rf"({VERBS})(_\w+)?", statement.name.split("/")[-1])
        first_words = FIRST_WORDS.get(verb[1], (verb[1],)) if verb else ()
        return read_code(statement).split()[0] in first_words

    assert list_wrong(is_right) == []


def test_the_statement_writes_the_relation_of_its_path() -> None:
    def is_right(statement: Statement) -> bool:
        written = find_written(statement)
        is_moved = statement.name.endswith("/move")  # it reads the relation of its path
        return is_moved or not written or statement.relation in written

    assert list_wrong(is_right) == []


def test_the_sources_of_a_statement_are_the_relations_that_it_reads() -> None:
    def is_right(statement: Statement) -> bool:
        return set(statement.sources) == {name for name in find_read(statement) if "." in name}

    assert list_wrong(is_right) == []


def test_every_relation_that_is_written_or_read_is_created() -> None:
    created = {item.relation for item in STATEMENTS if item.name.endswith(("/create", "/drop"))}
    used = {name for item in STATEMENTS for name in find_written(item) | find_read(item)}
    assert {name for name in used if "." in name} <= created  # system views are named bare
