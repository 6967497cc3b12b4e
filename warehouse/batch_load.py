"""One batch on its way into the star: what each step of the load order does."""

from collections.abc import Callable

from warehouse.checking import Checker, TableCheck
from warehouse.database.lease import Lease
from warehouse.errors import PermanentError
from warehouse.lake.files import Lake
from warehouse.loading import settling, staging, verdict
from warehouse.loading.line_accounting import PublishedFigures
from warehouse.loading.settling import SettledBatch
from warehouse.loading.staging import CopyFigures
from warehouse.planning.batch import Batch
from warehouse.planning.limits import RAW_LINE_DAYS
from warehouse.planning.load_order import AUDIT_PARTS, Action, Step, list_stages
from warehouse.publishing import publication
from warehouse.sources import SOURCES, Source


class BatchLoad:
    """The steps of one batch, and what they have found so far.

    Args:
        lease: The batch's lease.
        lake: Where its files are.
        batch: What is loaded.
        max_rejected: Most lines that may be rejected.
        checker: Checks the tables; without it `check` steps are left out.

    Attributes:
        batch: What is loaded; without the files that are left out once they are copied.
        stages: The steps of the batch, by stage.
        raw_line_days: For how long the text of rejected lines is kept; a run may set it.
        copies: What COPY did, by kind of files.
        settled: What is left out and why, and the lines of the rest; None until that is known.
        published: Lines and plays of the batch; None until it is published.
    """

    def __init__(
        self,
        lease: Lease,
        lake: Lake,
        batch: Batch,
        max_rejected: int,
        checker: Checker | None = None,
    ) -> None:
        self.lease = lease
        self.lake = lake
        self.batch = batch
        self.stages = list_stages(batch.kinds)
        self.max_rejected = max_rejected
        self.checker = checker
        self.copies: dict[str, CopyFigures] = {}
        self.settled: SettledBatch | None = None
        self._verdict: verdict.Verdict | None = None
        self.raw_line_days = RAW_LINE_DAYS
        self.published: PublishedFigures | None = None
        self._actions: dict[Action, Callable[[str], object]] = {
            "open batch": lambda _: staging.open_batch(lease, lake, batch),
            "copy": lambda kind: self.copy(SOURCES[kind]),
            "settle": lambda _: self.settle(),
            "insert": lambda table: insert_table(lease, table),
            "check": self.check,
            "publish": lambda _: self.publish(),
            "empty": lambda _: publication.empty_batch(lease, lake, self.raw_line_days),
        }

    def run(self, step: Step) -> object:
        """Runs a step; what it returns depends on its action."""
        return self._actions[step.action](step.subject)

    def run_all(self, since: Action = "open batch", until: Action | None = None) -> None:
        """Runs the steps one after the other.

        Args:
            since: The first action that runs.
            until: The action before which it ends; None to run to the end.
        """
        steps = [step for stage in self.stages for step in stage]
        actions = [step.action for step in steps]
        end = len(steps) if until is None else actions.index(until)
        for step in steps[actions.index(since) : end]:
            self.run(step)

    def copy(self, source: Source) -> CopyFigures:
        """Brings the files of a source into staging."""
        figures = staging.copy_files(self.lease, self.lake, self.batch, source)
        self.copies[source.kind] = figures
        return figures

    def settle(self) -> SettledBatch:
        """Leaves out the files that fail by themselves, and accounts for every line of the rest."""
        if self._verdict is None:  # found once, also when what follows is tried again
            self._verdict = verdict.judge_batch(
                self.lease.warehouse, self.lake, self.batch, self.copies.values()
            )
        settled = settling.settle_batch(self.lease, self.lake, self._verdict, self.max_rejected)
        self.settled, self.batch = settled, settled.batch
        return settled

    def check(self, table: str) -> TableCheck | None:
        """The evaluated expectations of a table; a critical one that fails stops the load."""
        if self.checker is None:
            return None
        return self.checker.check_table(table)

    def publish(self) -> PublishedFigures:
        """Publishes the batch, in one transaction."""
        if self.settled is None:
            raise PermanentError("publish: the files were not copied. Nothing was published.")
        repaired = sum(copy.repaired_texts for copy in self.copies.values())
        self.published = publication.publish_batch(self.lease, self.lake, self.settled, repaired)
        return self.published


def insert_table(lease: Lease, table: str) -> int:
    """Fills `audit.<table>` from staging, in place of what is there; returns its rows.

    Raises:
        LeaseLostError: Another run has taken over.
    """
    parts = AUDIT_PARTS[table]
    rows: dict[str, int] = {}
    with lease.step(*(f"audit.{part}" for part in parts)) as session:
        for part in parts:
            rows[part] = session.run(f"audit/{part}/insert")
    return rows[table]
