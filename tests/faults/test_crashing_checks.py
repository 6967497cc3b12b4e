"""Great Expectations that crashes in the midst of a table's checks publishes nothing."""

from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from imported_checks import imported_checks as imported_checks  # noqa: PLC0414 - a fixture
from quick_load import build, give_back
from stand_in import StandIn
from tiny_lake import Row, write_lake

from warehouse.batch_load import BatchLoad
from warehouse.checking import Checker
from warehouse.database.connection import Warehouse
from warehouse.errors import CheckFailedError
from warehouse.planning.plan import Request, plan_batch
from warehouse.sources import EVENTS


@pytest.fixture
def built(warehouse: Warehouse, tmp_path: Path) -> BatchLoad:
    rows: list[Row] = [{}, {}]
    lake = write_lake(tmp_path, {"2018-11-05": rows})
    return build(warehouse, lake, plan_batch(warehouse, lake, Request()))


@pytest.mark.parametrize("passes", [0, 3])
def test_a_crash_in_the_midst_of_a_tables_checks_stops_the_run_and_the_next_try_checks_it(
    passes: int, built: BatchLoad, stand_in: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine: Any = import_module("great_expectations.execution_engine").SqlAlchemyExecutionEngine
    ask, asked = engine.execute_query, []

    def crash(self: Any, *args: Any, **values: Any) -> Any:
        asked.append(args)
        if len(asked) > passes:  # for good, as it tries a query that fails three times
            raise MemoryError("no memory for a metric")
        return ask(self, *args, **values)

    built.checker = Checker(built.lease.warehouse, built.lake, built.batch)
    with built.checker:
        with monkeypatch.context() as patched:
            patched.setattr(engine, "execute_query", crash)
            with pytest.raises(CheckFailedError, match="Nothing was published") as raised:
                built.check(EVENTS.table)
        assert len(asked) > passes
        assert str(raised.value).startswith("staging.staging_events")
        assert stand_in.value("select count(*) from star.songplays") == 0
        check = built.check(EVENTS.table)
        assert check is not None
        assert not check.criticals
    give_back(built.lease)
