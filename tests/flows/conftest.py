"""What the tests of this folder share."""

from imported_checks import imported_checks as imported_checks  # noqa: PLC0414 - a fixture
from littered_lake import littered as littered  # noqa: PLC0414 - a fixture
