"""Makes a lake: checks what is asked, then all of it appears at once, or nothing."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from secrets import token_hex

from sample_lake.events import make_events
from sample_lake.files import LAKE_ENTRIES, LakeSummary, LakeWriter
from sample_lake.songs import make_songs

FIRST_DAY = date(2024, 11, 1)
EARLIEST_DAY = date(1971, 1, 1)  # users registered up to 120 days before it, after 1970
EVENTS_A_USER = 83  # in a month of the real logs
MOST_SONGS = 16**7  # as many ids are different


class LakeError(Exception):
    """The lake cannot be made as asked; the message says what to change."""


def make_lake(  # noqa: PLR0913 - one keyword for each option of the command
    directory: Path,
    *,
    seed: int = 42,
    first_day: date = FIRST_DAY,
    days: int = 30,
    events: int = 8000,
    songs: int = 1000,
    users: int | None = None,
    force: bool = False,
) -> LakeSummary:
    """Writes a lake of plausible Sparkify files and returns what it holds.

    The files appear under `directory` at once, when all are written. They are made in a hidden
    directory beside it, which a killed process leaves behind and which may be deleted.

    Args:
        directory: Where; must not exist, be empty, or with `force` be a lake.
        seed: The same seed and numbers give the same bytes.
        first_day: The first UTC day of the events.
        days: How many days the events are spread over.
        events: How many events, exactly.
        songs: How many songs, one file each.
        users: How many users; by default one for 83 events, and 12 at least.
        force: Replace the lake that is there.

    Raises:
        LakeError: If a number is out of range or the directory is taken.
        OSError: If a file cannot be written; nothing is left behind.
    """
    users = max(12, events // EVENTS_A_USER) if users is None else users
    _check_numbers(events=events, songs=songs, days=days, users=users)
    _check_days(first_day, days)
    directory = directory.resolve()
    _check_free(directory, force=force)
    with _appearing_at_once(directory) as unfinished:
        writer = LakeWriter(unfinished)
        writer.write_json_paths()
        writer.write_songs(make_songs(songs, seed=seed), seed=seed)
        catalogue = make_songs(songs, seed=seed)
        log = make_events(events, catalogue, seed=seed, first_day=first_day, days=days, users=users)
        for day, day_events in log:
            writer.write_day(day, day_events)
    return writer.summary(directory)


def _check_numbers(**numbers: int) -> None:
    for name, number in numbers.items():
        if number < 1:
            raise LakeError(f"{name}: {number} is too few. Ask for 1 or more.")
    if numbers["songs"] > MOST_SONGS:
        raise LakeError(f"songs: {numbers['songs']} is more than {MOST_SONGS} ids. Ask for fewer.")


def _check_days(first_day: date, days: int) -> None:
    latest = date.max - first_day
    if first_day < EARLIEST_DAY or days > latest.days:
        raise LakeError(
            f"first_day: {days} days from {first_day} are outside {EARLIEST_DAY} to {date.max}. "
            "Choose another day."
        )


def _check_free(directory: Path, *, force: bool) -> None:
    """Raises LakeError unless the directory is free, or a lake that may be replaced."""
    if not directory.exists():
        return
    if not directory.is_dir():
        raise LakeError(f"{directory}: is a file. Choose another directory.")
    if directory == Path.cwd():
        raise LakeError(f"{directory}: is the current directory. Name a new one inside it.")
    entries = {entry.name for entry in directory.iterdir()}
    if foreign := sorted(entries - LAKE_ENTRIES):
        raise LakeError(
            f"{directory}: holds {foreign[0]!r}, which is no part of a lake, "
            "so it is never replaced. Choose another directory."
        )
    if entries and not force:
        raise LakeError(
            f"{directory}: is not empty. Choose another directory, or replace it with --force."
        )


@contextmanager
def _appearing_at_once(directory: Path) -> Iterator[Path]:
    """Gives an empty directory that becomes `directory` if no error is raised, else is removed."""
    token = token_hex(4)
    unfinished = directory.with_name(f".{directory.name}.{token}.unfinished")
    unfinished.mkdir(parents=True)
    try:
        yield unfinished
        _put_in_place(unfinished, directory, directory.with_name(f".{directory.name}.{token}.old"))
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)


def _put_in_place(unfinished: Path, directory: Path, old: Path) -> None:
    """Renames the finished lake; what was there comes back if that fails."""
    if not directory.exists():
        unfinished.rename(directory)
        return
    directory.rename(old)
    try:
        unfinished.rename(directory)
    except OSError:
        old.rename(directory)
        raise
    shutil.rmtree(old)
