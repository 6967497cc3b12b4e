"""Transactions, settings, locks, comments, rights, COPY, UNLOAD, and what does nothing here."""

from collections.abc import Callable, Sequence

from sqlglot import exp

from local_redshift.dialect import rights
from local_redshift.dialect.inspecting import show_relations
from local_redshift.dialect.queries import translate_query
from local_redshift.dialect.reader import Reader
from local_redshift.dialect.relations import check_own, qualified
from local_redshift.dialect.statement import Kind, Statement
from local_redshift.errors import RedshiftError, not_supported

_SHOWN = {"TIME ZONE": "timezone", "TRANSACTION ISOLATION LEVEL": "transaction_isolation"}

Command = Callable[[Reader, Sequence[str]], Statement]


def _begin(reader: Reader, _path: Sequence[str]) -> Statement:
    if not reader.accept("WORK"):
        reader.accept("TRANSACTION")
    return _open_block(reader, "BEGIN")


def _start(reader: Reader, _path: Sequence[str]) -> Statement:
    reader.expect("TRANSACTION")
    return _open_block(reader, "START TRANSACTION")


def _open_block(reader: Reader, tag: str) -> Statement:
    access = ""
    while not reader.done:
        if reader.accept("READ", "ONLY"):
            access = "read only"
        elif not reader.accept("READ", "WRITE") and not reader.accept(","):
            reader.expect("ISOLATION")
            reader.expect("LEVEL")
            _isolation(reader)
    return Statement(reader.text, Kind.BEGIN, tag, value=access)


def _isolation(reader: Reader) -> None:
    # All four are SERIALIZABLE in Redshift, docs.aws.amazon.com/redshift/latest/dg/r_BEGIN.html
    levels = (
        ("SERIALIZABLE",),
        ("READ", "COMMITTED"),
        ("READ", "UNCOMMITTED"),
        ("REPEATABLE", "READ"),
    )
    if not any(reader.accept(*level) for level in levels):
        raise reader.unexpected()


def _end(kind: Kind) -> Command:
    def read(reader: Reader, _path: Sequence[str]) -> Statement:
        if not reader.accept("WORK"):
            reader.accept("TRANSACTION")
        if reader.word in {"TO", "AND", "PREPARED"}:
            raise not_supported(f"{kind} {reader.word}")
        reader.end()
        return Statement(reader.text, kind, kind.value)

    return read


def _set(reader: Reader, _path: Sequence[str]) -> Statement:
    if reader.accept("LOCAL"):
        raise not_supported("SET LOCAL")
    reader.accept("SESSION")
    name = "timezone" if reader.accept("TIME", "ZONE") else _setting(reader)
    if not reader.accept("TO"):
        reader.accept("=")
    values = [reader.skip().text]
    while reader.accept(","):
        values.append(reader.skip().text)
    if values[0] == "-":
        values = [f"-{reader.skip().text}"]
    reader.end()
    return Statement(reader.text, Kind.SET, "SET", setting=name, value=",".join(values))


def _setting(reader: Reader) -> str:
    if reader.accept("ALL"):
        return "all"
    name = reader.name()
    while reader.accept("."):
        name += f".{reader.name()}"
    return name


def _show(reader: Reader, path: Sequence[str]) -> Statement:
    if (listed := show_relations(reader, path)) is not None:
        return listed
    name = next(
        (name for words, name in _SHOWN.items() if reader.accept(*words.split())), ""
    ) or _setting(reader)
    if not reader.done:
        raise not_supported(f"SHOW {name.upper()}")
    return Statement(reader.text, Kind.SHOW, "SHOW", returns_rows=True, setting=name)


def _reset(reader: Reader, _path: Sequence[str]) -> Statement:
    name = _setting(reader)
    reader.end()
    return Statement(reader.text, Kind.RESET, "RESET", setting=name)


def _lock(reader: Reader, path: Sequence[str]) -> Statement:
    reader.accept("TABLE")
    tables = reader.tables()
    reader.end()
    names = tuple(qualified(table, path) for table in tables)
    databases = tuple({table.catalog for table in tables if table.catalog})
    return Statement(reader.text, Kind.LOCK, "LOCK TABLE", names, databases=databases)


def _upkeep(kind: Kind, *options: str) -> Command:
    """VACUUM and ANALYZE, perhaps of a table: nothing is done, but the table must be there."""

    def read(reader: Reader, path: Sequence[str]) -> Statement:
        while any(reader.accept(*option.split()) for option in options):
            pass
        names = () if reader.done else (qualified(reader.table(), path),)
        return Statement(reader.text, kind, kind.value, names)

    return read


def _copy(reader: Reader, path: Sequence[str]) -> Statement:
    from local_redshift.copying import parse_copy  # noqa: PLC0415

    command = parse_copy(reader.text, tuple(path))
    return Statement(reader.text, Kind.COPY, "COPY", (command.table,))


def _unload(reader: Reader, _path: Sequence[str]) -> Statement:
    from local_redshift.copying import parse_unload  # noqa: PLC0415

    query = Reader(parse_unload(reader.text).query).query()
    if query.args.get("limit"):
        raise RedshiftError("0A000", "Limit clause is not supported")
    tree, databases = translate_query(query)
    return Statement(reader.text, Kind.UNLOAD, "UNLOAD", trees=(tree,), databases=databases)


def _comment(reader: Reader, _path: Sequence[str]) -> Statement:
    reader.expect("ON")
    kind = reader.skip().text.upper()
    if kind not in {"TABLE", "VIEW", "COLUMN"}:
        raise not_supported(f"COMMENT ON {kind}")
    parts = [reader.name()]
    while reader.accept("."):
        parts.append(reader.name())
    for part in parts[:-1]:
        check_own(part)
    reader.expect("IS")
    text = exp.Null() if reader.accept("NULL") else exp.Literal.string(reader.string())
    reader.end()
    names = [exp.to_identifier(part, quoted=True) for part in parts]
    target = exp.Column(this=names[-1], table=names[-2] if len(names) > 1 else None,
                        db=names[-3] if len(names) > 2 else None)  # fmt: skip
    tree = exp.Comment(this=target, kind=kind, expression=text)
    return Statement(reader.text, Kind.COMMENT, "COMMENT", trees=(tree,))


COMMANDS: dict[str, Command] = {
    "BEGIN": _begin,
    "START": _start,
    "COMMIT": _end(Kind.COMMIT),
    "END": _end(Kind.COMMIT),
    "ROLLBACK": _end(Kind.ROLLBACK),
    "ABORT": _end(Kind.ROLLBACK),
    "SET": _set,
    "SHOW": _show,
    "RESET": _reset,
    "LOCK": _lock,
    "ANALYZE": _upkeep(Kind.ANALYZE, "VERBOSE", "COMPRESSION"),
    "VACUUM": _upkeep(Kind.VACUUM, "FULL", "SORT ONLY", "DELETE ONLY", "REINDEX", "RECLUSTER"),
    "COMMENT": _comment,
    "GRANT": rights.grant,
    "REVOKE": rights.revoke,
    "COPY": _copy,
    "UNLOAD": _unload,
}
