"""The settings that Prefect takes from pyproject.toml, for runs begun in another directory."""

import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

PYPROJECT = Path(__file__).parents[1] / "pyproject.toml"


def read_settings() -> dict[str, Any]:
    """The project's settings of Prefect, by dotted name.

    Prefect itself reads them only where the working directory is the project's.
    """
    if not PYPROJECT.is_file():  # installed without the checkout
        return {}
    with PYPROJECT.open("rb") as file:
        return dict(_flatten(tomllib.load(file)["tool"]["prefect"]))


def _flatten(table: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    for key, value in table.items():
        if isinstance(value, dict):
            yield from _flatten(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", value
