"""What the tests of this folder share."""

from loaded_lake import kept_lake as kept_lake  # noqa: PLC0414 - fixtures
from loaded_lake import loaded as loaded  # noqa: PLC0414
