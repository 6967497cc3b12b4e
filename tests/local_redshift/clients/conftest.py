"""A small schema that other people's software looks at."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from local_redshift import Endpoint

_MADE = """
create schema demo;
create table demo.t (id bigint not null, name varchar(20) default 'x', amount numeric(10, 2),
    at timestamp, ok boolean);
insert into demo.t values (1, 'a', 1.5, '2020-01-01', true), (2, 'b', 2.5, '2020-01-02', null);
create view demo.v as select id, name from demo.t;
comment on table demo.t is 'things'
"""


@pytest.fixture
def demo(connect: Callable[..., Any], endpoint: Endpoint) -> Iterator[Endpoint]:
    """Where the server with the schema `demo` is."""
    cursor = connect(autocommit=True).cursor()
    for statement in _MADE.split(";"):
        cursor.execute(statement)
    yield endpoint
    cursor.execute("drop schema demo cascade")
