"""The gate: Great Expectations suites, evaluated in the warehouse before and after publish.

Importing this package does not import Great Expectations, which costs seconds of CPU; `Checker`
does that late, in a thread.
"""

from warehouse.checking.checker import Checker
from warehouse.checking.results import CheckResult, TableCheck

__all__ = ["CheckResult", "Checker", "TableCheck"]
