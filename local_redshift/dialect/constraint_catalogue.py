"""Primary, unique and foreign keys as the catalogue shows them, and SHOW TABLE."""

_VIEWS = """
create or replace view redshift_catalog.constraints as
    select schema_name, relation_name, schema_oid, relation_oid, relation_oid * 100 + place as oid,
        c.name, c.type, c.columns, c.references as given,
        coalesce(nullif(c.schema, ''), schema_name) as referred_schema, c.table as referred_name,
        case c.type when 'p' then 'PRIMARY KEY' when 'u' then 'UNIQUE' else 'FOREIGN KEY' end
            as kind
    from (
        select schema_name, relation_name, schema_oid, oid as relation_oid,
            unnest(keys.constraints) as c, generate_subscripts(keys.constraints, 1) as place
        from redshift_catalog.table_keys
    );

-- With the table that a foreign key references, whose primary key counts where it names no columns.
create or replace view redshift_catalog.defined_constraints as
    with referring as (
        select c.*, cast(t.table_oid as integer) as referred_oid,
            case when c.type = 'f' then coalesce(nullif(c.given, []), p.columns) end as referred
        from redshift_catalog.constraints c
        left join duckdb_tables() t on (t.database_name, t.schema_name, t.table_name)
            = (current_database(), c.referred_schema, c.referred_name)
        left join redshift_catalog.constraints p on (p.schema_name, p.relation_name, p.type)
            = (c.referred_schema, c.referred_name, 'p')
    )
    select *, kind || ' (' || list_aggregate(columns, 'string_agg', ', ') || ')'
        || case when type <> 'f' then '' else ' REFERENCES '
            || case when referred_schema in (select unnest(current_schemas(false))) then ''
                else referred_schema || '.' end
            || referred_name || '(' || list_aggregate(referred, 'string_agg', ', ') || ')'
            end as definition
    from referring;

create or replace macro redshift_catalog.numbers_of(relation, names) as (
    select list(cast(column_index as smallint) order by list_position(names, column_name))
    from duckdb_columns() where table_oid = relation and list_contains(names, column_name)
);

create or replace view redshift_catalog.pg_constraint as
    select c.oid, 2606 as tableoid, name as conname, schema_oid as connamespace, type as contype,
        false as condeferrable, false as condeferred, true as convalidated,
        relation_oid as conrelid, 0 as contypid,
        case when type = 'f' then 0 else c.oid end as conindid,
        coalesce(referred_oid, 0) as confrelid, 0 as conparentid, 'a' as confupdtype,
        'a' as confdeltype, 's' as confmatchtype,
        redshift_catalog.numbers_of(c.relation_oid, c.columns) as conkey,
        redshift_catalog.numbers_of(c.referred_oid, c.referred) as confkey,
        cast(null as varchar) as conbin, cast(null as varchar) as consrc
    from redshift_catalog.defined_constraints c;

create or replace view redshift_catalog.pg_index as
    select c.oid as indexrelid, relation_oid as indrelid,
        redshift_catalog.numbers_of(c.relation_oid, c.columns) as indkey,
        cast(null as smallint[]) as indclass, cast(array_length(columns) as smallint) as indnatts,
        true as indisunique, type = 'p' as indisprimary, false as indisclustered,
        true as indisvalid, false as indisreplident, cast(null as varchar) as indexprs,
        cast(null as varchar) as indpred, cast(null as smallint[]) as indoption
    from redshift_catalog.constraints c where type <> 'f';

create or replace view redshift_catalog.information_schema_table_constraints as
    select redshift_catalog.database() as constraint_catalog, schema_name as constraint_schema,
        name as constraint_name, constraint_catalog as table_catalog, schema_name as table_schema,
        relation_name as table_name, kind as constraint_type, 'NO' as is_deferrable,
        'NO' as initially_deferred
    from redshift_catalog.constraints;

create or replace view redshift_catalog.information_schema_key_column_usage as
    select redshift_catalog.database() as constraint_catalog, schema_name as constraint_schema,
        name as constraint_name, constraint_catalog as table_catalog, schema_name as table_schema,
        relation_name as table_name, unnest(columns) as column_name,
        cast(generate_subscripts(columns, 1) as integer) as ordinal_position
    from redshift_catalog.constraints;

create or replace view redshift_catalog.information_schema_constraint_column_usage as
    select redshift_catalog.database() as table_catalog,
        case type when 'f' then referred_schema else schema_name end as table_schema,
        case type when 'f' then referred_name else relation_name end as table_name,
        unnest(case type when 'f' then referred else columns end) as column_name,
        table_catalog as constraint_catalog, schema_name as constraint_schema,
        name as constraint_name
    from redshift_catalog.defined_constraints;
create or replace view redshift_catalog.shown_tables as
    select f.schema_name, f.relation_name as table_name, 'CREATE TABLE ' || f.schema_name || '.'
        || f.relation_name || ' (' || string_agg(chr(10) || '    ' || column_name || ' '
            || full_type || case when is_nullable then '' else ' NOT NULL' end
            || case when identity is null then coalesce(' DEFAULT ' || column_default, '')
                else case when identity.is_default then ' GENERATED BY DEFAULT AS' else '' end
                || ' IDENTITY(' || identity.seed || ',' || identity.step || ')' end
            || case encoding when 'none' then '' else ' ENCODE ' || encoding end
            || case when is_dist_key then ' distkey' else '' end, ',' order by column_index)
        || coalesce((select string_agg(',' || chr(10) || '    ' || definition, '' order by c.oid)
            from redshift_catalog.defined_constraints c where c.relation_oid = f.oid), '')
        || chr(10) || ')' || chr(10) || 'DISTSTYLE '
        || coalesce(any_value(keys.style), 'AUTO') || coalesce(chr(10)
            || case when any_value(keys.interleaved) then 'INTERLEAVED ' else '' end
            || 'SORTKEY ( '
            || list_aggregate(nullif(any_value(keys.sort), []), 'string_agg', ', ') || ' )', '')
        || ';' as "Show Table DDL statement"
    from redshift_catalog.fields f left join redshift_catalog.table_keys using (oid)
    group by f.schema_name, f.relation_name, f.oid
"""
CONSTRAINT_VIEWS = _VIEWS.split(";\n")
