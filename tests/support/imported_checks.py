"""Great Expectations, imported once: its import warns about Python's own modules."""

import warnings
from importlib import import_module

import pytest


@pytest.fixture(scope="session", autouse=True)
def imported_checks() -> None:
    """The checks' library, for tests that run flows."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "module 'sre_", DeprecationWarning)
        import_module("warehouse.checking.documents")
