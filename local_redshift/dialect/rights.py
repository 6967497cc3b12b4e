"""GRANT, REVOKE and ALTER DEFAULT PRIVILEGES, as DuckDB SQL over `rights_catalogue.py`.

Rights on columns, functions and datashares are refused by name.

Source: docs.aws.amazon.com/redshift/latest/dg/r_GRANT.html,
.../r_ALTER_DEFAULT_PRIVILEGES.html
"""

from collections.abc import Sequence

from local_redshift.dialect.identities import (
    ME,
    grant_roles,
    make_statement,
    read_grantees,
    read_list,
    revoke_roles,
    write_rows,
    write_texts,
)
from local_redshift.dialect.macros import SCHEMA
from local_redshift.dialect.reader import Reader
from local_redshift.dialect.relations import qualified
from local_redshift.dialect.statement import Statement
from local_redshift.errors import RedshiftError, not_supported

PRIVILEGES = {
    "table": ["SELECT", "INSERT", "UPDATE", "DELETE", "DROP", "REFERENCES", "ALTER", "TRUNCATE"],
    "schema": ["CREATE", "USAGE", "ALTER", "DROP"],
    "database": ["CREATE", "TEMP", "USAGE", "ALTER"],
}
_OTHER_OBJECTS = ("FUNCTION", "PROCEDURE", "LANGUAGE", "MODEL", "DATASHARE", "ALL FUNCTIONS",
                  "ALL PROCEDURES", "EXTERNAL")  # fmt: skip


def _names(reader: Reader) -> str:
    return write_rows([(name,) for name in read_list(reader, reader.name)], "o(name)")


def grant(reader: Reader, path: Sequence[str]) -> Statement:
    """GRANT of rights on objects, and of roles."""
    if reader.accept("ROLE"):
        return grant_roles(reader)
    privileges = _privileges(reader)
    kind, objects = _objects(reader, path)
    wanted = _checked(privileges, kind)
    reader.expect("TO")
    grantees = read_grantees(reader)
    grantable = reader.accept("WITH", "GRANT", "OPTION")
    return make_statement(
        reader, "GRANT", *_add(kind, objects, wanted, grantees, grantable=grantable)
    )


def revoke(reader: Reader, path: Sequence[str]) -> Statement:
    """REVOKE of rights on objects, and of roles."""
    if reader.accept("ROLE"):
        return revoke_roles(reader)
    only_option = reader.accept("GRANT", "OPTION", "FOR")
    privileges = _privileges(reader)
    kind, objects = _objects(reader, path)
    wanted = _checked(privileges, kind)
    reader.expect("FROM")
    grantees = read_grantees(reader)
    _end_of_revoke(reader)
    return make_statement(
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

    found = read_list(reader, read)
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
        f" from {write_rows([(schema, name) for schema, name in tables], 'o(schema_name, name)')})"
    )


def _checked(privileges: Sequence[str], kind: str) -> list[str]:
    for privilege in privileges:
        if privilege not in PRIVILEGES[kind]:
            raise RedshiftError("0LP01", f"invalid privilege type {privilege} for {kind}")
    return list(privileges) or PRIVILEGES[kind]


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
        f" (select unnest({write_texts(privileges)}) as privilege) as p,"
        f" {write_rows(grantees, 'g(kind, name)')}"
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
        f" and r.privilege in (select unnest({write_texts(privileges)})) and exists (select 1 from"
        f" {objects} as o where o.schema_name = r.schema_name and o.relation_name = r.relation_name"
        f" and {SCHEMA}.demand_grant('{kind}', o.schema_name, o.relation_name, r.privilege))"
        f" and (r.grantee_kind, r.grantee) in (select (g.kind, {SCHEMA}.require_identity(g.kind,"
        f" g.name)) from {write_rows(grantees, 'g(kind, name)')})",
    )


def alter_default_privileges(reader: Reader) -> Statement:
    """ALTER DEFAULT PRIVILEGES, on tables."""
    owners = ME
    if reader.accept("FOR"):
        reader.expect("USER")
        names = read_list(reader, reader.name)
        owners = f"unnest({write_texts(names)})"
    schemas = [""]
    if reader.accept("IN", "SCHEMA"):
        schemas = read_list(reader, reader.name)
    is_grant = reader.accept("GRANT")
    if not is_grant:
        reader.expect("REVOKE")
    privileges = _privileges(reader)
    reader.expect("ON")
    if not reader.accept("TABLES"):
        raise not_supported(f"default privileges on {reader.word}")
    wanted = _checked(privileges, "table")
    reader.expect("TO" if is_grant else "FROM")
    grantees = read_grantees(reader)
    asked = (
        f"select owner, {SCHEMA}.require_schema(schema_name) as schema_name, privilege,"
        f" g.kind as grantee_kind, {SCHEMA}.require_identity(g.kind, g.name) as grantee"
        f" from (select {owners} as owner), (select unnest({write_texts(schemas)}) as schema_name),"
        f" (select unnest({write_texts(wanted)}) as privilege),"
        f" {write_rows(grantees, 'g(kind, name)')}"
        f" where {SCHEMA}.demand(owner = {ME} or {SCHEMA}.is_super({ME}),"
        " 'permission denied to change default privileges')"
    )
    sql = [
        f"delete from {SCHEMA}.default_rights d where (d.owner, d.schema_name, d.privilege,"
        f" d.grantee_kind, d.grantee) in (select (owner, schema_name, privilege, grantee_kind,"
        f" grantee) from ({asked}))"
    ]
    if is_grant:
        sql.append(f"insert into {SCHEMA}.default_rights {asked}")
    return make_statement(reader, "ALTER DEFAULT PRIVILEGES", *sql)
