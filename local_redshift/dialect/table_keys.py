"""DISTSTYLE, DISTKEY and SORTKEY: they change nothing here, but a wrong one is an error.

Source: docs.aws.amazon.com/redshift/latest/dg/r_CREATE_TABLE_NEW.html,
.../c_Compression_encodings.html
"""

from collections.abc import Collection
from dataclasses import dataclass, field

from local_redshift.dialect.reader import Reader
from local_redshift.errors import RedshiftError

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
    """

    table: str = field(default="", compare=False)
    style: str = ""
    dist: list[str] = field(default_factory=list)
    sort: list[list[str]] = field(default_factory=list)

    def read_attribute(self, reader: Reader, column: str) -> bool:
        """Reads DISTKEY or SORTKEY of a column, if that comes next."""
        if reader.accept("DISTKEY"):
            self.dist.append(column)
        elif reader.accept("SORTKEY"):
            self.sort.append([column])
        else:
            return False
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
            RedshiftError: 42601 for keys that exclude each other, 42703 for an unknown column.
        """
        if len(self.dist) > 1:
            raise RedshiftError("42601", "multiple DISTKEY columns are not allowed for a table")
        if len(self.sort) > 1:
            raise RedshiftError("42601", "multiple SORTKEY clauses are not allowed for a table")
        if self.style == "KEY" and not self.dist:
            raise RedshiftError("42601", "DISTSTYLE KEY needs a DISTKEY column")
        if self.dist and self.style not in {"", "KEY"}:
            raise RedshiftError("42601", f"DISTSTYLE {self.style} takes no DISTKEY column")
        for name in [*self.dist, *(name for key in self.sort for name in key)]:
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
            most = _MOST_SORT_COLUMNS.get(style, _MOST_SORT_COLUMNS_ELSE)
            if len(self.sort[-1]) > most:
                raise RedshiftError("54011", f"SORTKEY takes no more than {most} columns")
            return True
        if style:
            raise reader.unexpected()
        return False


def read_encoding(reader: Reader) -> bool:
    """Reads ENCODE of a column, if that comes next.

    Raises:
        RedshiftError: 42601 for an encoding that there is not.
    """
    if not reader.accept("ENCODE"):
        return False
    if reader.word not in _ENCODINGS.split():
        raise RedshiftError("42601", f'unknown compression encoding "{reader.word.lower()}"')
    reader.skip()
    return True
