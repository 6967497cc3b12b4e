-- Grain: one relation of the pipeline's schemas
select tables.table_schema || '.' || tables.table_name as relation
from svv_tables as tables
where tables.table_schema in ('staging', 'audit', 'star', 'mart', 'ops')
