"""Users, roles, groups and what they may do: GRANT, REVOKE, and what makes and drops them.

Each becomes DuckDB SQL over the tables of `rights_catalogue.py`, whose macros raise Redshift's
errors. Rights on columns, functions and datashares are refused by name, as is every option of a
user that would be taken and not obeyed.

Source: docs.aws.amazon.com/redshift/latest/dg/r_GRANT.html, .../r_CREATE_USER.html and the pages
of the other commands.
"""

import re
from collections.abc import Callable, Sequence

from local_redshift.authentication import digest_password
from local_redshift.dialect.macros import SCHEMA
from local_redshift.dialect.reader import Reader
from local_redshift.dialect.relations import qualified
from local_redshift.dialect.statement import Kind, Statement
from local_redshift.errors import RedshiftError, not_supported
from local_redshift.stored_tables import quote_text

PRIVILEGES = {
    "table": ["SELECT", "INSERT", "UPDATE", "DELETE", "DROP", "REFERENCES", "ALTER", "TRUNCATE"],
    "schema": ["CREATE", "USAGE", "ALTER", "DROP"],
    "database": ["CREATE", "TEMP", "USAGE", "ALTER"],
}
_OTHER_OBJECTS = ("FUNCTION", "PROCEDURE", "LANGUAGE", "MODEL", "DATASHARE", "ALL FUNCTIONS",
                  "ALL PROCEDURES", "EXTERNAL")  # fmt: skip
_ME = "getvariable('redshift_user')"


def _texts(values: Sequence[str]) -> str:
    return f"[{', '.join(map(quote_text, values))}]"


def _rows(values: Sequence[tuple[str, ...]], names: str) -> str:
    rows = ", ".join(f"({', '.join(map(quote_text, row))})" for row in values)
    return f"(values {rows}) as {names}"


def _names(reader: Reader) -> str:
    return _rows([(name,) for name in _list(reader, reader.name)], "o(name)")


def _statement(reader: Reader, tag: str, *sql: str) -> Statement:
    reader.end()
    return Statement(reader.text, Kind.GRANT, tag, template=";\n".join(sql))


def _list(reader: Reader, read: Callable[[], str]) -> list[str]:
    found = [read()]
    while reader.accept(","):
        found.append(read())
    return found


def grant(reader: Reader, path: Sequence[str]) -> Statement:
    """GRANT of rights on objects, and of roles."""
    if reader.accept("ROLE"):
        return _grant_roles(reader)
    privileges = _privileges(reader)
    kind, objects = _objects(reader, path)
    wanted = _checked(privileges, kind)
    reader.expect("TO")
    grantees = _grantees(reader)
    grantable = reader.accept("WITH", "GRANT", "OPTION")
    return _statement(reader, "GRANT", *_add(kind, objects, wanted, grantees, grantable=grantable))


def revoke(reader: Reader, path: Sequence[str]) -> Statement:
    """REVOKE of rights on objects, and of roles."""
    if reader.accept("ROLE"):
        return _revoke_roles(reader)
    only_option = reader.accept("GRANT", "OPTION", "FOR")
    privileges = _privileges(reader)
    kind, objects = _objects(reader, path)
    wanted = _checked(privileges, kind)
    reader.expect("FROM")
    grantees = _grantees(reader)
    _end_of_revoke(reader)
    return _statement(
        reader, "REVOKE", *_remove(kind, objects, wanted, grantees, only_option=only_option)
    )


def _end_of_revoke(reader: Reader) -> None:
    if not reader.accept("RESTRICT") and reader.accept("CASCADE"):
        raise not_supported("REVOKE ... CASCADE")


def _privileges(reader: Reader) -> list[str]:
    """Names of rights in upper case; none for ALL."""
    if reader.accept("ALL"):
        reader.accept("PRIVILEGES")
        return []

    def read() -> str:
        word = reader.skip().text.upper()
        if reader.word == "(":
            raise not_supported("rights on columns")
        return "TEMP" if word == "TEMPORARY" else word

    found = _list(reader, read)
    if reader.word != "ON":
        raise not_supported("system permissions of a role")
    return found


def _objects(reader: Reader, path: Sequence[str]) -> tuple[str, str]:
    """What the rights are on: its kind, and SQL for rows of schema and relation."""
    reader.expect("ON")
    for words in _OTHER_OBJECTS:
        if reader.accept(*words.split()):
            raise not_supported(f"rights on a {words}")
    if reader.accept("DATABASE"):
        found = f"select {SCHEMA}.require_database(name) as found from {_names(reader)}"
        return "database", (
            f"(select '' as schema_name, '' as relation_name from ({found})"
            " where found is not null)"
        )
    if reader.accept("SCHEMA"):
        return "schema", (
            f"(select {SCHEMA}.require_schema(name) as schema_name, '' as relation_name"
            f" from {_names(reader)})"
        )
    if reader.accept("ALL", "TABLES", "IN", "SCHEMA"):
        return "table", (
            f"(select schema_name, relation_name from {SCHEMA}.relations where schema_name in"
            f" (select {SCHEMA}.require_schema(name) from {_names(reader)}))"
        )
    reader.accept("TABLE")
    tables = [qualified(table, path).split(".", 1) for table in reader.tables()]
    return "table", (
        f"(select schema_name, {SCHEMA}.require_relation(schema_name, name) as relation_name"
        f" from {_rows([(schema, name) for schema, name in tables], 'o(schema_name, name)')})"
    )


def _checked(privileges: Sequence[str], kind: str) -> list[str]:
    for privilege in privileges:
        if privilege not in PRIVILEGES[kind]:
            raise RedshiftError("0LP01", f"invalid privilege type {privilege} for {kind}")
    return list(privileges) or PRIVILEGES[kind]


def _grantees(reader: Reader) -> list[tuple[str, str]]:
    """Who gets or loses: kind and name of each."""
    found = [_grantee(reader)]
    while reader.accept(","):
        found.append(_grantee(reader))
    return found


def _grantee(reader: Reader) -> tuple[str, str]:
    if reader.accept("PUBLIC"):
        return "public", "public"
    for kind in ("ROLE", "GROUP"):
        if reader.accept(kind):
            return kind.lower(), role_name(reader)
    reader.accept("USER")
    return "user", reader.name()


def role_name(reader: Reader) -> str:
    """A name of a role, which may be one of Redshift's own, as `sys:monitor`."""
    name = reader.name()
    return f"{name}:{reader.name()}" if reader.accept(":") else name


def _add(
    kind: str,
    objects: str,
    privileges: Sequence[str],
    grantees: Sequence[tuple[str, str]],
    *,
    grantable: bool,
) -> tuple[str, ...]:
    asked = (
        f"select '{kind}' as object_kind, o.schema_name, o.relation_name, p.privilege,"
        f" g.kind as grantee_kind, {SCHEMA}.require_identity(g.kind, g.name) as grantee,"
        f" {grantable} as is_grantable from {objects} as o,"
        f" (select unnest({_texts(privileges)}) as privilege) as p,"
        f" {_rows(grantees, 'g(kind, name)')}"
        f" where {SCHEMA}.demand_grant('{kind}', o.schema_name, o.relation_name, p.privilege)"
    )
    same = (
        "same.object_kind = asked.object_kind and same.schema_name = asked.schema_name"
        " and same.relation_name = asked.relation_name and same.privilege = asked.privilege"
        " and same.grantee_kind = asked.grantee_kind and same.grantee = asked.grantee"
    )
    return (
        f"insert into {SCHEMA}.rights by name select asked.* from ({asked}) as asked"
        f" where not exists (select 1 from {SCHEMA}.rights as same where {same})",
        f"update {SCHEMA}.rights as same set is_grantable = same.is_grantable or asked.is_grantable"
        f" from ({asked}) as asked where {same}",
    )


def _remove(
    kind: str,
    objects: str,
    privileges: Sequence[str],
    grantees: Sequence[tuple[str, str]],
    *,
    only_option: bool,
) -> tuple[str, ...]:
    change = "update {0} as r set is_grantable = false" if only_option else "delete from {0} as r"
    return (
        change.format(f"{SCHEMA}.rights") + f" where r.object_kind = '{kind}'"
        f" and r.privilege in (select unnest({_texts(privileges)})) and exists (select 1 from"
        f" {objects} as o where o.schema_name = r.schema_name and o.relation_name = r.relation_name"
        f" and {SCHEMA}.demand_grant('{kind}', o.schema_name, o.relation_name, r.privilege))"
        f" and (r.grantee_kind, r.grantee) in (select (g.kind, {SCHEMA}.require_identity(g.kind,"
        f" g.name)) from {_rows(grantees, 'g(kind, name)')})",
    )


def _grant_roles(reader: Reader) -> Statement:
    roles = _list(reader, lambda: role_name(reader))
    reader.expect("TO")
    grantees = _grantees(reader)
    is_admin = reader.accept("WITH", "ADMIN", "OPTION")
    pairs = [(role, *grantee) for role in roles for grantee in grantees]
    return _statement(
        reader,
        "GRANT",
        f"insert into {SCHEMA}.members select g.kind, {SCHEMA}.require_identity(g.kind, g.name),"
        f" 'role', {SCHEMA}.require_identity('role', g.role), {is_admin}"
        f" from {_rows(pairs, 'g(role, kind, name)')} where {SCHEMA}.demand_admin(g.role) and"
        f" not exists (select 1 from {SCHEMA}.members m where (m.kind, m.name, m.held) ="
        " (g.kind, g.name, g.role))",
    )


def _revoke_roles(reader: Reader) -> Statement:
    roles = _list(reader, lambda: role_name(reader))
    reader.expect("FROM")
    grantees = _grantees(reader)
    pairs = [(role, *grantee) for role in roles for grantee in grantees]
    return _statement(
        reader,
        "REVOKE",
        f"delete from {SCHEMA}.members m where (m.held, m.kind, m.name) in (select (g.role, g.kind,"
        f" {SCHEMA}.require_identity(g.kind, g.name)) from {_rows(pairs, 'g(role, kind, name)')}"
        f" where {SCHEMA}.demand_admin(g.role))",
    )


def alter_default_privileges(reader: Reader) -> Statement:
    """ALTER DEFAULT PRIVILEGES, on tables."""
    owners = _ME
    if reader.accept("FOR"):
        reader.expect("USER")
        names = _list(reader, reader.name)
        owners = f"unnest({_texts(names)})"
    schemas = [""]
    if reader.accept("IN", "SCHEMA"):
        schemas = _list(reader, reader.name)
    is_grant = reader.accept("GRANT")
    if not is_grant:
        reader.expect("REVOKE")
    privileges = _privileges(reader)
    reader.expect("ON")
    if not reader.accept("TABLES"):
        raise not_supported(f"default privileges on {reader.word}")
    wanted = _checked(privileges, "table")
    reader.expect("TO" if is_grant else "FROM")
    grantees = _grantees(reader)
    asked = (
        f"select owner, {SCHEMA}.require_schema(schema_name) as schema_name, privilege,"
        f" g.kind as grantee_kind, {SCHEMA}.require_identity(g.kind, g.name) as grantee"
        f" from (select {owners} as owner), (select unnest({_texts(schemas)}) as schema_name),"
        f" (select unnest({_texts(wanted)}) as privilege), {_rows(grantees, 'g(kind, name)')}"
        f" where {SCHEMA}.demand(owner = {_ME} or {SCHEMA}.is_super({_ME}),"
        " 'permission denied to change default privileges')"
    )
    sql = [
        f"delete from {SCHEMA}.default_rights d where (d.owner, d.schema_name, d.privilege,"
        f" d.grantee_kind, d.grantee) in (select (owner, schema_name, privilege, grantee_kind,"
        f" grantee) from ({asked}))"
    ]
    if is_grant:
        sql.append(f"insert into {SCHEMA}.default_rights {asked}")
    return _statement(reader, "ALTER DEFAULT PRIVILEGES", *sql)


def create_identity(reader: Reader, kind: str) -> Statement:
    """CREATE USER, CREATE ROLE and CREATE GROUP."""
    name = reader.name()
    options = _user_options(reader, name) if kind == "user" else {}
    members = []
    if kind == "group" and reader.accept("WITH"):
        reader.expect("USER")
        members = _list(reader, reader.name)
    if kind == "user" and "password" not in options:
        raise RedshiftError(
            "42601", "syntax error: CREATE USER needs PASSWORD, or PASSWORD DISABLE"
        )
    values = {"is_super": "false", "sees_all": "false", "password": "null", **options}
    sql = [
        f"insert into {SCHEMA}.identities select {SCHEMA}.next_identity_id(), '{kind}',"
        f" {SCHEMA}.require_new_identity('{kind}', {quote_text(name)}), {values['is_super']},"
        f" {values['sees_all']}, {values['password']}, {_ME} where {SCHEMA}.demand_super()"
    ]
    sql += [_join(kind, name, members)] if members else []
    return _statement(reader, f"CREATE {kind.upper()}", *sql)


def _join(kind: str, name: str, users: Sequence[str]) -> str:
    return (
        f"insert into {SCHEMA}.members select 'user', {SCHEMA}.require_identity('user', u.name),"
        f" '{kind}', {SCHEMA}.require_identity('{kind}', {quote_text(name)}), false"
        f" from {_rows([(user,) for user in users], 'u(name)')} where {SCHEMA}.demand_super()"
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
    allowed = f"{quote_text(name)} = {_ME}" if set(options) == {"password"} else "false"
    changes = ", ".join(f"{column} = {value}" for column, value in options.items())
    return _statement(
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
    users = _list(reader, reader.name)
    sql = _join("group", name, users)
    if not is_addition:
        sql = (
            f"delete from {SCHEMA}.members where held_kind = 'group' and held = {quote_text(name)}"
            f" and kind = 'user' and name in (select unnest({_texts(users)}))"
            f" and {SCHEMA}.demand_super()"
        )
    return _statement(reader, "ALTER GROUP", sql)


def drop_identity(reader: Reader, kind: str) -> Statement:
    """DROP USER, DROP ROLE and DROP GROUP."""
    exists = reader.accept("IF", "EXISTS")
    names = _list(reader, reader.name)
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
    return _statement(reader, f"DROP {kind.upper()}", *sql)


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
        f" where name <> 'awsuser' and (name <> {_ME} or not {SCHEMA}.is_super({_ME}))"
    )


def rename(name: str, new_name: str) -> str:
    """SQL that lets rights and owner follow a table's new name."""
    schema, _, relation = name.partition(".")
    change = (
        f"set relation_name = {quote_text(new_name)} where object_kind = 'table'"
        f" and schema_name = {quote_text(schema)} and relation_name = {quote_text(relation)}"
    )
    return ";\n".join(f"update {SCHEMA}.{table} {change}" for table in ("rights", "owners"))
