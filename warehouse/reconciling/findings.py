"""What two of lake, ledger and star say differently."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

FindingKind = Literal["missing", "replaced", "orphaned", "drifted"]
FINDING_KINDS: tuple[FindingKind, ...] = ("missing", "replaced", "orphaned", "drifted")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that two of lake, ledger and star say differently.

    Attributes:
        kind: `missing`: in the lake, not loaded. `replaced`: loaded with other content.
            `orphaned`: in the star or the ledger, and its file is gone or not known. `drifted`:
            the star's rows are not those that were published.
        name: URI of a file or name of a load unit, or `song` or `user` with its id.
        detail: What is said, in a few words.
        day: The UTC day, where the finding has one.
        is_in_ledger: Whether the ledger knows the file.
    """

    kind: FindingKind
    name: str
    detail: str
    day: date | None = None
    is_in_ledger: bool = True
