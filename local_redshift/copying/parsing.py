"""Reads a COPY statement.

Source: https://docs.aws.amazon.com/redshift/latest/dg/r_COPY.html
"""

from collections.abc import Callable, Sequence
from functools import lru_cache, partial
from typing import Any

from local_redshift.errors import RedshiftError, not_supported

from .access_options import AccessReader
from .command import CopyCommand, CopyOptions, Delimited
from .tokens import TokenReader

_MAX_ERROR = 100_000
_FORMATS = ("fixedwidth", "avro", "orc", "shapefile")
_REFUSED = (
    *_FORMATS,
    *("bzip2", "lzop", "zstd", "ssh", "encrypted", "master_symmetric_key", "kms_key_id"),
    *("encoding", "escape", "removequotes", "fillrecord"),
    *("acceptanydate", "readratio", "comprows", "explicit_ids"),
)
_WITH_PARQUET = {"format", "parquet", "manifest", "iam_role", "credentials", "region", "statupdate"}
# Options of delimited text, each a field of `Delimited`.
_FORM = {
    "delimiter": "delimiter",
    "quote": "quote",
    "null": "null",
    "ignoreheader": "header_lines",
    "ignoreblanklines": "skips_blank_lines",
}
_FLAGS = {
    "manifest": "manifest",
    "gzip": "gzip",
    "truncatecolumns": "truncate_columns",
    "blanksasnull": "blanks_as_null",
    "emptyasnull": "empty_as_null",
    "trimblanks": "trim_blanks",
    "roundec": "round_decimals",
    "noload": "no_load",
    "parquet": "parquet",
    "ignoreallerrors": "max_error",
}


@lru_cache(maxsize=64)  # read when it is parsed, and again when it runs
def parse_copy(text: str, search_path: tuple[str, ...] = ("public",)) -> CopyCommand:
    """What a COPY statement asks for.

    Args:
        text: The statement.
        search_path: The first schema is that of a table named without one.

    Raises:
        RedshiftError: 42601 for wrong syntax, 0A000 for what is not served, 22023 for a wrong
            value. No message shows the inside of a literal: it can be a secret.
    """
    reader = TokenReader(text)
    reader.expect("copy")
    table = _read_table(reader, search_path)
    columns = _read_columns(reader)
    reader.expect("from")
    source = reader.take("text")
    options = _OptionReader(reader)
    options.read_all()
    for uri in (source, options.values.get("json", "")):
        if uri is source or "://" in uri:
            options.access.check(uri, "COPY from")
    return CopyCommand(table, columns, source, CopyOptions(**options.values))


def _read_table(reader: TokenReader, search_path: Sequence[str]) -> str:
    name = reader.name()
    if reader.accept("."):
        return f"{name}.{reader.name()}"
    return f"{search_path[0] if search_path else 'public'}.{name}"


def _read_columns(reader: TokenReader) -> tuple[str, ...]:
    if not reader.accept("("):
        return ()
    columns = [reader.name()]
    while reader.accept(","):
        columns.append(reader.name())
    reader.expect(")")
    for name in columns:
        if columns.count(name) > 1:
            raise RedshiftError("42701", f'column "{name}" specified more than once')
    return tuple(columns)


class _OptionReader:
    """Reads COPY's options, which come in any order."""

    def __init__(self, reader: TokenReader) -> None:
        self._reader = reader
        self._seen: set[str] = set()
        self.values: dict[str, Any] = {}
        self._form: dict[str, Any] = {}
        self.access = AccessReader(reader)
        self._readers: dict[str, Callable[[], None]] = {
            **{word: partial(self._read_form, word) for word in _FORM},
            "format": self._read_format,
            "json": self._read_json,
            "csv": self._read_csv,
            "timeformat": lambda: self._read_text("time_format"),
            "dateformat": lambda: self._read_text("date_format"),
            "region": lambda: self._read_text("region"),
            "maxerror": self._read_max_error,
            "compupdate": self._read_switch,
            "statupdate": self._read_switch,
            "acceptinvchars": self._read_replacement,
        }

    def read_all(self) -> None:
        """Reads up to the end of the statement."""
        self._reader.accept("with")
        while not self._reader.at_end:
            self._read_one()
        if "parquet" in self._seen:
            for word in sorted(self._seen - _WITH_PARQUET):
                message = f"{word.upper()} argument is not supported for PARQUET based COPY"
                raise RedshiftError("0A000", message)
        elif "json" not in self.values:
            self.values["delimited"] = Delimited(**({"delimiter": "|"} | self._form))
        elif self._form.keys() - {"skips_blank_lines"}:  # between objects they are skipped anyway
            raise RedshiftError("42601", "COPY: options of delimited text cannot be used with JSON")

    def _read_one(self) -> None:
        word = self._reader.next.value if self._reader.next.kind == "word" else ""
        if word in self._seen:
            raise RedshiftError("42601", f"conflicting or redundant COPY option {word.upper()}")
        self._seen.add(word)
        if word in _REFUSED:
            raise not_supported(f"COPY option {word.upper()}")
        if word in _FLAGS:
            self._read_flag(word)
        elif self.access.accept():
            pass
        elif word in self._readers:
            self._reader.take("word")
            self._readers[word]()
        else:
            raise self._reader.unexpected()

    def _read_flag(self, word: str) -> None:
        self._reader.take("word")
        if word == "ignoreallerrors":
            self.values["max_error"] = _MAX_ERROR
        elif _FLAGS[word]:
            self.values[_FLAGS[word]] = True

    def _read_text(self, field: str) -> None:
        self._reader.accept("as")
        value = self._reader.take("text")
        known = ("auto", "epochsecs", "epochmillisecs")
        self.values[field] = value if value not in known else value.lower()

    def _read_format(self) -> None:
        self._reader.accept("as")
        word = self._reader.next.value if self._reader.next.kind == "word" else ""
        if word in _FORMATS:
            raise not_supported(f"COPY option {word.upper()}")
        if word not in {"json", "csv", "delimiter", "parquet"}:
            raise self._reader.unexpected()
        self._read_one()

    def _read_json(self) -> None:
        self._reader.accept("as")
        value = self._reader.take("text") if self._reader.next.kind == "text" else "auto"
        if value == "noshred":
            raise not_supported("COPY option JSON 'noshred'")
        if "://" not in value and value not in ("auto", "auto ignorecase"):
            raise RedshiftError(
                "22023", "COPY: JSON takes 'auto', 'auto ignorecase' or the URI of a JSONPaths file"
            )
        self.values["json"] = value

    def _read_csv(self) -> None:
        self._form = {"delimiter": ",", "quote": '"'} | self._form

    def _read_form(self, word: str) -> None:
        self._reader.accept("as")
        value: str | int = True
        if word == "ignoreheader":
            value = int(self._reader.take("number"))
        elif word != "ignoreblanklines":
            value = self._reader.take("text").replace("\\t", "\t")
        if word in {"delimiter", "quote"} and not (len(str(value)) == 1 and str(value).isascii()):
            raise RedshiftError("22023", f"COPY: {word.upper()} takes one ASCII character")
        self._form[_FORM[word]] = value

    def _read_max_error(self) -> None:
        self._reader.accept("as")
        number = int(self._reader.take("number"))
        if number > _MAX_ERROR:
            raise RedshiftError("22023", f"COPY: MAXERROR is 0 to {_MAX_ERROR}, not {number}")
        self.values["max_error"] = number

    def _read_switch(self) -> None:
        if not self._reader.accept("on", "off", "true", "false"):
            self._reader.accept("preset")

    def _read_replacement(self) -> None:
        self._reader.accept("as")
        value = self._reader.take("text") if self._reader.next.kind == "text" else "?"
        if len(value) != 1 or not value.isascii() or value in ("\0", '"', "\\"):
            raise RedshiftError("22023", "COPY: ACCEPTINVCHARS takes one ASCII character")
        self.values["replacement"] = value
