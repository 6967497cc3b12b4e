"""What the stand-in knows of users, roles, groups, owners and rights, and the views that show it.

A user that was never created is the administrator, under whatever name it connects: so a laptop
needs no users, and rights bind those that somebody made.
Sources: docs.aws.amazon.com/redshift/latest/dg/r_GRANT.html, .../r_roles-default.html,
.../r_SVV_RELATION_PRIVILEGES.html
"""

from local_redshift.dialect.macros import define

TABLES = (
    """create table if not exists redshift_catalog.identities (identity_id integer, kind varchar,
        name varchar, is_super boolean, sees_all boolean, password varchar, owner varchar)""",
    """create table if not exists redshift_catalog.members (kind varchar, name varchar,
        held_kind varchar, held varchar, is_admin boolean)""",
    """create table if not exists redshift_catalog.rights (object_kind varchar,
        schema_name varchar, relation_name varchar, privilege varchar, grantee_kind varchar,
        grantee varchar, is_grantable boolean)""",
    """create table if not exists redshift_catalog.default_rights (owner varchar,
        schema_name varchar, privilege varchar, grantee_kind varchar, grantee varchar)""",
    """create table if not exists redshift_catalog.owners (object_kind varchar,
        schema_name varchar, relation_name varchar, owner varchar)""",
    """insert into redshift_catalog.rights select * from (values
        ('schema', 'public', '', 'USAGE', 'public', 'public', false),
        ('schema', 'public', '', 'CREATE', 'public', 'public', false),
        ('database', '', '', 'TEMP', 'public', 'public', false))
        where not exists (select 1 from redshift_catalog.rights)""",
    """insert into redshift_catalog.identities select * from (values
        (10, 'role', 'sys:monitor', false, true, null, 'rdsdb'),
        (11, 'role', 'sys:operator', false, true, null, 'rdsdb'),
        (12, 'role', 'sys:dba', false, true, null, 'rdsdb'),
        (13, 'role', 'sys:secadmin', false, true, null, 'rdsdb'),
        (14, 'role', 'sys:superuser', true, true, null, 'rdsdb'))
        where not exists (select 1 from redshift_catalog.identities)""",
    """create or replace view redshift_catalog.table_owners as
        select schema_name, relation_name, owner from redshift_catalog.owners
        where object_kind = 'table'""",
    # what each user has by itself, by its groups and roles, by their roles, and as everybody
    """create or replace view redshift_catalog.memberships as
        with recursive reached(name, held_kind, held) as (
            select name, kind, name from redshift_catalog.identities where kind = 'user'
            union
            select reached.name, m.held_kind, m.held from reached
            join redshift_catalog.members m on m.kind = reached.held_kind and m.name = reached.held
        )
        from reached
        union all select name, 'public', 'public' from redshift_catalog.identities
        where kind = 'user'""",
)

# An argument that is a bare column would be looked up inside the macro: give its table's name.
_MACROS = """
is_super(who) as not exists (
        select 1 from redshift_catalog.identities known
        where known.kind = 'user' and known.name = who
    ) or exists (
        select 1 from redshift_catalog.memberships mine
        join redshift_catalog.identities given
            on given.kind = mine.held_kind and given.name = mine.held
        where mine.name = who and given.is_super
    )
owner_of(what, of_schema, of_relation) as (
        select any_value(known.owner) from redshift_catalog.owners known
        where known.object_kind = what and known.schema_name = of_schema
            and known.relation_name = of_relation
    )
holds(who, what, of_schema, of_relation, wanted, with_option) as exists (
        select 1 from redshift_catalog.rights given join redshift_catalog.memberships mine
            on mine.held_kind = given.grantee_kind and mine.held = given.grantee
        where mine.name = who and given.object_kind = what and given.schema_name = of_schema
            and given.relation_name = of_relation and given.privilege = wanted
            and (given.is_grantable or not with_option)
    )
may(who, what, of_schema, of_relation, wanted) as redshift_catalog.is_super(who)
    or coalesce(redshift_catalog.owner_of(what, of_schema, of_relation) = who, false)
    or redshift_catalog.holds(who, what, of_schema, of_relation, wanted, false)
sees_all(who) as redshift_catalog.is_super(who) or exists (
        select 1 from redshift_catalog.memberships mine
        join redshift_catalog.identities given
            on given.kind = mine.held_kind and given.name = mine.held
        where mine.name = who and given.sees_all
    )
demand(is_allowed, words) as case when is_allowed then true
        else error('SQLSTATE 42501: ' || words) end
demand_super() as redshift_catalog.demand(
        redshift_catalog.is_super(getvariable('redshift_user')), 'permission denied')
demand_admin(role) as redshift_catalog.demand(
        redshift_catalog.is_super(getvariable('redshift_user')) or exists (
            select 1 from redshift_catalog.memberships mine join redshift_catalog.members given
                on given.kind = mine.held_kind and given.name = mine.held
            where mine.name = getvariable('redshift_user') and given.held = role
                and given.is_admin
        ), 'permission denied to grant or revoke role ' || role)
demand_grant(what, of_schema, of_relation, wanted) as redshift_catalog.demand(
        redshift_catalog.may(getvariable('redshift_user'), what, of_schema, of_relation, '')
        or redshift_catalog.holds(
            getvariable('redshift_user'), what, of_schema, of_relation, wanted, true),
        'permission denied for ' || case what
            when 'table' then 'relation ' || of_relation
            when 'schema' then 'schema ' || of_schema
            else 'database' end)
require_database(given) as case when given = redshift_catalog.database() then given
        else error('SQLSTATE 3D000: database "' || given || '" does not exist') end
require_schema(given) as case when given = '' then given
        when given in (select schema_name from redshift_catalog.schemas) then given
        else error('SQLSTATE 3F000: schema "' || given || '" does not exist') end
require_relation(of_schema, given) as case when (of_schema, given) in (
            select (schema_name, relation_name) from redshift_catalog.relations
        ) then given
        else error('SQLSTATE 42P01: relation "' || given || '" does not exist') end
require_identity(of_kind, given) as case
        when of_kind = 'public' or (of_kind = 'user' and given = getvariable('redshift_user'))
        then given
        when (of_kind, given) in (select (kind, name) from redshift_catalog.identities) then given
        else error('SQLSTATE 42704: ' || of_kind || ' "' || given || '" does not exist') end
require_new_identity(of_kind, given) as case
        when (of_kind, given) not in (select (kind, name) from redshift_catalog.identities)
        then given
        else error('SQLSTATE 42710: ' || of_kind || ' "' || given || '" already exists') end
require_unused(of_kind, given) as case
        when exists (select 1 from redshift_catalog.owners where owner = given and of_kind = 'user')
        then error('SQLSTATE 2BP01: ' || of_kind || ' "' || given || '" cannot be dropped because'
            || ' some objects depend on it')
        when exists (select 1 from redshift_catalog.rights
            where grantee_kind = of_kind and grantee = given)
            or (of_kind = 'role' and exists (select 1 from redshift_catalog.members
                where held_kind = 'role' and held = given))
        then error('SQLSTATE 2BP01: ' || of_kind || ' "' || given || '" cannot be dropped because'
            || ' the ' || of_kind || ' has a privilege on some object or is granted')
        else given end
next_identity_id() as (select max(greatest(identity_id, 100)) + 1 from redshift_catalog.identities)
"""
MACROS = define(_MACROS)

VIEWS = (
    """create or replace view redshift_catalog.pg_user as
    select 'awsuser' as usename, 100 as usesysid, true as usecreatedb, true as usesuper,
        false as usecatupd, '********' as passwd, cast(null as timestamp) as valuntil,
        cast(null as varchar[]) as useconfig
    union all
    select name, identity_id, is_super, is_super, false, '********', null, null
    from redshift_catalog.identities where kind = 'user'""",
    """create or replace view redshift_catalog.pg_group as
    select name as groname, identity_id as grosysid,
        (select list(cast(i.identity_id as smallint)) from redshift_catalog.members m
            join redshift_catalog.identities i on i.kind = m.kind and i.name = m.name
            where m.held_kind = 'group' and m.held = g.name) as grolist
    from redshift_catalog.identities g where kind = 'group'""",
    """create or replace view redshift_catalog.svv_roles as
    select identity_id as role_id, name as role_name, owner as role_owner,
        cast(null as varchar) as external_id
    from redshift_catalog.identities where kind = 'role'""",
    """create or replace view redshift_catalog.svv_user_grants as
    select i.identity_id as user_id, m.name as user_name, r.identity_id as role_id,
        m.held as role_name, m.is_admin as admin_option
    from redshift_catalog.members m
    join redshift_catalog.identities i on i.kind = 'user' and i.name = m.name
    join redshift_catalog.identities r on r.kind = 'role' and r.name = m.held
    where m.kind = 'user' and m.held_kind = 'role'""",
    """create or replace view redshift_catalog.svv_role_grants as
    select i.identity_id as role_id, m.name as role_name, r.identity_id as granted_role_id,
        m.held as granted_role_name
    from redshift_catalog.members m
    join redshift_catalog.identities i on i.kind = 'role' and i.name = m.name
    join redshift_catalog.identities r on r.kind = 'role' and r.name = m.held
    where m.kind = 'role'""",
    """create or replace view redshift_catalog.svv_relation_privileges as
    select schema_name as namespace_name, relation_name, privilege as privilege_type,
        coalesce(i.identity_id, 0) as identity_id, grantee as identity_name,
        grantee_kind as identity_type, is_grantable as admin_option
    from redshift_catalog.rights
    left join redshift_catalog.identities i on i.kind = grantee_kind and i.name = grantee
    where object_kind = 'table'""",
    """create or replace view redshift_catalog.svv_schema_privileges as
    select schema_name as namespace_name, privilege as privilege_type,
        coalesce(i.identity_id, 0) as identity_id, grantee as identity_name,
        grantee_kind as identity_type, is_grantable as admin_option
    from redshift_catalog.rights
    left join redshift_catalog.identities i on i.kind = grantee_kind and i.name = grantee
    where object_kind = 'schema'""",
    """create or replace view redshift_catalog.svv_default_privileges as
    select nullif(schema_name, '') as schema_name, 'RELATION' as object_type,
        coalesce((select identity_id from redshift_catalog.identities
            where kind = 'user' and name = d.owner), 100) as owner_id,
        d.owner as owner_name, 'user' as owner_type, privilege as privilege_type,
        coalesce(i.identity_id, 0) as grantee_id, grantee as grantee_name,
        grantee_kind as grantee_type, false as admin_option
    from redshift_catalog.default_rights d
    left join redshift_catalog.identities i on i.kind = grantee_kind and i.name = grantee""",
)
