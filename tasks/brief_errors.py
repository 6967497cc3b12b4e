"""Logs errors of ours without a trace: their message already says object, cause and next step."""

import logging

from warehouse.errors import WarehouseError

_LOGGERS = ("prefect.flow_runs", "prefect.task_runs")


def log_errors_briefly() -> None:
    """Runs in this process log a WarehouseError as one line from now on."""
    for name in _LOGGERS:
        logging.getLogger(name).addFilter(_drop_trace)


def _drop_trace(record: logging.LogRecord) -> bool:
    if record.exc_info and isinstance(record.exc_info[1], WarehouseError):
        record.exc_info = None
    return True
