"""An error of ours is one line of a run's log; an error that was not foreseen keeps its trace."""

import logging
import sys

import pytest

from tasks.run_states import log_briefly
from warehouse.errors import ConfigurationError


@pytest.mark.parametrize("name", ["prefect.flow_runs", "prefect.task_runs"])
@pytest.mark.parametrize(
    ("error", "has_trace"),
    [(ConfigurationError("no such lake"), False), (KeyError("ts"), True)],
    ids=["ours", "unforeseen"],
)
def test_only_errors_that_were_not_foreseen_are_logged_with_a_trace(
    name: str,
    error: Exception,
    has_trace: bool,  # noqa: FBT001 - a parameter of the test
) -> None:
    log_briefly()
    logger = logging.getLogger(name)
    try:
        raise error
    except (ConfigurationError, KeyError):
        record = logger.makeRecord(
            name, logging.ERROR, __file__, 1, "failed: %r", (error,), sys.exc_info()
        )
    assert logger.filter(record)
    assert record.getMessage() == f"failed: {error!r}"
    assert (record.exc_info is not None) == has_trace


def test_an_error_that_was_logged_is_not_logged_again_as_the_process_ends() -> None:
    log_briefly()
    logger = logging.getLogger("prefect.flow_runs")
    error = ConfigurationError("no such lake")
    trace = (ConfigurationError, error, None)
    words = "Engine execution exited with unexpected exception"
    record = logger.makeRecord(logger.name, logging.ERROR, __file__, 1, words, (), trace)
    assert not logger.filter(record)


def test_a_task_that_ended_well_says_so_in_its_own_line_alone() -> None:
    log_briefly()
    logger = logging.getLogger("prefect.task_runs")
    words = "Finished in state Completed()"
    record = logger.makeRecord(logger.name, logging.INFO, __file__, 1, words, (), None)
    assert not logger.filter(record)
