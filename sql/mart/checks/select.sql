-- Grain: one table and severity: how many expectations hold, and which do not
select
    checks.table_name,
    checks.severity,
    count(*) as checks,
    cast(sum(case when checks.success then 1 else 0 end) as bigint) as passed,
    cast(sum(case when checks.success then 0 else 1 end) as bigint) as failed,
    listagg(case when not checks.success then checks.expectation end, ', ')
    within group (order by checks.expectation) as failing,
    max(checks.checked_at) as checked_at
from mart.checks as checks
group by checks.table_name, checks.severity
order by failed desc, checks.table_name, checks.severity
