"""Two roles of the warehouse: who loads it, and who reads it.

What they use belongs to the administrator who prepares it: a runner or a dashboard can change its
identity, and nothing has to change hands.
"""

import re
from collections.abc import Iterator, Sequence

from warehouse.database.connection import Session, Warehouse
from warehouse.database.tables import update_tables
from warehouse.errors import PermanentError

LOADER, READER = "sparkify_loader", "sparkify_reader"
_WRITE = "select, insert, update, delete"
_RIGHTS = {
    LOADER: dict.fromkeys(("staging", "audit", "star", "ops"), _WRITE) | {"mart": "select"},
    READER: {"star": "select", "mart": "select"},
}
_NAME = re.compile(r"[\w.@+=,:/-]{1,127}")
_IAM = re.compile(r"IAMR?:", re.IGNORECASE)  # users that sign in through AWS, without a password


def prepare_roles(
    warehouse: Warehouse, loaders: Sequence[str], readers: Sequence[str]
) -> Iterator[str]:
    """Makes tables, views and both roles, and gives the roles to users; safe to run again.

    Args:
        warehouse: Signed in to as its administrator.
        loaders: Users that run the flow. Those of IAM are created when they are missing.
        readers: Users that read the star and the marts.

    Yields:
        What was done, a line each.

    Raises:
        PermanentError: A user is missing that only somebody with its password can create.
    """
    changed = update_tables(warehouse)
    yield f"created or altered {len(changed)} tables and views, which belong to you"
    with warehouse.transaction() as session:
        for text in [*_make_missing(session, [*loaders, *readers]), *_grant(loaders, readers)]:
            session.grant(text)
            yield text


def _make_missing(session: Session, names: Sequence[str]) -> Iterator[str]:
    roles = {row["role_name"] for row in session.rows("ops/rights/select_roles")}
    yield from (f"create role {role}" for role in _RIGHTS if role not in roles)
    users = {row["user_name"] for row in session.rows("ops/rights/select_users")}
    for name in dict.fromkeys(names):
        if not _NAME.fullmatch(name):
            raise PermanentError(f"{name!r} is no name of a database user. Correct it.")
        if name.lower() not in users and not _IAM.match(name):
            raise PermanentError(
                f"The database user {name!r} does not exist. Create it as administrator, "
                f"create user \"{name}\" password '...', and run again."
            )
        if name.lower() not in users:
            yield f'create user "{name}" password disable'


def _grant(loaders: Sequence[str], readers: Sequence[str]) -> Iterator[str]:
    for role, schemas in _RIGHTS.items():
        for schema, rights in schemas.items():
            yield f"grant usage on schema {schema} to role {role}"
            yield f"grant {rights} on all tables in schema {schema} to role {role}"
    for role, names in ((LOADER, loaders), (READER, readers)):
        yield from (f'grant role {role} to "{name}"' for name in names)
