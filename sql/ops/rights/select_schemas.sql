-- Grain: one schema of the pipeline that exists
select
    trim(existing.nspname) as schema_name,
    has_schema_privilege(existing.nspname, 'usage') as can_use,
    has_schema_privilege(existing.nspname, 'create') as can_create
from pg_namespace as existing
where existing.nspname in ('staging', 'audit', 'star', 'mart', 'ops')
