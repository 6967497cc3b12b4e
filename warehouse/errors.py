"""What can go wrong, sorted by what the caller can do about it.

`TransientError`: a retry can help. `PermanentError`: a person must change something first.
`DataQualityError`: the data is wrong; nothing after the step that found it has run.
"""

RUN_AGAIN = "Running again is safe."  # the next step when the retries did not help


class WarehouseError(Exception):
    """Anything that stops a step; the message says object, cause and next step."""


class TransientError(WarehouseError):
    """A retry can help: a lost connection, a serialization failure, a cluster that resizes."""


class TableHeldError(TransientError):
    """Another transaction has held a table for long, e.g. that of a run that is suspended."""


class CommitUnknownError(TransientError):
    """The connection was lost before the answer to COMMIT came; the ledger knows what happened."""


class PermanentError(WarehouseError):
    """A retry cannot help; a person must change something first."""


class ConfigurationError(PermanentError):
    """What the run was asked to use does not exist or cannot be used as given."""


class StatementError(PermanentError):
    """The warehouse refused a statement: a right that is missing, a bad statement, a full disk.

    Attributes:
        sqlstate: The five characters the warehouse answered, or empty.
    """

    def __init__(self, message: str, sqlstate: str = "") -> None:
        super().__init__(message)
        self.sqlstate = sqlstate


class StatementTimeoutError(StatementError):
    """A statement took longer than it may, at work or waiting for a table."""


class LoadFailedError(StatementError):
    """COPY met more bad lines than it may pass over; the load error view says which."""


class LeaseLostError(PermanentError):
    """Another run took the lease over; this one may not write any more."""


class LeaseHeldError(PermanentError):
    """Another run holds the lease and is alive."""


class LedgerMissingError(PermanentError):
    """The star holds plays but the ledger is empty, so it is unknown which files are loaded."""


class DataQualityError(WarehouseError):
    """The data is wrong; nothing was published, but by QuarantinedFilesError."""


class RejectedLinesError(DataQualityError):
    """More lines were rejected than the run allows."""


class QuarantinedFilesError(DataQualityError):
    """Files were left out, as something is wrong with them; the others are published."""


class CheckFailedError(DataQualityError):
    """A critical expectation does not hold, or a check did not run."""
