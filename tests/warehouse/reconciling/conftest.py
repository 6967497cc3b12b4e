"""What the tests of this folder share."""

from loaded_lake import loaded as loaded  # noqa: PLC0414 - a fixture
