"""Users, roles and groups: what makes, changes and drops them, who is in which, and who owns what.

Each statement becomes DuckDB SQL over the tables of `rights_catalogue.py`, whose macros raise
Redshift's errors. An option of a user that would be taken and not obeyed is refused by name.

Source: docs.aws.amazon.com/redshift/latest/dg/r_CREATE_USER.html, .../r_CREATE_ROLE.html,
.../r_CREATE_GROUP.html and the pages of the other commands
"""

import re
from collections.abc import Callable, Sequence
from typing import TypeVar

from local_redshift.authentication import digest_password
from local_redshift.dialect.macros import SCHEMA
from local_redshift.dialect.reader import Reader
from local_redshift.dialect.statement import Kind, Statement
from local_redshift.errors import RedshiftError, not_supported
from local_redshift.stored_tables import quote_text

T = TypeVar("T")
ME = "getvariable('redshift_user')"


def write_texts(values: Sequence[str]) -> str:
    """Texts as a list in DuckDB SQL."""
    return f"[{', '.join(map(quote_text, values))}]"


def write_rows(values: Sequence[tuple[str, ...]], names: str) -> str:
    """Rows of texts as a relation in DuckDB SQL, with the names of it and of its columns."""
    rows = ", ".join(f"({', '.join(map(quote_text, row))})" for row in values)
    return f"(values {rows}) as {names}"


def make_statement(reader: Reader, tag: str, *sql: str) -> Statement:
    """What a client's text, which has to end here, does in DuckDB SQL."""
    reader.end()
    return Statement(reader.text, Kind.GRANT, tag, template=";\n".join(sql))


def read_list(reader: Reader, read: Callable[[], T]) -> list[T]:
    """What `read` gives, with commas between."""
    found = [read()]
    while reader.accept(","):
        found.append(read())
    return found


def read_grantees(reader: Reader) -> list[tuple[str, str]]:
    """Who gets or loses: kind and name of each."""
    return read_list(reader, lambda: _grantee(reader))


def _grantee(reader: Reader) -> tuple[str, str]:
    if reader.accept("PUBLIC"):
        return "public", "public"
    for kind in ("ROLE", "GROUP"):
        if reader.accept(kind):
            return kind.lower(), _role_name(reader)
    reader.accept("USER")
    return "user", reader.name()


def _role_name(reader: Reader) -> str:
    """A name of a role, which may be one of Redshift's own, as `sys:monitor`."""
    name = reader.name()
    return f"{name}:{reader.name()}" if reader.accept(":") else name


def _role_pairs(reader: Reader, word: str) -> str:
    """Each role with each who gets or loses it, as a relation."""
    roles = read_list(reader, lambda: _role_name(reader))
    reader.expect(word)
    grantees = read_grantees(reader)
    pairs = [(role, *grantee) for role in roles for grantee in grantees]
    return write_rows(pairs, "g(role, kind, name)")


def grant_roles(reader: Reader) -> Statement:
    """GRANT ROLE, of which GRANT is read."""
    pairs = _role_pairs(reader, "TO")
    is_admin = reader.accept("WITH", "ADMIN", "OPTION")
    return make_statement(
        reader,
        "GRANT",
        f"insert into {SCHEMA}.members select g.kind, {SCHEMA}.require_identity(g.kind, g.name),"
        f" 'role', {SCHEMA}.require_identity('role', g.role), {is_admin}"
        f" from {pairs} where {SCHEMA}.demand_admin(g.role) and"
        f" not exists (select 1 from {SCHEMA}.members m where (m.kind, m.name, m.held) ="
        " (g.kind, g.name, g.role))",
    )


def revoke_roles(reader: Reader) -> Statement:
    """REVOKE ROLE, of which REVOKE is read."""
    pairs = _role_pairs(reader, "FROM")
    return make_statement(
        reader,
        "REVOKE",
        f"delete from {SCHEMA}.members m where (m.held, m.kind, m.name) in (select (g.role, g.kind,"
        f" {SCHEMA}.require_identity(g.kind, g.name))"
        f" from {pairs} where {SCHEMA}.demand_admin(g.role))",
    )


def create_identity(reader: Reader, kind: str) -> Statement:
    """CREATE USER, CREATE ROLE and CREATE GROUP."""
    name = reader.name()
    options = _user_options(reader, name) if kind == "user" else {}
    members = []
    if kind == "group" and reader.accept("WITH"):
        reader.expect("USER")
        members = read_list(reader, reader.name)
    if kind == "user" and "password" not in options:
        raise RedshiftError(
            "42601", "syntax error: CREATE USER needs PASSWORD, or PASSWORD DISABLE"
        )
    values = {"is_super": "false", "sees_all": "false", "password": "null", **options}
    sql = [
        f"insert into {SCHEMA}.identities select {SCHEMA}.next_identity_id(), '{kind}',"
        f" {SCHEMA}.require_new_identity('{kind}', {quote_text(name)}), {values['is_super']},"
        f" {values['sees_all']}, {values['password']}, {ME} where {SCHEMA}.demand_super()"
    ]
    sql += [_join(kind, name, members)] if members else []
    return make_statement(reader, f"CREATE {kind.upper()}", *sql)


def _join(kind: str, name: str, users: Sequence[str]) -> str:
    return (
        f"insert into {SCHEMA}.members select 'user', {SCHEMA}.require_identity('user', u.name),"
        f" '{kind}', {SCHEMA}.require_identity('{kind}', {quote_text(name)}), false"
        f" from {write_rows([(user,) for user in users], 'u(name)')} where {SCHEMA}.demand_super()"
    )


def _user_options(reader: Reader, name: str) -> dict[str, str]:
    """Columns of a user's row that the options set, as SQL."""
    reader.accept("WITH")
    found: dict[str, str] = {}
    while not reader.done:
        if reader.accept("PASSWORD"):
            found["password"] = (
                "null" if reader.accept("DISABLE") else _digest(reader.string(), name)
            )
        elif reader.word in {"CREATEUSER", "NOCREATEUSER"}:
            found["is_super"] = str(reader.skip().text.upper() == "CREATEUSER").lower()
        elif reader.accept("NOCREATEDB"):
            pass
        elif reader.accept("SYSLOG", "ACCESS"):
            found["sees_all"] = str(reader.skip().text.upper() == "UNRESTRICTED").lower()
        else:
            raise not_supported(f"{reader.word} of a user")
    return found


def _digest(password: str, name: str) -> str:
    """What is kept of a password: its MD5 with the name, as clients hash it first."""
    if re.fullmatch(r"md5[0-9a-f]{32}", password):
        return quote_text(password.removeprefix("md5"))
    good = 8 <= len(password) <= 64 and all(
        re.search(pattern, password) for pattern in ("[A-Z]", "[a-z]", "[0-9]")
    )
    if not good:
        raise RedshiftError(
            "22023",
            "password must have 8 to 64 characters, with an upper case letter, a lower case letter"
            " and a digit",
        )
    return quote_text(digest_password(password, name))


def alter_user(reader: Reader) -> Statement:
    """ALTER USER."""
    name = reader.name()
    options = _user_options(reader, name)
    if not options:
        raise reader.unexpected()
    allowed = f"{quote_text(name)} = {ME}" if set(options) == {"password"} else "false"
    changes = ", ".join(f"{column} = {value}" for column, value in options.items())
    return make_statement(
        reader,
        "ALTER USER",
        f"update {SCHEMA}.identities set {changes} where kind = 'user'"
        f" and name = {SCHEMA}.require_identity('user', {quote_text(name)})"
        f" and ({allowed} or {SCHEMA}.demand_super())",
    )


def alter_group(reader: Reader) -> Statement:
    """ALTER GROUP ... ADD USER and DROP USER."""
    name = reader.name()
    is_addition = reader.accept("ADD")
    if not is_addition:
        reader.expect("DROP")
    reader.expect("USER")
    users = read_list(reader, reader.name)
    sql = _join("group", name, users)
    if not is_addition:
        sql = (
            f"delete from {SCHEMA}.members where held_kind = 'group' and held = {quote_text(name)}"
            f" and kind = 'user' and name in (select unnest({write_texts(users)}))"
            f" and {SCHEMA}.demand_super()"
        )
    return make_statement(reader, "ALTER GROUP", sql)


def drop_identity(reader: Reader, kind: str) -> Statement:
    """DROP USER, DROP ROLE and DROP GROUP."""
    exists = reader.accept("IF", "EXISTS")
    names = read_list(reader, reader.name)
    force = kind == "role" and reader.accept("FORCE")
    if kind == "role" and not force:
        reader.accept("RESTRICT")
    sql = []
    for name in map(quote_text, names):
        if not exists:
            sql.append(f"select {SCHEMA}.require_identity('{kind}', {name})")
        if not force:
            sql.append(f"select {SCHEMA}.require_unused('{kind}', {name})")
        sql += [
            f"delete from {SCHEMA}.rights where grantee_kind = '{kind}' and grantee = {name}",
            f"delete from {SCHEMA}.default_rights where grantee_kind = '{kind}'"
            f" and grantee = {name}",
            f"delete from {SCHEMA}.members where (kind, name) = ('{kind}', {name})"
            f" or (held_kind, held) = ('{kind}', {name})",
            f"delete from {SCHEMA}.identities where kind = '{kind}' and name = {name}"
            f" and {SCHEMA}.demand_super()",
        ]
    return make_statement(reader, f"DROP {kind.upper()}", *sql)


def change_owner(kind: str, name: str, owner: str) -> str:
    """SQL that gives an object to a user; its name is `schema.relation`, of a schema `schema.`."""
    schema, _, relation = name.partition(".")
    key = f"'{kind}', {quote_text(schema)}, {quote_text(relation)}"
    place = f"{quote_text(schema)}, {quote_text(relation)}" if relation else quote_text(schema)
    return (
        f"select {SCHEMA}.require_{'relation' if relation else 'schema'}({place});\n"
        f"delete from {SCHEMA}.owners where (object_kind, schema_name, relation_name) = ({key});\n"
        f"insert into {SCHEMA}.owners select {key}, {SCHEMA}.require_identity('user', name)"
        f" from (select {quote_text(owner)} as name)"
        f" where name <> 'awsuser' and (name <> {ME} or not {SCHEMA}.is_super({ME}))"
    )


def rename(name: str, new_name: str) -> str:
    """SQL that lets rights and owner follow a table's new name."""
    schema, _, relation = name.partition(".")
    change = (
        f"set relation_name = {quote_text(new_name)} where object_kind = 'table'"
        f" and schema_name = {quote_text(schema)} and relation_name = {quote_text(relation)}"
    )
    return ";\n".join(f"update {SCHEMA}.{table} {change}" for table in ("rights", "owners"))
