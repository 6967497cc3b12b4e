"""The one place that drives Great Expectations; importing it costs seconds of CPU."""

from collections.abc import Callable
from functools import partial
from typing import Any

import great_expectations as gx
from great_expectations.core import (
    ExpectationSuite,
    ExpectationSuiteValidationResult,
    ExpectationValidationResult,
)
from great_expectations.core.batch_definition import BatchDefinition
from great_expectations.data_context.types.base import (
    DataContextConfig,
    InMemoryStoreBackendDefaults,
    ProgressBarsConfig,
)
from great_expectations.datasource.fluent.redshift_datasource import RedshiftDatasource
from great_expectations.expectations.registry import (
    list_registered_expectation_implementations,
)
from great_expectations.validator.v1_validator import Validator
from redshift_connector.core import Connection
from sqlalchemy import Engine, event
from sqlalchemy.engine import ExceptionContext

from warehouse.checking.evidence import make_result_format, take_evidence
from warehouse.checking.offenders import ExpectNoOffenders
from warehouse.checking.results import CheckResult
from warehouse.checking.suites import Suite
from warehouse.database.driver_errors import DRIVER_ERRORS, sort_error
from warehouse.errors import CheckFailedError, TransientError

_URL = "redshift+redshift_connector://"
_LONGEST_OBSERVED = 4000

Results = dict[str, ExpectationValidationResult]


class Validation:
    """One Great Expectations context on one warehouse; to be used by one thread at a time.

    Args:
        connect: Opens a connection to the warehouse.
        outcomes: Where outcomes are kept, with those of a context before this one.

    Attributes:
        context: The context, in memory, without analytics or progress bars.
        outcomes: The outcome of each suite that was evaluated, by table.
        query_count: Queries that were sent so far.
    """

    def __init__(
        self,
        connect: Callable[[], Connection],
        outcomes: dict[str, ExpectationSuiteValidationResult],
    ) -> None:
        self.context = gx.get_context(
            mode="ephemeral",
            project_config=DataContextConfig(
                store_backend_defaults=InMemoryStoreBackendDefaults(init_temp_docs_sites=False),
                analytics_enabled=False,
                progress_bars=ProgressBarsConfig(globally=False),
            ),
            # the URL names dialect and driver, no secret; it is taken as a variable only
            runtime_environment={"WAREHOUSE_URL": _URL},
        )
        sources: Any = self.context.data_sources  # its methods are typed for psycopg2 only
        self._source: RedshiftDatasource = sources.add_redshift(
            "warehouse",
            connection_string="${WAREHOUSE_URL}",
            kwargs={"creator": partial(_open, connect)},
        )
        self.outcomes = outcomes
        self.query_count = 0
        self._driver_errors: list[BaseException] = []
        self._engines = (self._source.get_engine(), self._source.get_execution_engine().engine)
        for engine in self._engines:
            self._watch(engine)

    def _watch(self, engine: Engine) -> None:
        event.listen(engine, "before_cursor_execute", self._count_query)
        event.listen(engine, "handle_error", self._keep_error)

    def _count_query(self, *_: object) -> None:
        self.query_count += 1

    def _keep_error(self, context: ExceptionContext) -> None:
        self._driver_errors.append(context.original_exception)

    def close(self) -> None:
        """Closes the connections."""
        for engine in self._engines:
            engine.dispose()

    def evaluate(self, suite: Suite) -> list[CheckResult]:
        """Every expectation of the suite, evaluated.

        At first all that look at columns, in few queries that give true or false alone; then the
        rules, each a query of its own, and the counts of what failed before.

        Raises:
            CheckFailedError: Great Expectations does not know the type of one.
            TransientError: The warehouse could not be asked.
        """
        _require_types(suite)
        self._driver_errors.clear()
        validator = Validator(self._define_batch(suite), result_format="BOOLEAN_ONLY")
        results = _validate(
            validator, suite, [name for name in suite.names if not _is_rule(suite, name)]
        )
        again = [
            name for name in suite.names if name not in results or _lacks_counts(results[name])
        ]
        for place in dict.fromkeys(map(suite.find_place, again)):
            validator.result_format = make_result_format(place)
            names = [name for name in again if suite.find_place(name) == place]
            results |= _validate(validator, suite, names)
        self._raise_transient(suite.table)
        found = [_to_result(suite, name, result) for name, result in results.items()]
        self.outcomes[suite.table] = _bundle(validator, suite, results)
        return found

    def _define_batch(self, suite: Suite) -> BatchDefinition[Any]:
        for asset in self._source.assets:
            if asset.name == suite.table:
                return asset.get_batch_definition("batch")
        added = self._source.add_table_asset(suite.table, table_name=suite.relation)
        return added.add_batch_definition_whole_table("batch")

    def _raise_transient(self, table: str) -> None:
        """What Great Expectations took for a failed expectation may be a lost connection."""
        for error in self._driver_errors:
            if isinstance(error, DRIVER_ERRORS):
                sorted_error = sort_error(error, f"check {table}")
                if isinstance(sorted_error, TransientError):
                    raise sorted_error from error


def _open(connect: Callable[[], Connection]) -> Connection:
    """A connection that begins no transactions: checks only read, each query for itself."""
    connection = connect()
    connection.autocommit = True
    return connection


def _require_types(suite: Suite) -> None:
    """Raises for a type that Great Expectations would leave out, with pages of its own log."""
    known = list_registered_expectation_implementations()
    for name, configuration in suite.configurations.items():
        if configuration["type"] not in known:
            raise CheckFailedError(
                f"{suite.table} was not checked: Great Expectations knows no "
                f"{configuration['type']} ({name}). Nothing was published. Correct the type in its "
                "suite in expectations/."
            )


def _is_rule(suite: Suite, name: str) -> bool:
    return bool(suite.configurations[name]["type"] == ExpectNoOffenders.expectation_type)


def _validate(validator: Validator, suite: Suite, names: list[str]) -> Results:
    """Some expectations of a suite, evaluated, by their own names."""
    if not names:
        return {}
    expectations = [suite.configurations[name] for name in names]
    part = ExpectationSuite(name=suite.table, expectations=expectations)
    return {_name(result): result for result in validator.validate_expectation_suite(part).results}


def _bundle(
    validator: Validator, suite: Suite, results: Results
) -> ExpectationSuiteValidationResult:
    """The results in the form that data docs are made of, in the suite's order."""
    ordered = [results[name] for name in suite.names if name in results]
    passed = sum(bool(result.success) for result in ordered)
    return ExpectationSuiteValidationResult(
        success=passed == len(suite.names),
        results=ordered,
        suite_name=suite.table,
        statistics={
            "evaluated_expectations": len(ordered),
            "successful_expectations": passed,
            "unsuccessful_expectations": len(ordered) - passed,
            "success_percent": 100 * passed / len(suite.names),
        },
        meta={},
        batch_id=validator.active_batch_id,
    )


def _name(result: ExpectationValidationResult) -> str:
    """The expectation's own name; results come in another order than the suite's."""
    configuration = result.expectation_config
    return str(configuration.meta["name"]) if configuration and configuration.meta else ""


def _lacks_counts(result: ExpectationValidationResult) -> bool:
    return not result.success and _read_exception(result) is None


def _read_exception(result: ExpectationValidationResult) -> str | None:
    """Why an expectation could not be evaluated; its info is flat, or one entry a metric."""
    info = result.exception_info or {}
    entries = [info, *(entry for entry in info.values() if isinstance(entry, dict))]
    for entry in entries:
        if entry.get("raised_exception"):
            return " ".join(str(entry.get("exception_message")).split())
    return None


def _to_result(suite: Suite, name: str, result: ExpectationValidationResult) -> CheckResult:
    """What is kept of a result; the pages of Great Expectations show no more of it."""
    configuration = suite.configurations[name]
    meta, details = configuration["meta"], result.result or {}
    column = configuration["kwargs"].get("column", "")
    evidence = take_evidence(details, column, suite.find_place(name))
    exception = _read_exception(result)
    found = 0 if result.success else details.get("unexpected_count")
    observed = exception or evidence or details.get("observed_value")
    return CheckResult(
        table=suite.table,
        name=name,
        expectation=configuration["type"],
        subject=column,
        severity=configuration["severity"],
        owner=meta["owner"],
        success=bool(result.success) and exception is None,
        problem=meta["problem"],
        next_step=meta["next_step"],
        unexpected_count=details.get("offender_count", found) if exception is None else None,
        element_count=details.get("element_count"),
        observed_value=None if observed is None else str(observed)[:_LONGEST_OBSERVED],
        did_run=exception is None,
    )
