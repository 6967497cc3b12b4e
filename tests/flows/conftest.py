"""Flows check with Great Expectations, whose import warns about Python's own modules."""

import warnings
from importlib import import_module

import pytest


@pytest.fixture(scope="session", autouse=True)
def _imported_checks() -> None:
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "module 'sre_", DeprecationWarning)
        import_module("warehouse.checking.documents")
