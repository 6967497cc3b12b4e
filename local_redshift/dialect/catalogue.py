"""The system views about tables, on DuckDB's own catalogue, in Redshift's spelling.

Lengths and keys come from the CHECKs that CREATE TABLE writes; what has no length shows the longest
VARCHAR there is. A column without ENCODE shows what Redshift gives it.
Source: docs.aws.amazon.com/redshift/latest/dg/cm_chap_system-tables.html,
.../r_CREATE_TABLE_NEW.html
"""

import re

from local_redshift.dialect.constraint_catalogue import CONSTRAINT_VIEWS
from local_redshift.dialect.empty_relations import EMPTY_VIEWS
from local_redshift.dialect.postgres_catalogue import POSTGRES_VIEWS
from local_redshift.dialect.rights_catalogue import VIEWS as RIGHTS_VIEWS

_VIEWS = """
create or replace macro redshift_catalog.is_visible(database, name) as database = 'temp' or (
    database = current_database()
    and name not in ('main', 'redshift_catalog', 'information_schema', 'pg_catalog')
);
create or replace macro redshift_catalog.shown_schema(database, name) as
    case when database = 'temp' then 'pg_temp_1' else name end;
-- The name that the client connected to, which the session sets; DuckDB's is that of its file.
create or replace macro redshift_catalog.database() as
    coalesce(cast(getvariable('redshift_database') as varchar), current_database());

create or replace view redshift_catalog.relations as
    select redshift_catalog.database() as database_name,
        redshift_catalog.shown_schema(database_name, schema_name) as schema_name,
        table_name as relation_name, cast(table_oid as integer) as oid, 'r' as kind,
        estimated_size as row_count, sql, comment as remarks,
        cast(schema_oid as integer) as schema_oid
    from duckdb_tables()
    where not internal and redshift_catalog.is_visible(duckdb_tables.database_name,
        duckdb_tables.schema_name)
    union all
    select redshift_catalog.database(),
        redshift_catalog.shown_schema(database_name, schema_name), view_name,
        cast(view_oid as integer), 'v', 0, sql, comment, cast(schema_oid as integer)
    from duckdb_views()
    where not internal and redshift_catalog.is_visible(duckdb_views.database_name,
        duckdb_views.schema_name);

create or replace macro redshift_catalog.encoding_names() as ['none', 'az64', 'bytedict',
    'delta', 'delta32k', 'lzo', 'mostly8', 'mostly16', 'mostly32', 'runlength', 'text255',
    'text32k', 'zstd'];

create or replace view redshift_catalog.table_keys as
    select redshift_catalog.shown_schema(database_name, schema_name) as schema_name,
        table_name as relation_name, cast(schema_oid as integer) as schema_oid,
        cast(table_oid as integer) as oid, from_json(
        nullif(replace(regexp_extract(constraint_text, '''keys (.*)'' ', 1), '''''', ''''), ''),
        '{"style": "VARCHAR", "dist": ["VARCHAR"], "sort": ["VARCHAR"], "interleaved": "BOOLEAN",
        "encodings": [{"columns": ["VARCHAR"], "encoding": "VARCHAR"}], "constraints": [{
        "type": "VARCHAR", "name": "VARCHAR", "columns": ["VARCHAR"], "schema": "VARCHAR",
        "table": "VARCHAR", "references": ["VARCHAR"]}], "identities": [{"columns": ["VARCHAR"],
        "seed": "BIGINT", "step": "BIGINT", "is_default": "BOOLEAN"}]}') as keys
    from duckdb_constraints()
    where constraint_type = 'CHECK' and constraint_text like 'CHECK((''keys {%';

create or replace view redshift_catalog.fields as
    with lengths as (
        select table_oid, constraint_column_names[1] as column_name,
            cast(regexp_extract(constraint_text, '<= ([0-9]+)', 1) as integer) as max_bytes,
            constraint_text like '%rtrim%' as is_fixed
        from duckdb_constraints()
        where constraint_type = 'CHECK' and constraint_text like '%strlen(%) <= %'
    ),
    typed as (
        select redshift_catalog.database() as database_name,
            redshift_catalog.shown_schema(f.database_name, f.schema_name) as schema_name,
            f.table_name as relation_name, cast(f.table_oid as integer) as oid, f.column_name,
            f.column_index, f.column_default, f.is_nullable, f.comment as remarks,
            f.numeric_precision as duckdb_precision, f.numeric_scale as duckdb_scale,
            coalesce(l.max_bytes, 65535) as longest, coalesce(l.is_fixed, false) as is_fixed,
            regexp_extract(f.data_type, '^[A-Z ]+') as base, k.keys.interleaved as is_interleaved,
            coalesce(k.keys.dist[1] = f.column_name, false) as is_dist_key,
            coalesce(list_position(k.keys.sort, f.column_name), 0) as sort_place,
            list_filter(k.keys.encodings, lambda e: e.columns[1] = f.column_name)[1].encoding
                as given_encoding,
            list_filter(k.keys.identities, lambda i: i.columns[1] = f.column_name)[1] as identity
        from duckdb_columns() f
        left join redshift_catalog.table_keys k on k.oid = f.table_oid
        left join lengths l on l.table_oid = f.table_oid and l.column_name = f.column_name
        where not f.internal and redshift_catalog.is_visible(f.database_name, f.schema_name)
    )
    select database_name, schema_name, relation_name, oid, column_name, column_index,
        case when identity is null then column_default
            else case when identity.is_default then '"default_identity"(' else '"identity"(' end
                || oid || ', ' || column_index - 1 || ', '''
                || identity.seed || ',' || identity.step || '''::text)'
            end as column_default,
        is_nullable, remarks, identity,
        case
            when base = 'VARCHAR' and is_fixed then 'character'
            when base = 'VARCHAR' then 'character varying'
            when base in ('DECIMAL', 'HUGEINT') then 'numeric'
            when base = 'DOUBLE' then 'double precision'
            when base = 'FLOAT' then 'real'
            when base = 'TIMESTAMP' then 'timestamp without time zone'
            when base = 'TIME' then 'time without time zone'
            else lower(base)
        end as data_type,
        case when base = 'VARCHAR' then longest end as max_bytes,
        case base when 'HUGEINT' then 38 when 'DECIMAL' then duckdb_precision
            when 'SMALLINT' then 16 when 'INTEGER' then 32 when 'BIGINT' then 64
            when 'FLOAT' then 24 when 'DOUBLE' then 53 end as numeric_precision,
        case when base = 'HUGEINT' then 0
            when base in ('DECIMAL', 'SMALLINT', 'INTEGER', 'BIGINT')
            then coalesce(duckdb_scale, 0) end as numeric_scale,
        case when base like 'TIME%' then 6 end as datetime_precision,
        is_dist_key,
        case when is_interleaved and sort_place % 2 = 0 then -sort_place else sort_place end
            as sort_place,
        case when given_encoding <> 'auto' then replace(given_encoding, 'raw', 'none')
            when oid in (select view_oid from duckdb_views()) then 'none'
            when sort_place <> 0 or base in ('BOOLEAN', 'FLOAT', 'DOUBLE') then 'none'
            when base = 'VARCHAR' then 'lzo' else 'az64' end as encoding,
        data_type || case when max_bytes is not null then '(' || max_bytes || ')'
            when data_type = 'numeric' then '(' || numeric_precision || ',' || numeric_scale || ')'
            else '' end as full_type
    from typed;

create or replace view redshift_catalog.schemas as
    select redshift_catalog.database() as database_name, schema_name,
        cast(oid as integer) as oid
    from duckdb_schemas()
    where redshift_catalog.is_visible(duckdb_schemas.database_name, schema_name)
        and duckdb_schemas.database_name <> 'temp';

create or replace view redshift_catalog.definitions as
    select oid, coalesce(nullif(replace(regexp_extract(
            sql, '"as written" AS \\(SELECT ''((?:[^'']|'''')*)''', 1), '''''', ''''), ''),
        sql[instr(sql, ' AS ') + 4:]) as definition
    from redshift_catalog.relations where kind = 'v';

create or replace view redshift_catalog.types as
    from (values
        (16, 'bool', 1, 'boolean'), (18, 'char', 1, '"char"'), (19, 'name', 64, 'name'),
        (26, 'oid', 4, 'oid'), (705, 'unknown', -2, 'unknown'),
        (20, 'int8', 8, 'bigint'), (21, 'int2', 2, 'smallint'),
        (23, 'int4', 4, 'integer'), (25, 'text', -1, 'text'), (700, 'float4', 4, 'real'),
        (701, 'float8', 8, 'double precision'), (1042, 'bpchar', -1, 'character'),
        (1043, 'varchar', -1, 'character varying'), (1082, 'date', 4, 'date'),
        (1083, 'time', 8, 'time without time zone'),
        (1114, 'timestamp', 8, 'timestamp without time zone'),
        (1184, 'timestamptz', 8, 'timestamp with time zone'),
        (1186, 'interval', 16, 'interval'), (1700, 'numeric', -1, 'numeric')
    ) as t(type_oid, internal_name, type_length, name);

create or replace view redshift_catalog.svv_columns as
    select database_name as table_catalog, schema_name as table_schema,
        relation_name as table_name, column_name, column_index as ordinal_position, column_default,
        case when is_nullable then 'YES' else 'NO' end as is_nullable, data_type,
        max_bytes as character_maximum_length, numeric_precision,
        case when numeric_precision is null then null when data_type = 'numeric' then 10 else 2 end
            as numeric_precision_radix,
        numeric_scale, datetime_precision, cast(null as varchar) as domain_name, remarks
    from redshift_catalog.fields;

create or replace view redshift_catalog.information_schema_columns as
    select * exclude (remarks) from redshift_catalog.svv_columns;

create or replace view redshift_catalog.svv_tables as
    select database_name as table_catalog, schema_name as table_schema,
        relation_name as table_name,
        case when kind = 'v' then 'VIEW' when schema_name = 'pg_temp_1' then 'LOCAL TEMPORARY'
            else 'BASE TABLE' end as table_type,
        remarks
    from redshift_catalog.relations;

create or replace view redshift_catalog.information_schema_tables as
    select * exclude (remarks) from redshift_catalog.svv_tables;

create or replace view redshift_catalog.information_schema_schemata as
    select database_name as catalog_name, schema_name, 'awsuser' as schema_owner
    from redshift_catalog.schemas;

create or replace view redshift_catalog.information_schema_views as
    select database_name as table_catalog, schema_name as table_schema,
        relation_name as table_name, definition as view_definition, 'NONE' as check_option,
        'NO' as is_updatable
    from redshift_catalog.relations join redshift_catalog.definitions using (oid);

create or replace view redshift_catalog.svv_table_info as
    select database_name as "database", schema_name as "schema", oid as table_id,
        relation_name as "table",
        case when keys.encodings <> [] then 'Y' else 'Y, AUTO(ENCODE)' end as encoded,
        case keys.style when 'KEY' then 'KEY(' || keys.dist[1] || ')' when 'EVEN' then 'EVEN'
            when 'ALL' then 'ALL' else 'AUTO(ALL)' end as diststyle,
        case when keys.interleaved then 'INTERLEAVED'
            else coalesce(keys.sort[1], 'AUTO(SORTKEY)') end as sortkey1,
        cast(coalesce(array_length(keys.sort), 0) as integer) as sortkey_num,
        cast(0 as bigint) as "size", cast(0 as decimal(10, 4)) as pct_used,
        cast(0 as bigint) as empty,
        cast(0 as decimal(5, 2)) as unsorted, cast(0 as decimal(5, 2)) as stats_off,
        cast(row_count as decimal(38, 0)) as tbl_rows,
        cast(null as decimal(19, 2)) as skew_sortkey1, cast(null as decimal(19, 2)) as skew_rows,
        cast(row_count as decimal(38, 0)) as estimated_visible_rows
    from redshift_catalog.relations
    left join redshift_catalog.table_keys using (oid, schema_oid, schema_name, relation_name)
    where kind = 'r';

create or replace view redshift_catalog.pg_table_def as
    select schema_name as schemaname, relation_name as tablename, column_name as "column",
        full_type as "type", encoding, is_dist_key as distkey, sort_place as sortkey,
        not is_nullable as "notnull"
    from redshift_catalog.fields
    where schema_name = 'pg_temp_1' or schema_name in (select unnest(current_schemas(false)));

create or replace view redshift_catalog.svv_redshift_databases as
    select redshift_catalog.database() as database_name, 100 as database_owner,
        'local' as database_type, cast(null as varchar) as database_acl, '' as database_options,
        'Snapshot Isolation' as database_isolation_level;

create or replace view redshift_catalog.svv_redshift_schemas as
    select database_name, schema_name, 100 as schema_owner, 'local' as schema_type,
        cast(null as varchar) as schema_acl, '' as schema_option
    from redshift_catalog.schemas;

create or replace view redshift_catalog.svv_all_schemas as
    select database_name, schema_name, schema_owner, schema_type, schema_acl,
        cast(null as varchar) as source_database, schema_option
    from redshift_catalog.svv_redshift_schemas;

create or replace view redshift_catalog.svv_redshift_tables as
    select database_name, schema_name, relation_name as table_name,
        case kind when 'v' then 'VIEW' else 'TABLE' end as table_type,
        cast(null as varchar) as table_acl, remarks, 100 as table_owner
    from redshift_catalog.relations;

create or replace view redshift_catalog.svv_all_tables as
    select * exclude (table_owner) from redshift_catalog.svv_redshift_tables;

create or replace view redshift_catalog.svv_redshift_columns as
    select database_name, schema_name, relation_name as table_name, column_name,
        column_index as ordinal_position, full_type as data_type, column_default,
        case when is_nullable then 'YES' else 'NO' end as is_nullable, encoding,
        is_dist_key as distkey, sort_place as sortkey, cast(null as varchar) as column_acl, remarks
    from redshift_catalog.fields;

create or replace view redshift_catalog.svv_all_columns as
    select table_catalog as database_name, table_schema as schema_name, table_name, column_name,
        ordinal_position, column_default, is_nullable, data_type, character_maximum_length,
        numeric_precision, numeric_scale, remarks
    from redshift_catalog.svv_columns;

create or replace view redshift_catalog.shown_views as
    select schema_name, relation_name as table_name, definition as "Show View DDL statement"
    from redshift_catalog.relations join redshift_catalog.definitions using (oid)
"""

_INTERNAL = frozenset(
    {"relations", "fields", "schemas", "types", "definitions", "shown_tables", "shown_views"}
    | {"table_keys", "constraints", "defined_constraints"}
)
VIEWS = [*_VIEWS.split(";\n"), *RIGHTS_VIEWS, *CONSTRAINT_VIEWS, *POSTGRES_VIEWS, *EMPTY_VIEWS]
_NAMES = re.findall(r"view redshift_catalog\.(\w+) as", "\n".join(VIEWS))
SYSTEM_VIEWS = frozenset(_NAMES) - _INTERNAL
