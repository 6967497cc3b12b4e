"""Keys, encodings and constraints: they change nothing here but what the catalogue shows.

The table keeps them as the JSON text of a CHECK that is always true, `StoredTable.keys`; the view
`table_keys` reads it.

Source: docs.aws.amazon.com/redshift/latest/dg/r_CREATE_TABLE_NEW.html,
.../c_Compression_encodings.html
"""

import itertools
import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

from local_redshift.dialect.reader import Reader
from local_redshift.errors import RedshiftError, not_supported

_ENCODINGS = """
    AUTO AZ64 BYTEDICT DELTA DELTA32K LZO MOSTLY8 MOSTLY16 MOSTLY32 RAW RUNLENGTH TEXT255 TEXT32K
    ZSTD
    """
_MOST_SORT_COLUMNS = {"INTERLEAVED": 8}
_MOST_SORT_COLUMNS_ELSE = 400


@dataclass
class TableKeys:
    """What a CREATE TABLE says of them.

    Attributes:
        table: The table's name.
        style: The DISTSTYLE, empty where none is given.
        dist: The columns of every DISTKEY.
        sort: The columns of each SORTKEY, which may be one too many; none for AUTO.
        interleaved: Whether the SORTKEY is.
        encodings: The ENCODE of each column that has one.
        constraints: PRIMARY KEY (type `p`), UNIQUE (`u`) and FOREIGN KEY (`f`).
        identities: The IDENTITY columns, with the first value and the step.
    """

    table: str = field(default="", compare=False)
    style: str = ""
    dist: list[str] = field(default_factory=list)
    sort: list[list[str]] = field(default_factory=list)
    interleaved: bool = False
    encodings: list[dict[str, Any]] = field(default_factory=list)
    constraints: list[dict[str, Any]] = field(default_factory=list)
    identities: list[dict[str, Any]] = field(default_factory=list)

    def __str__(self) -> str:
        """As JSON, empty for a table that says nothing of them."""
        said = {
            "style": self.style or ("KEY" if self.dist else ""),
            "dist": self.dist,
            "sort": self.sort and self.sort[0],
            "interleaved": self.interleaved,
            "encodings": self.encodings,
            "constraints": self.constraints,
            "identities": self.identities,
        }
        kept = {name: value for name, value in said.items() if value}
        return json.dumps(kept) if kept else ""

    @property
    def primary(self) -> list[list[str]]:
        """The columns of each PRIMARY KEY, which may be one too many."""
        return [each["columns"] for each in self.constraints if each["type"] == "p"]

    def read_attribute(self, reader: Reader, column: str) -> bool:
        """Reads DISTKEY, SORTKEY, ENCODE, IDENTITY or a constraint of a column, if one is next."""
        if reader.accept("DISTKEY"):
            self.dist.append(column)
        elif reader.accept("SORTKEY"):
            self.sort.append([column])
        elif reader.accept("ENCODE"):
            self.encodings.append({"columns": [column], "encoding": _encoding(reader)})
        elif reader.word in {"IDENTITY", "GENERATED"}:
            self.identities.append({"columns": [column], **_read_identity(reader)})
        else:
            return self.read_constraint(reader, [column])
        return True

    def read_constraint(self, reader: Reader, columns: Sequence[str] = ()) -> bool:
        """Reads a constraint of the table, or of a column that stands before it."""
        name = reader.name() if reader.accept("CONSTRAINT") else ""
        if reader.accept("PRIMARY", "KEY"):
            kind, ending = "p", "pkey"
        elif reader.accept("UNIQUE"):
            kind, ending = "u", "key"
        elif reader.accept("FOREIGN", "KEY") or reader.word == "REFERENCES":
            kind, ending = "f", "fkey"
        elif name:
            raise not_supported(f"table constraint {reader.word}")
        else:
            return False
        found: dict[str, Any] = {"type": kind, "columns": [*columns] or reader.names()}
        if kind == "f":
            reader.expect("REFERENCES")
            found |= _read_reference(reader)
        parts = [self.table, *(found["columns"] if kind != "p" else ()), ending]
        self.constraints.append(found | {"name": name or "_".join(parts)})
        return True

    def read_table_attributes(self, reader: Reader) -> None:
        """Reads DISTSTYLE, DISTKEY, SORTKEY, ENCODE AUTO and BACKUP, in any order."""
        while self._read_choice(reader) or self._read_sort_key(reader):
            pass

    def check(self, columns: Collection[str]) -> None:
        """Refuses keys that Redshift refuses.

        Args:
            columns: The table's columns; empty where they are not known.

        Raises:
            RedshiftError: 42601 or 42P16 for keys that exclude each other, 42703 for an unknown
                column.
        """
        if len(self.dist) > 1:
            raise RedshiftError("42601", "multiple DISTKEY columns are not allowed for a table")
        if len(self.sort) > 1:
            raise RedshiftError("42601", "multiple SORTKEY clauses are not allowed for a table")
        if self.style == "KEY" and not self.dist:
            raise RedshiftError("42601", "DISTSTYLE KEY needs a DISTKEY column")
        if self.dist and self.style not in {"", "KEY"}:
            raise RedshiftError("42601", f"DISTSTYLE {self.style} takes no DISTKEY column")
        if len(self.primary) > 1:
            message = f'multiple primary keys for table "{self.table}" are not allowed'
            raise RedshiftError("42P16", message)
        constrained = [each["columns"] for each in self.constraints]
        for name in itertools.chain(self.dist, *self.sort, *constrained):
            if columns and name not in columns:
                raise RedshiftError("42703", f'column "{name}" named in key does not exist')

    def _read_choice(self, reader: Reader) -> bool:
        for word, choices in (("DISTSTYLE", "ALL AUTO EVEN KEY"), ("BACKUP", "YES NO")):
            if reader.accept(word):
                chosen = reader.word
                if chosen not in choices.split():
                    raise RedshiftError("42601", f"syntax error: {word} is one of {choices}")
                reader.skip()
                self.style = chosen if word == "DISTSTYLE" else self.style
                return True
        if reader.accept("DISTKEY"):
            self.dist += reader.names()
            return True
        return reader.accept("ENCODE", "AUTO")

    def _read_sort_key(self, reader: Reader) -> bool:
        style = next((s for s in ("COMPOUND", "INTERLEAVED") if reader.accept(s)), "")
        if reader.accept("SORTKEY"):
            self.sort.append([] if reader.accept("AUTO") else reader.names())
            self.interleaved = style == "INTERLEAVED"
            most = _MOST_SORT_COLUMNS.get(style, _MOST_SORT_COLUMNS_ELSE)
            if len(self.sort[-1]) > most:
                raise RedshiftError("54011", f"SORTKEY takes no more than {most} columns")
            return True
        if style:
            raise reader.unexpected()
        return False


def _read_reference(reader: Reader) -> dict[str, Any]:
    table = reader.table()
    references = reader.names() if reader.word == "(" else []
    return {"schema": table.db, "table": table.name, "references": references}


def _read_identity(reader: Reader) -> dict[str, Any]:
    is_default = reader.accept("GENERATED", "BY", "DEFAULT", "AS")
    reader.expect("IDENTITY")
    numbers = [text.replace(" ", "") for text in reader.texts()]
    if len(numbers) != 2 or not all(number.lstrip("-").isdigit() for number in numbers):
        raise RedshiftError("42601", "syntax error: IDENTITY takes a seed and a step")
    return {"seed": int(numbers[0]), "step": int(numbers[1]), "is_default": is_default}


def _encoding(reader: Reader) -> str:
    if reader.word not in _ENCODINGS.split():
        raise RedshiftError("42601", f'unknown compression encoding "{reader.word.lower()}"')
    return reader.skip().text.lower()


def rename_column(keys: str, old: str, new: str) -> str:
    """Keys as JSON, one column of whose table has another name."""

    def renamed(node: dict[str, Any]) -> dict[str, Any]:
        return {
            name: [new if each == old else each for each in value]
            if name in {"dist", "sort", "columns"}
            else value
            for name, value in node.items()
        }

    return json.dumps(json.loads(keys, object_hook=renamed))


def drop_column(keys: str, column: str) -> str:
    """Keys as JSON, from whose table a column is dropped, with the constraints that it is part of.

    Raises:
        RedshiftError: 0A000 for a column of DISTKEY or SORTKEY.
    """
    said = json.loads(keys)
    for name in ("dist", "sort"):
        if column in said.get(name, ()):
            raise RedshiftError("0A000", f'cannot drop {name}key column "{column}"')
    for name in ("encodings", "constraints", "identities"):
        said[name] = [each for each in said.get(name, ()) if column not in each["columns"]]
    return json.dumps(said)


def without_constraints(keys: str) -> str:
    """Keys as JSON, as far as CREATE TABLE ... LIKE takes them over."""
    said = json.loads(keys or "{}")
    kept = {name: said[name] for name in said if name not in {"constraints", "identities"}}
    return json.dumps(kept) if kept else ""
