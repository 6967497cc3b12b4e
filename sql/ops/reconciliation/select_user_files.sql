-- Grain: one load unit with users; digest_sum, whatever their order, changes with their newest events
with digests as (
    select
        known.file_uri,
        known.user_id,
        known.ts,
        md5(
            known.user_id
            || '|' || cast(datediff(ms, cast('1970-01-01' as timestamp), known.ts) as varchar)
            || '|' || cast(known.item_in_session as varchar)
            || '|' || cast(known.session_id as varchar)
            || '|' || coalesce(known.first_name, '')
            || '|' || coalesce(known.last_name, '')
            || '|' || coalesce(known.gender, '')
            || '|' || coalesce(known.level, '')
        ) as digest
    from ops.user_files as known
)

-- 15 of the 32 digits: a number of 60 bits, which BIGINT holds
select
    digests.file_uri as unit,
    count(*) as user_count,
    sum(strtol(left(digests.digest, 15), 16)) as digest_sum
from digests
inner join star.users as users
    on digests.user_id = users.user_id
    and digests.ts <= users.last_event_at
group by digests.file_uri
order by digests.file_uri
