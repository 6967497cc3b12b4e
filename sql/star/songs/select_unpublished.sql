-- Writes: nothing
-- Reads: audit.songs, star.songs
-- Grain: one row when a candidate of the batch, of unique key, is not exactly once in star.songs
-- Re-run: safe
-- Params: none
with joined as (
    select
        count(*) as row_count,
        count(known.song_id) as found_count
    from audit.songs as fresh
    left join star.songs as known
        on fresh.song_id = known.song_id
),

candidates as (
    select count(*) as row_count
    from audit.songs
),

compared as (
    select
        joined.row_count - joined.found_count as missing_count,
        joined.row_count - candidates.row_count as repeated_count
    from joined
    cross join candidates
)

select
    compared.missing_count,
    compared.repeated_count,
    compared.missing_count + compared.repeated_count as unexpected_count
from compared
where
    compared.missing_count <> 0
    or compared.repeated_count <> 0
