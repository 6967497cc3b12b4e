-- Grain: one COPY that was asked to load what a manifest names, also one that stopped
select history.query_id
from sys_load_history as history
where trim(history.data_source) = :manifest
order by history.query_id
