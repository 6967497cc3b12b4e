-- Grain: one table or view of the pipeline, with what the user may do with it; NULL where it may not use the schema
select
    trim(owners.nspname) || '.' || trim(relations.relname) as relation,
    case
        when has_schema_privilege(owners.nspname, 'usage')
            then has_table_privilege(owners.nspname || '.' || relations.relname, 'select')
    end as can_read,
    case
        when has_schema_privilege(owners.nspname, 'usage')
            then
                has_table_privilege(owners.nspname || '.' || relations.relname, 'insert')
                and has_table_privilege(owners.nspname || '.' || relations.relname, 'update')
                and has_table_privilege(owners.nspname || '.' || relations.relname, 'delete')
    end as can_write
from pg_class as relations
inner join pg_namespace as owners
    on relations.relnamespace = owners.oid
where
    owners.nspname in ('staging', 'audit', 'star', 'mart', 'ops')
    and relations.relkind in ('r', 'v')
order by relation
