-- Writes: nothing
-- Reads: audit.time, star.time
-- Grain: one row when a candidate of the batch is not exactly once in star.time
-- Re-run: safe
-- Params: none
with published as (
    select
        known.start_time,
        count(*) as row_count
    from star.time as known
    inner join audit.time as fresh
        on known.start_time = fresh.start_time
    group by known.start_time
),

found as (
    select
        count(*) as key_count,
        coalesce(sum(case when published.row_count > 1 then 1 else 0 end), 0) as repeated_count
    from published
),

candidates as (
    select count(*) as row_count
    from audit.time
),

compared as (
    select
        found.repeated_count,
        candidates.row_count - found.key_count as missing_count
    from candidates
    cross join found
)

select
    compared.missing_count,
    compared.repeated_count,
    compared.missing_count + compared.repeated_count as unexpected_count
from compared
where
    compared.missing_count <> 0
    or compared.repeated_count <> 0
