"""Reads a COPY statement.

Source: https://docs.aws.amazon.com/redshift/latest/dg/r_COPY.html
"""

import re
from collections.abc import Callable, Sequence
from functools import lru_cache, partial
from typing import Any

from local_redshift.errors import RedshiftError, not_supported

from .command import CopyCommand, CopyOptions, Delimited
from .tokens import TokenReader

_ROLE = re.compile(r"arn:aws[a-z-]*:iam::\d{12}:role/[\w+=.@/-]+")
_MAX_ERROR = 100_000
_FORMATS = ("fixedwidth", "avro", "parquet", "orc", "shapefile")
_REFUSED = (
    *_FORMATS,
    *("bzip2", "lzop", "zstd", "ssh", "encrypted", "master_symmetric_key", "kms_key_id"),
    *("encoding", "escape", "removequotes", "fillrecord"),
    *("acceptanydate", "readratio", "comprows", "explicit_ids"),
)
# Options of delimited text, each a field of `Delimited`.
_FORM = {
    "delimiter": "delimiter",
    "quote": "quote",
    "null": "null",
    "ignoreheader": "header_lines",
    "ignoreblanklines": "skips_blank_lines",
}
_KEYS = ("access_key_id", "secret_access_key", "session_token")
_FLAGS = {
    "manifest": "manifest",
    "gzip": "gzip",
    "truncatecolumns": "truncate_columns",
    "blanksasnull": "blanks_as_null",
    "emptyasnull": "empty_as_null",
    "trimblanks": "trim_blanks",
    "roundec": "round_decimals",
    "noload": "no_load",
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
    _check_source(source, has_role=options.has_role)
    if "://" in options.values.get("json", ""):
        _check_source(options.values["json"], has_role=options.has_role)
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


def _check_source(uri: str, *, has_role: bool) -> None:
    scheme = uri.partition("://")[0] if "://" in uri else ""
    if scheme == "file" or (scheme == "s3" and has_role):
        return
    if scheme == "s3":
        raise RedshiftError(
            "42601", "COPY from s3:// needs authorization", hint="Add IAM_ROLE '<arn>'."
        )
    what = f"COPY from {scheme}://" if scheme else "COPY from a source without a scheme"
    raise not_supported(
        what, hint="Load a lake in a directory (file:///...) or in a bucket (s3://...)."
    )


class _OptionReader:
    """Reads COPY's options, which come in any order."""

    def __init__(self, reader: TokenReader) -> None:
        self._reader = reader
        self._seen: set[str] = set()
        self.values: dict[str, Any] = {}
        self._form: dict[str, Any] = {}
        self.has_role = False
        self._readers: dict[str, Callable[[], None]] = {
            **{word: partial(self._read_form, word) for word in _FORM},
            "iam_role": self._read_role,
            "credentials": self._read_credentials,
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
        if "json" not in self.values:
            self.values["delimited"] = Delimited(**({"delimiter": "|"} | self._form))
        elif self._form.keys() - {"skips_blank_lines"}:  # between objects they are skipped anyway
            raise RedshiftError("42601", "COPY: options of delimited text cannot be used with JSON")

    def _read_one(self) -> None:
        word = self._reader.next.value if self._reader.next.kind == "word" else ""
        if word in self._seen:
            raise RedshiftError("42601", f"conflicting or redundant COPY option {word.upper()}")
        self._seen.add(word)
        if word in _KEYS:
            raise _keys_refused(word.upper())
        if word in _REFUSED:
            raise not_supported(f"COPY option {word.upper()}")
        if word in _FLAGS:
            self._read_flag(word)
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

    def _read_role(self) -> None:
        self.has_role = True
        if self._reader.accept("default"):
            return
        role = self._reader.take("text")
        if not all(_ROLE.fullmatch(arn) for arn in role.split(",")):  # a chain of roles
            raise RedshiftError("22023", "COPY: IAM_ROLE is not the ARN of an IAM role")

    def _read_credentials(self) -> None:
        self._reader.accept("as")
        value = self._reader.take("text")
        role = value.removeprefix("aws_iam_role=")
        if role == value or not _ROLE.fullmatch(role):
            raise _keys_refused("CREDENTIALS")
        self.has_role = True

    def _read_format(self) -> None:
        self._reader.accept("as")
        word = self._reader.next.value if self._reader.next.kind == "word" else ""
        if word in _FORMATS:
            raise not_supported(f"COPY option {word.upper()}")
        for known in ("json", "csv", "delimiter"):
            if self._reader.accept(known):
                self._seen.add(known)
                self._readers[known]()
                return
        raise self._reader.unexpected()

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


def _keys_refused(option: str) -> RedshiftError:
    return not_supported(
        f"COPY option {option} with keys", hint="Use IAM_ROLE: keys in SQL end up in logs."
    )
