-- Grain: one column of a relation of the pipeline's schemas
select
    columns.table_schema || '.' || columns.table_name as relation,
    columns.column_name
from svv_columns as columns
where columns.table_schema in ('staging', 'audit', 'star', 'mart', 'ops')
