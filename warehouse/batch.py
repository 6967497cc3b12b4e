"""What one run loads: files, the UTC days they belong to, and what is gone from the lake."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from warehouse.lake import LakeFile, Window


class Batch:
    """The unit that is loaded and published as one.

    Attributes:
        batch_id: Names the batch in the ledger, the logs and the lake's work folder.
        started_at: UTC.
        window: Days that the run was asked for.
        files: Files to load: of every day that has a new or changed file all files; songs by file.
        removed: Files to take out of the star, as they are gone and the run was asked to prune.
        vanished: Files that are gone from the lake and whose rows stay.
        known_batches: For each URI of the ledger at planning time, the batch that loaded it.
        whole_days: Days of which every loaded file is still there: they are rebuilt.
        merged_days: Days of which a loaded file is gone: their plays are merged by natural key.
    """

    def __init__(  # noqa: PLR0913 - one name for each thing a plan holds
        self,
        batch_id: str,
        *,
        started_at: datetime,
        window: Window,
        files: Iterable[LakeFile],
        removed: Iterable[LakeFile] = (),
        vanished: Iterable[LakeFile] = (),
        known_batches: dict[str, str] | None = None,
        whole_days: Iterable[date] = (),
        merged_days: Iterable[date] = (),
    ) -> None:
        self.batch_id = batch_id
        self.started_at = started_at
        self.window = window
        self.files = tuple(files)
        self.removed = tuple(removed)
        self.vanished = tuple(vanished)
        self.known_batches = known_batches or {}
        self.whole_days = frozenset(whole_days)
        self.merged_days = frozenset(merged_days)

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to do."""
        return not self.files and not self.removed

    @property
    def event_files(self) -> list[LakeFile]:
        """The files of events to load."""
        return [file for file in self.files if file.kind == "events"]

    @property
    def song_files(self) -> list[LakeFile]:
        """The files of songs to load."""
        return [file for file in self.files if file.kind == "songs"]

    @property
    def size_bytes(self) -> int:
        """Bytes of all files to load."""
        return sum(file.size_bytes for file in self.files)

    @property
    def days(self) -> list[date]:
        """Days of the batch, in order."""
        return sorted(self.whole_days | self.merged_days)

    @property
    def title(self) -> str:
        """The batch in a few words, e.g. `2018-11-01 to 2018-11-15`."""
        if not self.days:
            return "songs only" if self.files or self.removed else "nothing to do"
        first, last = self.days[0], self.days[-1]
        return str(first) if first == last else f"{first} to {last}"

    def whole_spans(self) -> list[tuple[datetime, datetime]]:
        """Spans of time, UTC, from start to before end, that hold the rebuilt days and no other."""
        spans: list[tuple[datetime, datetime]] = []
        for day in sorted(self.whole_days):
            start = datetime.combine(day, time())
            end = start + timedelta(days=1)
            if spans and spans[-1][1] == start:
                spans[-1] = (spans[-1][0], end)
            else:
                spans.append((start, end))
        return spans
