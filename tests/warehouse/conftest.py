"""What the tests of this folder share."""

from lake_bucket import lake_client as lake_client  # noqa: PLC0414 - a fixture
from littered_lake import littered as littered  # noqa: PLC0414 - a fixture
