"""The tables and views as their SQL files describe them: columns, comments and lineage."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from documentation.column_types import find_types
from warehouse.database.statements import Statement, list_statements, load_statement

SCHEMAS = ("star", "mart", "ops", "audit", "staging")  # in the order of their readers

_COLUMN = re.compile(r"^    (\w+) (.+?),?(?: -- (.+))?$", re.MULTILINE)
_CONSTRAINTS = re.compile(r" (not null|default).*")
_FILLING = ("copy", "insert", "move")
_LIKE = re.compile(r"\(like (\S+)\)")
_SELECT = re.compile(r"^select\b.*?^(?:from|union)\b", re.MULTILINE | re.DOTALL)
_COMMENT = re.compile(r"(\w+),? -- (.+)$", re.MULTILINE)


@dataclass(frozen=True)
class Column:
    """One column.

    Attributes:
        name: Its name.
        kind: Type and constraints as `create.sql` has them; of a view's column the type alone.
        description: What it holds; empty when nothing says so.
    """

    name: str
    kind: str
    description: str

    @property
    def data_type(self) -> str:
        """Its type without constraints."""
        return _CONSTRAINTS.sub("", self.kind)


@dataclass(frozen=True)
class Relation:
    """One table or view.

    Attributes:
        name: Schema and name.
        grain: What one row is.
        is_view: Whether it is a view.
        columns: In their order.
        sources: Relations that it is made of.
        is_copied: Whether COPY fills it from files of the lake.
        readers: Relations that are made of it.
    """

    name: str
    grain: str
    is_view: bool
    columns: tuple[Column, ...]
    sources: tuple[str, ...]
    is_copied: bool
    readers: tuple[str, ...]

    @property
    def schema(self) -> str:
        """The schema that it is in."""
        return self.name.partition(".")[0]


@cache
def list_relations() -> tuple[Relation, ...]:
    """All tables and views, sorted by schema and name."""
    creates = [load_statement(name) for name in list_statements("create") if name.count("/") == 2]
    names = {each.relation for each in creates}
    sources = {each.relation: _find_sources(each) for each in creates}
    found = [
        Relation(
            each.relation,
            each.header["Grain"],
            each.is_view,
            tuple(_list_columns(each.relation).values()),
            tuple(sorted(sources[each.relation] & names)),
            any(fill.name == f"{each.relation.replace('.', '/')}/copy" for fill in _list_fills()),
            tuple(sorted(name for name in names if each.relation in sources[name])),
        )
        for each in creates
    ]
    return tuple(sorted(found, key=lambda each: (SCHEMAS.index(each.schema), each.name)))


def describe_schema(schema: str) -> str:
    """What a schema is for."""
    return load_statement(f"{schema}/create").header["Grain"].partition(": ")[2]


def _find_sources(create: Statement) -> set[str]:
    """What the view reads, or the statements that fill the table."""
    fills = [each for each in _list_fills() if each.relation == create.relation]
    used = [create] if create.is_view else fills
    return {source for each in used for source in each.sources}


@cache
def _list_fills() -> tuple[Statement, ...]:
    return tuple(load_statement(name) for verb in _FILLING for name in list_statements(verb))


@cache
def _list_columns(relation: str) -> Mapping[str, Column]:
    statement = load_statement(f"{relation.replace('.', '/')}/create")
    like = _LIKE.search(statement.text)
    if like:
        return _list_columns(like[1])
    if statement.is_view:
        return _list_view_columns(statement)
    body = statement.text.partition("(\n")[2].partition("\n)")[0]
    found = _COLUMN.findall(body)
    return {name: Column(name, kind, comment) for name, kind, comment in found}


def _list_view_columns(statement: Statement) -> Mapping[str, Column]:
    read = {each: _list_columns(each) for each in statement.sources}
    known = {
        relation: {name: column.data_type for name, column in columns.items()}
        for relation, columns in read.items()
    }
    comments = _read_comments(statement.text)
    return {
        name: Column(name, kind, comments.get(name) or _inherit(name, read.values()))
        for name, kind in find_types(statement.text, known).items()
    }


def _read_comments(text: str) -> dict[str, str]:
    """Comments by the column that they stand behind."""
    select = _SELECT.search(text)
    return dict(_COMMENT.findall(select[0])) if select else {}


def _inherit(name: str, read: Iterable[Mapping[str, Column]]) -> str:
    """What the first relation that a view reads says of a column of the same name."""
    found = [columns[name].description for columns in read if name in columns]
    return next(filter(None, found), "")
