"""PostgreSQL's own catalogue (`pg_class` and so on), over the base views of `catalogue.py`.

With the columns that newer clients ask for and Redshift lacks, such as relpersistence.
"""

_VIEWS = """
create or replace view redshift_catalog.pg_tables as
    select schema_name as schemaname, relation_name as tablename,
        coalesce(owner, 'awsuser') as tableowner,
        cast(null as varchar) as tablespace, false as hasindexes, false as hasrules,
        false as hastriggers
    from redshift_catalog.relations
    left join redshift_catalog.table_owners using (schema_name, relation_name)
    where kind = 'r';

create or replace view redshift_catalog.pg_views as
    select schema_name as schemaname, relation_name as viewname,
        coalesce(owner, 'awsuser') as viewowner, definition
    from redshift_catalog.relations join redshift_catalog.definitions using (oid)
    left join redshift_catalog.table_owners using (schema_name, relation_name);

create or replace view redshift_catalog.pg_namespace as
    select oid, schema_name as nspname, 100 as nspowner, cast(null as varchar[]) as nspacl
    from redshift_catalog.schemas;

create or replace view redshift_catalog.pg_class as
    select oid, relation_name as relname, schema_oid as relnamespace, 0 as reltype, 0 as reloftype,
        100 as relowner, 0 as relam, 0 as relfilenode, 0 as reltablespace, 0 as relpages,
        cast(row_count as real) as reltuples, 0 as reltoastrelid, false as relhasindex,
        false as relisshared, kind as relkind,
        cast((select count(*) from redshift_catalog.fields f where f.oid = r.oid) as smallint)
            as relnatts,
        cast(0 as smallint) as relchecks,
        case keys.style when 'EVEN' then 0 when 'KEY' then 1 when 'ALL' then 8 else 9 end
            as reldiststyle,
        false as relhasoids,
        coalesce(list_contains(list_transform(keys.constraints, lambda each: each.type), 'p'),
            false) as relhaspkey, false as relhasrules, false as relhastriggers,
        false as relhassubclass, false as relrowsecurity, false as relforcerowsecurity,
        false as relispartition, case when schema_name = 'pg_temp_1' then 't' else 'p' end
            as relpersistence,
        'd' as relreplident, cast(null as varchar[]) as reloptions,
        cast(null as varchar[]) as relacl
    from redshift_catalog.relations r left join redshift_catalog.table_keys
        using (oid, schema_oid, schema_name, relation_name)
    union all by name
    select oid, name as relname, schema_oid as relnamespace, 'i' as relkind
    from redshift_catalog.constraints where type <> 'f';

create or replace view redshift_catalog.pg_attribute as
    select oid as attrelid, column_name as attname, t.type_oid as atttypid,
        cast(column_index as smallint) as attnum, not is_nullable as attnotnull,
        column_default is not null as atthasdef, false as attisdropped,
        coalesce(t.type_length, -1) as attlen, 0 as attndims, 0 as attcollation, '' as attidentity,
        '' as attgenerated, is_dist_key as attisdistkey, sort_place as attsortkeyord,
        list_position(redshift_catalog.encoding_names(), encoding) - 1 as attencodingtype,
        'x' as attstorage, -1 as attstattarget, cast(null as varchar[]) as attacl,
        case when max_bytes is not null then max_bytes + 4
            when data_type = 'numeric' then (numeric_precision << 16) + numeric_scale + 4
            else -1 end as atttypmod
    from redshift_catalog.fields
    left join redshift_catalog.types t on t.name = data_type
    union all by name
    select oid as attrelid, unnest(columns) as attname,
        cast(generate_subscripts(columns, 1) as smallint) as attnum, false as attisdropped
    from redshift_catalog.constraints where type <> 'f';

create or replace view redshift_catalog.pg_type as
    select type_oid as oid, internal_name as typname, cast(type_length as smallint) as typlen,
        (select min(oid) from redshift_catalog.schemas where schema_name = 'pg_catalog')
            as typnamespace,
        100 as typowner, 'b' as typtype, 'X' as typcategory, ',' as typdelim, 0 as typrelid,
        0 as typelem, 0 as typarray, 0 as typbasetype, -1 as typtypmod, false as typnotnull,
        cast(null as varchar) as typdefault, 0 as typinput, 0 as typcollation
    from redshift_catalog.types;

create or replace view redshift_catalog.pg_database as
    select 1 as oid, redshift_catalog.database() as datname, 100 as datdba, 6 as encoding,
        'C' as datcollate, 'C' as datctype, false as datistemplate, true as datallowconn,
        -1 as datconnlimit, 1663 as dattablespace, cast(null as varchar[]) as datacl;

create or replace view redshift_catalog.pg_user_info as
    select *, 'default' as useconnlimit from redshift_catalog.pg_user;

create or replace view redshift_catalog.pg_roles as
    select 100 as oid, 'awsuser' as rolname, true as rolsuper, true as rolinherit,
        true as rolcreaterole, true as rolcreatedb, true as rolcanlogin, -1 as rolconnlimit,
        cast(null as timestamp) as rolvaliduntil, false as rolreplication;

create or replace view redshift_catalog.pg_attrdef as
    select oid as adrelid, cast(column_index as smallint) as adnum, column_default as adbin,
        column_default as adsrc
    from redshift_catalog.fields where column_default is not null;

create or replace view redshift_catalog.pg_description as
    select oid as objoid, 1259 as classoid, 0 as objsubid, remarks as description
    from redshift_catalog.relations where remarks is not null
    union all
    select oid, 1259, column_index, remarks from redshift_catalog.fields where remarks is not null
"""
POSTGRES_VIEWS = _VIEWS.split(";\n")
