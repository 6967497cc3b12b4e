"""What is missing is created, what is outdated is replaced, and nothing else is touched."""

import pytest
from stand_in import StandIn

from warehouse import building
from warehouse.building import create_missing
from warehouse.statements import load_statement


def test_nothing_is_created_when_everything_is_there(stand_in: StandIn) -> None:
    create_missing(stand_in.warehouse)
    assert create_missing(stand_in.warehouse) == []


def test_a_view_whose_text_changed_is_replaced(
    stand_in: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    create_missing(stand_in.warehouse)
    digest = building._digest
    changed = load_statement("staging/plays/create")
    with monkeypatch.context() as patched:
        patched.setattr(
            building, "_digest", lambda each: "other" if each is changed else digest(each)
        )
        assert create_missing(stand_in.warehouse) == ["staging.plays"]
    assert create_missing(stand_in.warehouse) == ["staging.plays"]
    assert create_missing(stand_in.warehouse) == []
