"""Connections that are kept between transactions."""

from stand_in import StandIn

from warehouse.database.connection import Warehouse

WHO = "select pg_backend_pid() as process"


def read_process(warehouse: Warehouse) -> int:
    """Which of the server's sessions a transaction has."""
    with warehouse.transaction() as session, session._connection.cursor() as cursor:
        cursor.execute(WHO)
        [(process,)] = cursor.fetchall()
        return int(process)


def test_inside_the_block_the_next_transaction_has_the_same_connection(stand_in: StandIn) -> None:
    warehouse = stand_in.warehouse
    with warehouse.keep_connections():
        first = read_process(warehouse)
        assert read_process(warehouse) == first
    assert read_process(warehouse) != first


def test_a_block_in_a_block_leaves_the_outer_one_its_connections(stand_in: StandIn) -> None:
    warehouse = stand_in.warehouse
    with warehouse.keep_connections():
        first = read_process(warehouse)
        with warehouse.keep_connections():
            assert read_process(warehouse) != first
        assert read_process(warehouse) == first


def test_a_transaction_that_outlives_the_block_ends_well(stand_in: StandIn) -> None:
    warehouse = stand_in.warehouse
    with warehouse.keep_connections():
        outliving = warehouse.transaction()
        outliving.__enter__()
    outliving.__exit__(None, None, None)
    assert read_process(warehouse) > 0
