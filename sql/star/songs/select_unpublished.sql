-- Writes: nothing
-- Reads: audit.songs, star.songs
-- Grain: one row when a candidate of the batch is not exactly once in star.songs
-- Re-run: safe
-- Params: none
with published as (
    select
        known.song_id,
        count(*) as row_count
    from star.songs as known
    inner join audit.songs as fresh
        on known.song_id = fresh.song_id
    group by known.song_id
),

found as (
    select
        count(*) as key_count,
        coalesce(sum(case when published.row_count > 1 then 1 else 0 end), 0) as repeated_count
    from published
),

candidates as (
    select count(*) as row_count
    from audit.songs
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
