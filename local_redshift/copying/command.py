"""What one COPY statement asks for."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Delimited:
    """How fields of a text are separated.

    Attributes:
        delimiter: The character between two fields.
        quote: What may stand around a field of CSV; empty for text that is no CSV.
        null: The field that stands for NULL.
        header_lines: So many lines at the start of each file are left out.
        skips_blank_lines: A line without anything is no row.
    """

    delimiter: str
    quote: str = ""
    null: str = "\\N"
    header_lines: int = 0
    skips_blank_lines: bool = False


@dataclass(frozen=True)
class CopyOptions:
    """How COPY reads and converts; every field is one of Redshift's options.

    Attributes:
        json: `auto`, `auto ignorecase`, or the URI of a JSONPaths file.
        delimited: How the fields are separated, for delimited text.
        parquet: The files are Parquet.
        manifest: The source is a manifest that lists the files.
        region: The AWS region of the bucket; empty when the statement names none.
        gzip: Every file is compressed with gzip.
        time_format: `default`, `auto`, `epochsecs`, `epochmillisecs` or a format string.
        date_format: `default`, `auto` or a format string.
        max_error: The load fails when it meets so many errors; 0 and 1 mean the first.
        replacement: What stands for each byte of invalid UTF-8; None makes it an error.
        truncate_columns: Too long text is cut instead of refused.
        blanks_as_null: Text of blanks alone is NULL.
        empty_as_null: Empty text is NULL.
        trim_blanks: Blanks at the end of text are dropped.
        round_decimals: Decimals are rounded to the column's scale instead of cut.
        no_load: The files are checked and nothing is loaded.
    """

    json: str = "auto"
    delimited: Delimited | None = None
    parquet: bool = False
    manifest: bool = False
    region: str = ""
    gzip: bool = False
    time_format: str = "default"
    date_format: str = "default"
    max_error: int = 0
    replacement: str | None = None
    truncate_columns: bool = False
    blanks_as_null: bool = False
    empty_as_null: bool = False
    trim_blanks: bool = False
    round_decimals: bool = False
    no_load: bool = False

    @property
    def error_limit(self) -> int:
        """The number of errors at which the load fails."""
        return max(1, self.max_error)


@dataclass(frozen=True)
class CopyCommand:
    """One COPY statement.

    Attributes:
        table: `schema.table`.
        columns: The column list; empty when the statement names none.
        source: The URI of a file, of a key prefix, or of a manifest.
        options: How to read and convert.
    """

    table: str
    columns: tuple[str, ...]
    source: str
    options: CopyOptions = field(default_factory=CopyOptions)

    @property
    def table_name(self) -> str:
        """The table without its schema."""
        return self.table.partition(".")[2]
