"""What a check found, and how it says so."""

from collections.abc import Sequence
from dataclasses import dataclass

from warehouse.checking.suites import STAR

MOST_NAMED = 5  # failed expectations that one message names
_LONGEST_TOLD = 1000


@dataclass(frozen=True)
class CheckResult:
    """One expectation, evaluated. It holds keys, codes and counts, never a person's values.

    Attributes:
        table: `schema.table`, or `star`.
        name: The expectation's own name in its suite, e.g. `level_is_known`.
        expectation: Its type, e.g. `expect_column_values_to_not_be_null`.
        subject: The column or columns that it looks at, or empty.
        severity: `critical` stops the run, `warning` is shown.
        owner: Who knows what to do.
        success: Whether it holds.
        problem: What is wrong when it does not, e.g. `have no level`.
        next_step: What to do then.
        unexpected_count: How many rows are wrong.
        element_count: Of how many rows, where that is known.
        observed_value: What was found, or why nothing was.
        did_run: False when it could not be evaluated.
    """

    table: str
    name: str
    expectation: str
    subject: str
    severity: str
    owner: str
    success: bool
    problem: str
    next_step: str
    unexpected_count: int | None = None
    element_count: int | None = None
    observed_value: str | None = None
    did_run: bool = True

    @property
    def stops_run(self) -> bool:
        """Whether nothing may be published because of it."""
        return not self.did_run or (not self.success and self.severity == "critical")

    @property
    def message(self) -> str:
        """Object, cause and next step, e.g. `audit.users: 3 of 96 rows have no level (...)`."""
        kind = f"{self.name}: {self.expectation}, {self.severity}"
        if not self.did_run:
            why = f"{self.table}: a check did not run ({kind}): {self.observed_value}"
            return f"{why.rstrip('.')}. Correct it in the table's suite in expectations/."
        found = "" if self.unexpected_count is None else f"{self.unexpected_count} "
        rows = "" if self.element_count is None else f"of {self.element_count} rows "
        seen = f": {self.observed_value[:_LONGEST_TOLD]}" if self.observed_value else ""
        return f"{self.table}: {found}{rows}{self.problem}{seen} ({kind}). {self.next_step}"


@dataclass(frozen=True)
class TableCheck:
    """All expectations of one table, evaluated.

    Attributes:
        table: `schema.table`, or `star`.
        results: One of each expectation of the suite, in its order.
        seconds: What evaluating them took.
        query_count: How many queries were sent for it.
    """

    table: str
    results: Sequence[CheckResult]
    seconds: float
    query_count: int

    @property
    def failed(self) -> list[CheckResult]:
        """What does not hold, critical or not."""
        return [result for result in self.results if not result.success]

    @property
    def warnings(self) -> list[CheckResult]:
        """What does not hold and is shown only."""
        return [result for result in self.failed if not result.stops_run]

    @property
    def criticals(self) -> list[CheckResult]:
        """What stops the run."""
        return [result for result in self.failed if result.stops_run]

    @property
    def message(self) -> str:
        """Why the run stops."""
        criticals = self.criticals
        named = " ".join(result.message for result in criticals[:MOST_NAMED])
        more = len(criticals) - MOST_NAMED
        rest = f" And {more} more: see ops.checks." if more > 0 else ""
        state = "The batch is published." if self.table == STAR else "Nothing was published."
        return f"{named}{rest} {state}"
