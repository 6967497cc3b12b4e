"""The data dictionary: every table and view with its columns, and what it is made of."""

from collections.abc import Iterable

from documentation.relations import SCHEMAS, Relation, describe_schema, list_relations

_HEAD = """\
# Data dictionary

Every table and view: what one row is, its columns, what it is made of and what is made of it. This
page follows from `sql/`: the header of each statement, what it reads, and the comment behind each
column. Edit those, then run `python -m documentation`.
"""


def write_dictionary() -> str:
    """The page as Markdown."""
    parts = [_HEAD, _list_schemas()]
    for schema in SCHEMAS:
        parts.append(f"## {schema}\n")
        parts += [_describe(each) for each in list_relations() if each.schema == schema]
    return "\n".join(parts)


def _list_schemas() -> str:
    rows = [(f"[{each}](#{each})", describe_schema(each)) for each in SCHEMAS]
    return _write_table(("schema", "holds"), rows)


def _describe(relation: Relation) -> str:
    kind = "view" if relation.is_view else "table"
    folder = f"sql/{relation.name.replace('.', '/')}"
    lines = [f"### {relation.name}\n", f"One row is {relation.grain.removeprefix('one row: ')}.\n"]
    lineage = f"A {kind}, [{folder}](../{folder})."
    files = ["files of the lake"] if relation.is_copied else []
    made_of = ", ".join([*map(_link, relation.sources), *files])
    if made_of:
        lineage += f" Made of {made_of}."
    elif not relation.is_view:
        lineage += " Filled by the run itself."
    if relation.readers:
        lineage += f" Used by {', '.join(map(_link, relation.readers))}."
    return "\n".join([*lines, lineage + "\n", _write_columns(relation)])


def _write_columns(relation: Relation) -> str:
    rows = [(f"`{each.name}`", each.kind, each.description) for each in relation.columns]
    return _write_table(("column", "type", "holds"), rows)


def _link(name: str) -> str:
    return f"[{name}](#{name.replace('.', '')})"


def _write_table(heads: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [heads, tuple("---" for _ in heads), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)
