"""SQLAlchemy, and through it Great Expectations, reach the stand-in through the real driver."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import ProgrammingError

Connect = Callable[..., Any]


def test_an_engine_with_a_creator_connects_and_binds(connect: Connect, table: str) -> None:
    engine = create_engine("redshift+redshift_connector://", creator=connect)
    with engine.begin() as connection:
        connection.execute(text(f"insert into {table} values (:id, :name)"), {"id": 1, "name": "a"})
    with engine.connect() as connection:
        found = connection.execute(
            text(f"select count(*) as n, max(name) as last from {table} where id > :least"),
            {"least": 0},
        ).one()
        assert (found.n, found.last) == (1, "a")
    engine.dispose()


def test_an_error_rolls_an_engines_transaction_back(connect: Connect, table: str) -> None:
    engine = create_engine("redshift+redshift_connector://", creator=connect)
    with pytest.raises(ProgrammingError, match="42P01"), engine.begin() as connection:  # noqa: PT012
        connection.execute(text(f"insert into {table} values (1, 'a')"))
        connection.execute(text("select * from nope"))
    with engine.connect() as connection:
        assert connection.execute(text(f"select count(*) from {table}")).scalar_one() == 0
    engine.dispose()
