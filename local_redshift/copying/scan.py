"""The SQL that reads parts: rows of raw texts, converted, with whether they fit.

The paths of the parts are its one parameter, so that DuckDB parses it once for many COPYs.
"""

from dataclasses import dataclass
from functools import cached_property, lru_cache

from local_redshift.stored_tables import quote_name, quote_text

from .command import CopyOptions
from .conversion import converted, is_accepted
from .json_paths import JsonPath
from .objects import MAX_OBJECT_BYTES
from .target import TargetTable

ROW_KEY = "local_redshift row"  # a key that numbers the objects of a rewritten file

_READ = "format = 'newline_delimited', auto_detect = false, compression = 'none'"
_OBJECTS = "format = 'newline_delimited', compression = 'none'"
_TOLERANT = f"ignore_errors = true, maximum_object_size = {MAX_OBJECT_BYTES + 1024}"


@dataclass(frozen=True)
class Scan:
    """How one COPY reads its parts.

    Attributes:
        table: What is loaded.
        paths: For each column the elements that may hold its value; the first that does counts.
        options: COPY's options.
    """

    table: TargetTable
    paths: tuple[tuple[JsonPath, ...], ...]
    options: CopyOptions

    @property
    def accepted(self) -> list[str]:
        """SQL for each column for whether it takes its value."""
        return [
            is_accepted(column, f"r{index}", f"c{index}")
            for index, column in enumerate(self.table.columns)
        ]

    @lru_cache(maxsize=64)  # noqa: B019 - a scan is small, and equal ones share their text
    def insert_sql(self, *, numbered: bool = False) -> str:
        """Inserts the rows that fit, and answers with their number.

        Args:
            numbered: Each object has a number; so even one without values is inserted, as it
                differs from a line that is no object.
        """
        rows = self.rows_sql(numbered=numbered, empty_fits=numbered)
        if self.options.no_load:
            return f"select count(*) from ({rows}) where fits"  # noqa: S608
        names = ", ".join(quote_name(column.name) for column in self.table.columns)
        values = ", ".join(f"c{index}" for index in range(len(self.paths)))
        return (
            f"insert into {self.table.quoted_name} ({names})"  # noqa: S608
            f" select {values} from ({rows}) where fits"
        )

    def rows_sql(self, *, numbered: bool = False, empty_fits: bool = False) -> str:
        """Selects texts (r0, ...), values (c0, ...), fits, part and, if numbered, row_number_."""
        raw = [f"{text} as r{index}" for index, text in enumerate(self._raw_texts())]
        some = "row_number_" if empty_fits else ", ".join(f"r{i}" for i in range(len(self.paths)))
        if numbered:
            raw.append(f"try_cast({self._key(ROW_KEY)} as bigint) as row_number_")
        texts = f"select {', '.join(raw)}, filename as part from {self._read()}"  # noqa: S608
        values = [
            f"{converted(column, f'r{index}', self.options)} as c{index}"
            for index, column in enumerate(self.table.columns)
        ]
        # DuckDB would push a plain test below the values and convert everything twice.
        # A line that is no object comes as a row of NULLs.
        tests = [f"coalesce({some}, null) is not null", *filter(None, self.accepted)]
        fits = f"(coalesce({' and '.join(tests)}, true) and random() < 2) as fits"
        return f"select *, {fits} from (select *, {', '.join(values)} from ({texts}))"  # noqa: S608

    @cached_property
    def _by_object(self) -> bool:
        """Whether keys differ in case alone, which are no two columns in DuckDB."""
        keys = {path.key for choices in self.paths for path in choices}
        return len({key.lower() for key in keys}) < len(keys) or not keys

    def _raw_texts(self) -> list[str]:
        texts = []
        for choices in self.paths:
            options = [self._element(path) for path in choices]
            texts.append(
                options[0]
                if len(options) == 1
                else f"coalesce({', '.join([*options, 'null', 'null'])})"
            )
        return texts

    def _element(self, path: JsonPath) -> str:
        if not self._by_object and path.key not in self._nested_keys:
            return self._key(path.key)
        if not self._by_object:
            return f"({self._key(path.key)} ->> {quote_text(path.inner_path)})"
        whole = JsonPath("", (path.key, *path.steps)).inner_path
        return f"(json ->> {quote_text(whole)})"

    def _key(self, key: str) -> str:
        if self._by_object:
            return f"(json ->> {quote_text(JsonPath('', (key,)).inner_path)})"
        return quote_name(key)

    @cached_property
    def _nested_keys(self) -> set[str]:
        return {path.key for choices in self.paths for path in choices if path.steps}

    def _read(self) -> str:
        if self._by_object:
            return f"read_json_objects(?, {_OBJECTS}, {_TOLERANT}, filename = true)"
        types = {path.key: "VARCHAR" for choices in self.paths for path in choices}
        types |= dict.fromkeys(self._nested_keys, "JSON")
        types[ROW_KEY] = "BIGINT"
        columns = ", ".join(f"{quote_text(key)}: '{kind}'" for key, kind in types.items())
        return f"read_json(?, {_READ}, {_TOLERANT}, columns = {{{columns}}}, filename = true)"


# Selects every key at the top of any object.
KEYS = (
    "select distinct unnest(json_keys(json))"  # noqa: S608
    f" from read_json_objects(?, {_OBJECTS}, {_TOLERANT}) where json is not null"
)
