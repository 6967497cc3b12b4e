"""What one run loads: files, the UTC days they belong to, and what is gone from the lake."""

from dataclasses import dataclass, field
from datetime import date, datetime

from warehouse.days import BatchDays
from warehouse.lake import LakeFile, Window


@dataclass(frozen=True, kw_only=True)
class Batch:
    """The unit that is loaded and published as one.

    Attributes:
        batch_id: Names the batch in the ledger, the logs and the lake's work folder.
        started_at: UTC.
        window: Days that the run was asked for.
        files: Files to load: of changed days all; of days that depend on them the loaded ones;
            songs by file.
        removed: Files to take out of the star, as they are gone and the run was asked to prune.
        vanished: Files that are gone from the lake and whose rows stay.
        known_batches: For each URI of the ledger at planning time, the batch that loaded it.
        day_plan: Which days are rebuilt, and why.
    """

    batch_id: str
    started_at: datetime
    window: Window
    files: tuple[LakeFile, ...] = ()
    removed: tuple[LakeFile, ...] = ()
    vanished: tuple[LakeFile, ...] = ()
    known_batches: dict[str, str] = field(default_factory=dict)
    day_plan: BatchDays = field(default_factory=BatchDays)

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
        """Days whose plays are published anew, in order."""
        return sorted(self.day_plan.rebuilt)

    @property
    def title(self) -> str:
        """The batch in a few words, e.g. `2018-11-01 to 2018-11-15`."""
        if not self.days:
            return "songs only" if self.files or self.removed else "nothing to do"
        first, last = self.days[0], self.days[-1]
        return str(first) if first == last else f"{first} to {last}"
