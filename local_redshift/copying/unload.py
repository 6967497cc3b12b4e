"""UNLOAD: the rows of a query as one file below a prefix, and a manifest where it is asked for.

One slice writes, so there is one file, whatever MAXFILESIZE says.

Source: docs.aws.amazon.com/redshift/latest/dg/r_UNLOAD.html,
.../r_UNLOAD_command_examples.html
"""

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb

from local_redshift.errors import RedshiftError, not_supported
from local_redshift.stored_tables import quote_name, quote_text

from .access_options import AccessReader
from .sources import open_store
from .stores import S3_ERROR, load_failed
from .tokens import TokenReader
from .workspace import database_path, workspace

_FLAGS = ("header", "gzip", "addquotes", "allowoverwrite", "manifest")
_REFUSED = (
    *("partition", "encrypted", "bzip2", "zstd", "escape", "fixedwidth", "cleanpath", "json"),
    *("extension", "rowgroupsize", "master_symmetric_key", "kms_key_id"),
)
_NOT_EMPTY = (
    "Specified unload destination on S3 is not empty. Consider using a different bucket / prefix,"
    " manually removing the target files in S3, or using the ALLOWOVERWRITE option."
)


@dataclass
class UnloadCommand:
    """One UNLOAD statement.

    Attributes:
        query: The text of the query.
        target: The URI that the names of the files begin with.
        form: `text`, `csv` or `parquet`.
        delimiter: What separates fields; empty for that of the form.
        null: What stands for NULL.
        region: The AWS region of the bucket; empty when the statement names none.
        is_parallel: Whether the file is named as one slice's of several.
        flags: HEADER, GZIP and others, in lower case.
    """

    query: str
    target: str
    form: str = "text"
    delimiter: str = ""
    null: str = ""
    region: str = ""
    is_parallel: bool = True
    flags: set[str] = field(default_factory=set)


def parse_unload(text: str) -> UnloadCommand:
    """What an UNLOAD statement asks for.

    Raises:
        RedshiftError: 42601 for wrong syntax, 0A000 for what is not served, 22023 for a value.
    """
    reader = TokenReader(text)
    reader.expect("unload")
    reader.expect("(")
    query = reader.take("text")
    reader.expect(")")
    reader.expect("to")
    command = UnloadCommand(query, reader.take("text"))
    access = AccessReader(reader)
    reader.accept("with")
    while not reader.at_end:
        if not access.accept():
            _read_option(reader, command)
    access.check(command.target, "UNLOAD to")
    if command.form == "parquet" and command.flags & {"header", "gzip", "addquotes"}:
        raise RedshiftError("42601", "UNLOAD: PARQUET takes no HEADER, GZIP or ADDQUOTES")
    return command


def _read_option(reader: TokenReader, command: UnloadCommand) -> None:
    word = reader.next.value if reader.next.kind == "word" else ""
    if word in _REFUSED:
        raise not_supported(f"UNLOAD option {word.upper()}")
    if reader.accept("format", "csv", "parquet"):
        command.form = _read_form(reader) if word == "format" else word
    elif reader.accept(*_FLAGS):
        command.flags.add(word)
        reader.accept("verbose")
    elif reader.accept("parallel"):
        command.is_parallel = not reader.accept("off", "false")
        reader.accept("on", "true")
    elif reader.accept("maxfilesize"):
        reader.accept("as")
        reader.take("number")
        reader.accept("mb", "gb")
    elif reader.accept("delimiter", "null", "region"):
        reader.accept("as")
        setattr(command, word, reader.take("text").replace("\\t", "\t"))
    else:
        raise reader.unexpected()


def _read_form(reader: TokenReader) -> str:
    reader.accept("as")
    word = reader.take("word")
    if word not in {"csv", "parquet"}:
        raise not_supported(f"UNLOAD option FORMAT {word.upper()}")
    return word


def run_unload(connection: duckdb.DuckDBPyConnection, command: UnloadCommand, sql: str) -> int:
    """Writes the rows of a query and gives their number.

    Args:
        connection: The session's connection.
        command: Where to and how.
        sql: The query in DuckDB's words.

    Raises:
        RedshiftError: XX000 when files are there already, or nothing can be written there.
    """
    database = database_path(connection)
    store = open_store(command.target, database, command.region)
    if "allowoverwrite" not in command.flags and store.list_prefix(command.target):
        raise load_failed(_NOT_EMPTY, S3_ERROR, f"url={command.target}")
    with workspace(database) as folder:
        made = folder / "rows"
        [[rows]] = connection.execute(_copy_sql(connection, command, sql, made)).fetchall()
        uri = command.target + _file_name(command)
        size_bytes = made.stat().st_size
        store.put(made, uri)
        if "manifest" in command.flags:
            entry: dict[str, Any] = {"url": uri, "meta": {"content_length": size_bytes}}
            made.write_text(json.dumps({"entries": [entry]}))
            store.put(made, f"{command.target}manifest")
    return int(rows)


def _file_name(command: UnloadCommand) -> str:
    number = "0000_part_00" if command.is_parallel else "000"
    ending = ".parquet" if command.form == "parquet" else ".gz" if "gzip" in command.flags else ""
    return number + ending


def _copy_sql(
    connection: duckdb.DuckDBPyConnection, command: UnloadCommand, sql: str, path: Path
) -> str:
    columns = connection.execute(f"describe {sql}").fetchall()
    names = [quote_name(name) for name, *_ in columns]
    inner = [f"c{index}" for index in range(len(names))]
    shown = inner
    if command.form != "parquet":
        shown = [_text(each, kind) for each, (_, kind, *_) in zip(inner, columns, strict=True)]
    pairs = ", ".join(f"{each} as {name}" for each, name in zip(shown, names, strict=True))
    query = f"select {pairs} from ({sql}) as q({', '.join(inner)})"  # noqa: S608
    return f"copy ({query}) to {quote_text(str(path))} ({_options(command)})"


def _text(column: str, kind: str) -> str:
    if kind == "BOOLEAN":
        return f"case when {column} then 't' when not {column} then 'f' end"
    if kind in {"FLOAT", "DOUBLE"}:
        return rf"regexp_replace(cast({column} as varchar), '\.0$', '')"
    return column


def _options(command: UnloadCommand) -> str:
    if command.form == "parquet":
        return "format parquet, compression snappy"
    has_quotes = command.form == "csv" or "addquotes" in command.flags
    delimiter = command.delimiter or ("," if command.form == "csv" else "|")
    parts = [
        f"format csv, delimiter {quote_text(delimiter)}, nullstr {quote_text(command.null)}",
        f"header {'header' in command.flags}",
        "quote '\"'" if has_quotes else "quote ''",
        "force_quote *" if "addquotes" in command.flags else "",
        "compression gzip" if "gzip" in command.flags else "compression none",
    ]
    return ", ".join(filter(None, parts))
