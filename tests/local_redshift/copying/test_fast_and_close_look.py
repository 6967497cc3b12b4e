"""What COPY takes at its first pass is what its closer look would take, line by line."""

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from local_redshift.copying import parse_copy
from local_redshift.copying.load_errors import LoadError
from local_redshift.copying.packing import Part
from local_redshift.copying.run import _Run
from local_redshift.copying.scan import Scan
from local_redshift.copying.slow_path import SlowPath, _Candidate
from local_redshift.copying.target import find_target

from .conftest import Loader

COLUMNS = (
    "a integer not null", "b bigint", "c double", "d decimal(8,2)",
    "e varchar check (strlen(e) <= 6)", "f varchar check (strlen(rtrim(f)) <= 4)",
    "g timestamp", "h boolean", "i date", "j smallint", "k float", "l varchar not null",
)  # fmt: skip
NAMES = "abcdefghijkl"
GOOD = ['12', '9000000000', '1.5', '12.34', '"text"', '"abc"', '1541121934796', 'true',
        '"2018-11-01"', '7', '2.5', '"x"']  # fmt: skip
ODD = (
    *("null", '""', '" "', '"  "', "0", "-1", "+1", '"+1"', '" 7 "', '"7\\n"', '"\\t7"', "007"),
    *('"007"', "1.0", "1.5", "1e3", '"1e3"', '"0x1F"', '"1_000"', "1e999", '"1e999"', '"inf"'),
    *('"nan"', "NaN", "Infinity", '"-inf"', "99999999999999999999", "2147483648", "-2147483649"),
    *("253402300800000", "-5", '"1541121934796"', "1541121934796.0", "true", '"t"', '"yes"', '"2"'),
    *('"2018-02-30"', '"2018-11-01 "', '"01/11/2018"', "{}", "[]", '{"x": 1}', "[1, 2]"),
    *('"é"', '"éééé"', '"abcdefg"', '"abc    "', '"abc  d"', '"a\\u0000b"', '"."'),
    *("12.345", '"12.345"', "123456789.12", '"1."', '".5"', '"-"', '"1 2"', '"\u0661"', "1.10"),
    *('"\\ud83d"', '"\\ud83d\\ude00"', '"2147483648"', '"  -3"'),
)  # fmt: skip
OPTIONS = "json 'auto' timeformat 'epochmillisecs' maxerror 100000"


class _EveryLine(SlowPath):
    def _incomplete(self, parts: list[Part]) -> list[Part]:
        return parts

    def _candidates(self, part: Part) -> Iterator[_Candidate]:
        for number, line in enumerate(part.path.read_bytes().splitlines(keepends=True), 1):
            yield from self._split(line, *part.origin(number))


class _CloseLook(_Run):
    def _insert(self, scan: Scan, parts: list[Part], folder: Path) -> int:
        return _EveryLine(self.connection, scan, folder, self.rejections, self.check).load(parts)


def _line(chance: random.Random) -> str:
    values = list(GOOD)
    for _ in range(chance.choice((0, 1, 1, 2))):
        values[chance.randrange(len(values))] = chance.choice(ODD)
    pairs = [f'"{name}": {value}' for name, value in zip(NAMES, values, strict=True)]
    if chance.random() < 0.1:
        del pairs[chance.randrange(len(pairs))]
    if chance.random() < 0.1:
        chance.shuffle(pairs)
    line = "{" + ", ".join(pairs) + "}"
    if chance.random() < 0.15:
        at = chance.randrange(len(line))
        line = (
            line[:at]
            + chance.choice(["", '"', "{", "}", ",", "\\", " ", "é", "1"])
            + line[at + 1 :]
        )
    return line


def _seen(errors: Any) -> list[tuple[object, ...]]:
    def fields(error: LoadError) -> tuple[object, ...]:
        return error.line_number, error.column_name, error.fault, error.raw_value, error.raw_line

    return sorted(map(fields, errors), key=repr)


@pytest.mark.parametrize("options", ["", "truncatecolumns", "trimblanks emptyasnull", "roundec"])
@pytest.mark.parametrize("seed", range(4))
def test_rows_and_rejected_lines_do_not_depend_on_the_way(
    loader: Loader, seed: int, options: str
) -> None:
    chance = random.Random(f"{seed} {options}")  # noqa: S311
    uri = loader.write("lines.json", "\n".join(_line(chance) for _ in range(400)) + "\n")
    loader.table(*COLUMNS)
    command = parse_copy(f"copy target from '{uri}' {OPTIONS} {options}")
    found = []
    for way in (_Run, _CloseLook):
        run = way(loader.connection, command, find_target(loader.connection, command), lambda: None)
        count = run.load()
        found.append((count, [repr(row) for row in loader.rows()], _seen(run.rejections)))
        loader.connection.execute("delete from public.target")
    assert found[0] == found[1]
    count, rows, rejected = found[0]
    assert count == len(rows)
    assert 100 < count < 390
    assert len(rejected) >= 20
