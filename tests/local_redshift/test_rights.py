"""Users, roles and groups: what each may do, as Redshift decides it."""

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from redshift_connector.error import ProgrammingError
from stand_in import ROLE, connect_to

from local_redshift import Endpoint, allow_reading

Run = Callable[[str], list[Any]]
PASSWORD = "Sparkify1"  # noqa: S105 - of a user of this test


def execute(cursor: Any, text: str) -> list[Any]:
    """The rows of a statement, none for one that returns none."""
    cursor.execute(text)
    return list(cursor.fetchall()) if cursor.description else []


@pytest.fixture
def admin(cursor: Any) -> Iterator[Run]:
    """Runs statements as the administrator, beside a schema, users and a role of the test's own."""
    run = partial(execute, cursor)
    for text in (
        "create schema kept",
        "create table kept.plays (id integer, title varchar(20))",
        "insert into kept.plays values (1, 'one')",
        "create view kept.titles as select title from kept.plays",
        f"create user etl password '{PASSWORD}'",
        f"create user ann password '{PASSWORD}'",
        "create role loader",
        "create group analysts with user ann",
    ):
        run(text)
    yield run
    run("drop schema kept cascade")
    for text in (
        "drop schema if exists own cascade",
        "revoke all on database dev from etl",
        "drop group analysts",
        "drop role loader force",
        "drop user etl",
        "drop user ann",
    ):
        run(text)


@pytest.fixture
def sign_in(endpoint: Endpoint, admin: Run) -> Iterator[Callable[[str], Run]]:
    """Signs a user in; gives what runs its statements."""
    assert admin("select 1")  # the users are there
    opened = []

    def open_one(user: str) -> Run:
        connection = connect_to(endpoint, user=user, password=PASSWORD)
        connection.autocommit = True
        opened.append(connection)
        return partial(execute, connection.cursor())

    yield open_one
    for connection in opened:
        connection.close()


def refusal(run: Run, text: str) -> tuple[str, str]:
    """SQLSTATE and message with which a statement is refused."""
    with pytest.raises(ProgrammingError) as caught:
        run(text)
    [fields] = caught.value.args
    return fields["C"], fields["M"]


# what a user does, what is missing, and what the administrator grants for it
STATEMENTS = {
    "select title from kept.plays": ("relation plays", "grant select on kept.plays to etl"),
    "insert into kept.plays values (2, 'two')": (
        "relation plays", "grant insert on kept.plays to etl",
    ),
    "update kept.plays set title = 'uno'": ("relation plays", "grant update on kept.plays to etl"),
    "delete from kept.plays": ("relation plays", "grant delete on kept.plays to etl"),
    "truncate kept.plays": ("relation plays", "grant truncate on kept.plays to etl"),
    "select title from kept.titles": ("relation titles", "grant select on kept.titles to etl"),
    "create table kept.mine (id integer)": ("schema kept", "grant create on schema kept to etl"),
    "create view kept.v as select 1 as one": ("schema kept", "grant create on schema kept to etl"),
    "create table kept.mine as select id from kept.plays": (
        "schema kept", "grant create on schema kept to etl; grant select on kept.plays to etl",
    ),
}  # fmt: skip


@pytest.mark.parametrize("statement", STATEMENTS)
def test_a_statement_needs_the_schema_and_its_right_and_runs_with_both(
    admin: Run, sign_in: Callable[[str], Run], statement: str
) -> None:
    etl = sign_in("etl")
    missing, grants = STATEMENTS[statement]
    assert refusal(etl, statement) == ("42501", "permission denied for schema kept")
    admin("grant usage on schema kept to etl")
    assert refusal(etl, statement) == ("42501", f"permission denied for {missing}")
    for grant in grants.split("; "):
        admin(grant)
    etl(statement)
    admin("revoke usage on schema kept from etl")
    assert refusal(etl, statement) == ("42501", "permission denied for schema kept")


@pytest.mark.parametrize(
    "statement",
    [
        "drop table kept.plays",
        "alter table kept.plays add column more integer",
        "alter table kept.plays rename to others",
        "alter table kept.plays owner to etl",
        "create or replace view kept.titles as select title from kept.plays",
        "drop schema kept",
        "vacuum kept.plays",
    ],
)
def test_only_an_owner_changes_what_is_there(
    admin: Run, sign_in: Callable[[str], Run], statement: str
) -> None:
    admin("grant usage, create on schema kept to etl")
    admin("grant select, insert, update, delete on all tables in schema kept to etl")
    code, message = refusal(sign_in("etl"), statement)
    assert code == "42501"
    assert message.startswith("must be owner of ")
    assert admin("select count(*) from kept.plays") == [[1]]


def test_who_makes_a_table_owns_it_and_gives_rights_on_it(
    admin: Run, sign_in: Callable[[str], Run]
) -> None:
    admin("grant create on database dev to etl")
    etl, ann = sign_in("etl"), sign_in("ann")
    etl("create schema own")
    etl("create table own.t (id integer)")
    assert refusal(ann, "select id from own.t")[0] == "42501"
    etl("grant usage on schema own to group analysts")
    etl("grant select on own.t to group analysts")
    assert ann("select id from own.t") == []
    assert admin("select tableowner from pg_tables where schemaname = 'own'") == [["etl"]]
    assert refusal(ann, "drop table own.t") == ("42501", "must be owner of relation t")
    etl("alter table own.t rename to u")
    assert ann("select id from own.u") == []
    etl("drop table own.u")
    etl("create table own.u (id integer)")  # another table: no right is left from the first
    assert refusal(ann, "select id from own.u")[0] == "42501"


def test_a_view_reads_with_the_rights_of_its_owner(
    admin: Run, sign_in: Callable[[str], Run]
) -> None:
    admin("grant usage on schema kept to group analysts")
    admin("grant select on kept.titles to group analysts")
    ann = sign_in("ann")
    assert ann("select title from kept.titles") == [["one"]]
    assert refusal(ann, "select title from kept.plays")[0] == "42501"
    admin("alter table kept.titles owner to etl")  # who may not read the table below
    assert refusal(ann, "select title from kept.titles") == (
        "42501", "permission denied for relation plays",
    )  # fmt: skip
    admin("grant select on kept.plays to etl")
    assert ann("select title from kept.titles") == [["one"]]


def test_rights_come_by_roles_of_roles_until_they_are_revoked(
    admin: Run, sign_in: Callable[[str], Run]
) -> None:
    admin("create role reader")
    admin("grant usage on schema kept to role reader")
    admin("grant select on kept.plays to role reader")
    admin("grant role reader to role loader")
    admin("grant role loader to etl")
    etl = sign_in("etl")
    assert etl("select id from kept.plays") == [[1]]
    assert admin("select role_name from svv_user_grants where user_name = 'etl'") == [["loader"]]
    admin("revoke role reader from role loader")
    assert refusal(etl, "select id from kept.plays")[0] == "42501"
    assert refusal(admin, "drop role reader")[0] == "2BP01"
    admin("drop role reader force")


def test_everybody_has_what_public_has(admin: Run, sign_in: Callable[[str], Run]) -> None:
    admin("grant usage on schema kept to public")
    admin("grant select on kept.plays to public")
    ann = sign_in("ann")
    assert ann("select id from kept.plays") == [[1]]
    ann("create temp table mine (id integer)")
    ann("insert into mine select id from kept.plays")
    assert ann("select id from mine") == [[1]]


def test_default_privileges_hold_for_what_is_made_after_them(
    admin: Run, sign_in: Callable[[str], Run]
) -> None:
    admin("grant usage on schema kept to group analysts")
    admin("alter default privileges in schema kept grant select on tables to group analysts")
    admin("create table kept.later (id integer)")
    ann = sign_in("ann")
    assert ann("select id from kept.later") == []
    assert refusal(ann, "select id from kept.plays")[0] == "42501"
    admin("alter default privileges in schema kept revoke select on tables from group analysts")
    admin("create table kept.last (id integer)")
    assert refusal(ann, "select id from kept.last")[0] == "42501"


def test_a_right_is_passed_on_only_with_its_option(
    admin: Run, sign_in: Callable[[str], Run]
) -> None:
    admin("grant usage on schema kept to public")
    admin("grant select on kept.plays to etl")
    etl, ann = sign_in("etl"), sign_in("ann")
    grant = "grant select on kept.plays to ann"
    assert refusal(etl, grant) == ("42501", "permission denied for relation plays")
    admin("grant select on kept.plays to etl with grant option")
    etl(grant)
    assert ann("select id from kept.plays") == [[1]]
    admin("revoke grant option for select on kept.plays from etl")
    assert refusal(etl, grant)[0] == "42501"
    assert etl("select id from kept.plays") == [[1]]


@pytest.mark.parametrize(
    ("statement", "code"),
    [
        ("create user ann password 'Sparkify1'", "42710"),
        ("create user joe password 'short'", "22023"),
        ("create user joe", "42601"),
        ("create user joe password disable valid until '2030-01-01'", "0A000"),
        ("drop user nobody", "42704"),
        ("grant select on kept.plays to nobody", "42704"),
        ("grant select on kept.nothing to ann", "42P01"),
        ("grant usage on schema nothing to ann", "3F000"),
        ("grant create on database other to ann", "3D000"),
        ("grant usage on kept.plays to ann", "0LP01"),
        ("grant select (title) on kept.plays to ann", "0A000"),
        ("grant execute on function f() to ann", "0A000"),
        ("grant role nothing to ann", "42704"),
        ("alter default privileges grant execute on functions to ann", "0A000"),
    ],
)
def test_what_cannot_be_granted_is_refused(admin: Run, statement: str, code: str) -> None:
    assert refusal(admin, statement)[0] == code


def test_a_user_makes_no_other_users_and_changes_only_its_own_password(
    endpoint: Endpoint, sign_in: Callable[[str], Run]
) -> None:
    ann = sign_in("ann")
    for statement in (
        "create user joe password disable",
        "create role more",
        "alter user ann createuser",
        "alter user etl password 'Another11'",
        "grant role loader to ann",
        "drop user etl",
    ):
        assert refusal(ann, statement)[0] == "42501", statement
    ann("alter user ann password 'Another11'")
    connect_to(endpoint, user="ann", password="Another11").close()  # noqa: S106


def test_what_a_user_is_and_may_is_asked_by_functions(
    admin: Run, sign_in: Callable[[str], Run]
) -> None:
    asked = (
        "select has_schema_privilege('kept', 'usage'), has_schema_privilege('kept', 'create'),"
        " has_table_privilege('kept.plays', 'select'), has_table_privilege('kept.plays', 'insert'),"
        " has_database_privilege('dev', 'create')"
    )
    etl = sign_in("etl")
    assert etl(asked) == [[False, False, False, False, False]]
    admin("grant usage on schema kept to etl")
    admin("grant select on kept.plays to etl")
    assert etl(asked) == [[True, False, True, False, False]]
    assert admin(asked) == [[True, True, True, True, True]]
    assert admin("select has_table_privilege('etl', 'kept.plays', 'insert')") == [[False]]


def test_a_user_sees_its_own_loads_and_a_monitor_sees_all(
    admin: Run, sign_in: Callable[[str], Run], endpoint: Endpoint, tmp_path: Path
) -> None:
    (tmp_path / "plays.json").write_text('{"id": 7, "title": "seven"}\n{"id": "x"}\n')
    allow_reading(endpoint.directory, [tmp_path])
    copy = (
        f"copy kept.plays from '{(tmp_path / 'plays.json').as_uri()}' iam_role '{ROLE}'"
        " format as json 'auto' maxerror 5"
    )
    etl, ann = sign_in("etl"), sign_in("ann")
    admin("grant usage on schema kept to public")
    assert refusal(etl, copy) == ("42501", "permission denied for relation plays")
    admin("grant insert on kept.plays to etl")
    etl(copy)
    loads = "select count(*) from sys_load_history where table_name = 'plays'"
    errors = "select count(*) from sys_load_error_detail where column_name = 'id'"
    assert etl(loads) == etl(errors) == [[1]]
    assert ann(loads) == ann(errors) == [[0]]
    admin("grant role sys:monitor to ann")
    monitor = sign_in("ann")
    assert monitor(loads) == monitor(errors) == [[1]]


def test_a_dropped_user_leaves_no_right_behind(admin: Run) -> None:
    admin("grant select on kept.plays to etl")
    assert refusal(admin, "drop user etl")[0] == "2BP01"
    admin("revoke select on kept.plays from etl")
    admin("drop user etl")
    assert admin("select usename from pg_user where usename = 'etl'") == []
    admin(f"create user etl password '{PASSWORD}'")
    assert admin("select has_table_privilege('etl', 'kept.plays', 'select')") == [[False]]


def test_the_administrator_can_be_granted_a_role(admin: Run) -> None:
    admin("grant role sys:monitor to awsuser")
    admin("revoke role sys:monitor from awsuser")


def test_unload_needs_the_right_to_read(
    endpoint: Endpoint, admin: Run, sign_in: Callable[[str], Run], tmp_path: Path
) -> None:
    allow_reading(endpoint.directory, [tmp_path])
    admin("grant usage on schema kept to etl")
    etl = sign_in("etl")
    unload = f"unload ('select * from kept.plays') to 'file://{tmp_path}/plays_'"
    assert refusal(etl, unload) == ("42501", "permission denied for relation plays")
    admin("grant select on kept.plays to etl")
    etl(unload)
    assert [path.read_text() for path in tmp_path.iterdir()] == ["1|one\n"]
