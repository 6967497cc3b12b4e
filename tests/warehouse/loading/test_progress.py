"""Packing and COPY report which files are done."""

from collections import Counter
from collections.abc import Iterable

from fixture_types import Load, MakeLake

from warehouse.loading.progress import Work, listen, report_files


def test_every_file_of_a_load_is_told_once_when_it_is_packed_and_once_when_it_is_copied(
    load: Load, make_lake: MakeLake
) -> None:
    lake = make_lake({"2018-11-01": [{}], "2018-11-02": [{}]}, [{}, {"song_id": "SO2"}])
    reported: Counter[tuple[Work, str]] = Counter()

    def hear(work: Work, uris: Iterable[str]) -> None:
        reported.update((work, uri.rpartition("/")[2]) for uri in uris)

    with listen(hear):
        load(lake)
    assert set(reported.values()) == {1}
    files = {
        kind: [name for work, name in reported if work == kind] for kind in ("packed", "copied")
    }
    assert len(files["packed"]) == 4
    assert {"2018-11-01-events.json", "2018-11-02-events.json"} <= set(files["copied"])
    assert set(files["packed"]) < set(files["copied"])


def test_nobody_needs_to_listen_and_nobody_hears_after_the_end() -> None:
    reported: list[Work] = []
    with listen(lambda work, _: reported.append(work)):
        report_files("packed", ["a"])
    report_files("packed", ["b"])
    assert reported == ["packed"]
