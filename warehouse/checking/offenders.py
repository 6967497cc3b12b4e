"""Our own expectation: a rule over several tables, as SQL that lists who breaks it."""

from typing import Any, ClassVar

from great_expectations.compatibility import pydantic
from great_expectations.execution_engine.execution_engine import ExecutionEngine
from great_expectations.expectations.core.unexpected_rows_expectation import (
    UnexpectedRowsExpectation,
)

ROWS = "unexpected_rows_query.table"
MOST_LISTED = 5


class ExpectNoOffenders(UnexpectedRowsExpectation):
    """Fails when a query finds offenders.

    The query's rows name some of them by key and, in `unexpected_count`, how many there are in all
    (its rows are limited); 0 there means that a rule reports what it saw and holds. Each query runs
    once, where its parent runs it a second time to count.
    """

    metric_dependencies: ClassVar[tuple[str, ...]] = (ROWS,)

    @pydantic.validator("unexpected_rows_query")
    def _validate_query(cls, query: str) -> str:  # noqa: N805 - pydantic's form
        """Accepts queries that read other tables than the batch's; the parent prints about them."""
        return query

    def _validate(
        self,
        metrics: dict[str, Any],
        runtime_configuration: dict[str, Any] | None = None,  # noqa: ARG002 - the parent's form
        execution_engine: ExecutionEngine[Any] | None = None,  # noqa: ARG002
    ) -> dict[str, Any]:
        rows: list[dict[str, Any]] = metrics[ROWS]
        count = int(rows[0]["unexpected_count"]) if rows else 0
        observed = "; ".join(_describe(row) for row in rows[:MOST_LISTED])
        return {
            "success": count == 0,
            "result": {"observed_value": observed or "0", "offender_count": count},
        }


def _describe(row: dict[str, Any]) -> str:
    return ", ".join(f"{name} {row[name]}" for name in row if name != "unexpected_count")
