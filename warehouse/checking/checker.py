"""Checks tables against their suites, and stops a run that must not publish."""

import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from warehouse.checking.results import CheckResult, TableCheck
from warehouse.checking.suites import STAR, Suite, load_suite
from warehouse.database.connection import Warehouse
from warehouse.database.driver_errors import DRIVER_ERRORS, sort_error
from warehouse.errors import CheckFailedError, TransientError, WarehouseError
from warehouse.garbage_collection import collect_seldom
from warehouse.lake.files import Lake
from warehouse.loading.row_files import load_rows
from warehouse.planning.batch import Batch
from warehouse.planning.load_order import list_checked

if TYPE_CHECKING:
    from warehouse.checking.validation import Validation


class Checker:
    """The checks of one run. Safe to be called from several threads; they take turns.

    Args:
        warehouse: Where the tables are.
        lake: Where the results are written on their way to `ops.checks`.
        batch: The batch that is checked.
        docs_directory: Where the data docs are kept, or None for none.

    Attributes:
        lake: Where the batch comes from.
        batch_id: The batch.
    """

    def __init__(
        self, warehouse: Warehouse, lake: Lake, batch: Batch, docs_directory: Path | None = None
    ) -> None:
        self._warehouse = warehouse
        self.lake = lake
        self.batch_id = batch.batch_id
        self._batch = batch
        self._tables = list_checked(batch.kinds) - {STAR}
        self._docs_directory = docs_directory
        self._lock = threading.Lock()
        self._validation: Validation | None = None
        self._outcomes: dict[str, Any] = {}
        self._is_closed = False
        self._checks: dict[str, TableCheck] = {}
        self._problems: dict[str, str] = {}
        self._unsaved: dict[str, TableCheck] = {}

    @property
    def checks(self) -> list[TableCheck]:
        """The tables that were checked so far, in the order of their names."""
        with self._lock:
            return sorted(self._checks.values(), key=lambda check: check.table)

    @property
    def problems(self) -> dict[str, str]:
        """Why the run must stop, by table; also where a check did not run."""
        return dict(self._problems)

    @property
    def is_complete(self) -> bool:
        """Whether every table that must be checked before publish was looked at."""
        return self._checks.keys() | self._problems.keys() >= self._tables

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def start_import(self) -> None:
        """Begins to import Great Expectations and to connect, beside work that waits for COPY."""
        threading.Thread(target=self._prepare, name="import checks", daemon=True).start()

    def _prepare(self) -> None:
        import_validation()
        with self._lock, suppress(Exception):  # the first check meets it again, and reports it
            if not self._is_closed:
                self._open_validation()

    def close(self) -> None:
        """Keeps what is not kept yet and closes the connections."""
        with self._lock:
            self._is_closed = True
            self._drop_validation()
        self.save()

    def check_table(self, table: str) -> TableCheck:
        """Evaluates the suite of a table.

        Every result goes to `ops.checks`: at once when the run must stop, else together, before
        publish and after it.

        Args:
            table: `schema.table`, or `star` for the star as a whole, after publish and before
                staging and audit are emptied.

        Raises:
            CheckFailedError: A critical expectation does not hold, or a check did not run.
            TransientError: The warehouse could not be asked.
        """
        try:
            check = self._check(table)
        except CheckFailedError as error:
            self._problems[table] = str(error)
            raise
        self._problems.pop(table, None)
        return check

    def _check(self, table: str) -> TableCheck:
        suite = load_suite(table)
        with self._lock:
            check = self._evaluate(suite)
            self._unsaved[table] = check
            self._checks[table] = check
        if check.criticals or table == STAR or self._checks.keys() >= self._tables:
            self.save()
        _require_all(suite, check)
        if check.criticals:
            raise CheckFailedError(check.message)
        return check

    def save(self) -> None:
        """Keeps the results so far in `ops.checks`, in a transaction of their own.

        Raises:
            TransientError: The warehouse could not be reached.
        """
        batch_id = self.batch_id
        with self._lock:
            if not self._unsaved:
                return
            checks = self._unsaved.values()
            rows = [_to_row(batch_id, result) for check in checks for result in check.results]
            with self._warehouse.transaction() as session:
                names = f",{','.join(self._unsaved)},"
                session.run("ops/checks/delete", batch_id=batch_id, table_names=names)
                load_rows(session, self.lake, batch_id, "ops/checks", rows)
            self._unsaved.clear()

    def build_docs(self) -> Path | None:
        """The first page of the run's data docs, or None when none are wanted."""
        from warehouse.checking.documents import write_documents  # noqa: PLC0415 - seconds of CPU

        with self._lock:
            if self._docs_directory is None:
                return None
            return write_documents(
                self._docs_directory,
                self._batch,
                self._checks.values(),
                self._problems,
                self._outcomes,
            )

    def _evaluate(self, suite: Suite) -> TableCheck:
        started = time.monotonic()
        try:
            validation = self._open_validation()
            sent = validation.query_count
            results = validation.evaluate(suite)
        except Exception as error:
            self._drop_validation()  # a retry begins with a new connection
            raise _sort(error, suite.table) from error
        seconds = time.monotonic() - started
        return TableCheck(suite.table, results, seconds, validation.query_count - sent)

    def _open_validation(self) -> "Validation":
        if self._validation is None:
            self._validation = import_validation()(self._warehouse.connect, self._outcomes)
        return self._validation

    def _drop_validation(self) -> None:
        if self._validation is not None:
            self._validation.close()
            self._validation = None


def import_validation() -> "type[Validation]":
    """What evaluates suites: the first call imports Great Expectations, for seconds."""
    collect_seldom()
    from warehouse.checking.validation import Validation  # noqa: PLC0415 - seconds of CPU

    return Validation


def _require_all(suite: Suite, check: TableCheck) -> None:
    """Raises for a check that did not run; Great Expectations leaves out what it does not know."""
    missing = sorted(set(suite.names) - {result.name for result in check.results})
    if missing:
        raise CheckFailedError(
            f"{suite.table}: {len(check.results)} of {len(suite.names)} expectations were "
            f"evaluated; missing: {', '.join(missing)}. Nothing was published. Run again; if it "
            "stays, see expectations/ and the version of great-expectations."
        )


def _sort(error: Exception, table: str) -> WarehouseError:
    """The error of our tree for whatever stopped a check."""
    for cause in _list_causes(error):
        if isinstance(cause, WarehouseError):
            return cause
        # Great Expectations has a ConnectionError of its own, for tables that are missing too
        is_own = type(cause).__module__.startswith("great_expectations")
        if isinstance(cause, DRIVER_ERRORS) and not is_own:
            sorted_error = sort_error(cause, f"check {table}")
            if isinstance(sorted_error, TransientError):
                return sorted_error
    words = " ".join(str(error).split())[:1000]
    return CheckFailedError(
        f"{table} was not checked: {type(error).__name__}: {words} Nothing was published. See its "
        "suite in expectations/, and that the table is there."
    )


def _list_causes(error: BaseException) -> Iterator[BaseException]:
    cause: BaseException | None = error
    while cause is not None:
        yield cause
        cause = cause.__cause__ or cause.__context__


def _to_row(batch_id: str, result: CheckResult) -> dict[str, object]:
    return {
        "batch_id": batch_id,
        "table_name": result.table,
        "check_name": result.name,
        "expectation": result.expectation,
        "subject": result.subject or None,
        "severity": result.severity,
        "owner": result.owner,
        "success": result.success,
        "unexpected_count": result.unexpected_count,
        "element_count": result.element_count,
        "observed_value": result.observed_value,
        "checked_at": datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S.%f"),
    }
