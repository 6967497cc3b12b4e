create schema if not exists audit
;
create schema if not exists mart
;
create schema if not exists ops
;
create schema if not exists staging
;
create schema if not exists star
;
create table if not exists ops.built_views (
    relation varchar(256) not null,
    digest varchar(64) not null
)
diststyle all
;
create table if not exists star.artists (
    artist_id varchar(64) not null,
    name varchar(1024),
    location varchar(1024),
    latitude double precision,
    longitude double precision
)
diststyle all -- joined by every query
;
create table if not exists audit.artists (like star.artists)
;
create table if not exists ops.catalogue (
    song_id varchar(64) not null,
    file_uri varchar(4096) not null,
    artist_id varchar(64) not null,
    artist_latitude double precision,
    artist_location varchar(1024),
    artist_longitude double precision,
    artist_name varchar(1024),
    duration double precision,
    num_songs integer,
    title varchar(1024),
    year integer,
    artist_key varchar(1024),
    title_key varchar(1024),
    is_current boolean not null
)
diststyle all -- matched against every play
;
create table if not exists audit.catalogue (like ops.catalogue)
;
create table if not exists audit.contested_plays (
    songplay_id bigint not null,
    start_time timestamp not null,
    user_id varchar(64),
    level varchar(16),
    session_id bigint not null,
    item_in_session integer not null,
    location varchar(1024),
    user_agent varchar(1024),
    title varchar(1024),
    artist_name varchar(1024),
    duration double precision,
    file_uri varchar(4096) not null,
    source varchar(16) not null,
    file_rank integer not null,
    row_rank integer not null
)
distkey (songplay_id)
;
create table if not exists staging.staging_songs (
    artist_id varchar(64) not null,
    artist_latitude double precision,
    artist_location varchar(1024),
    artist_longitude double precision,
    artist_name varchar(1024),
    duration double precision,
    num_songs integer,
    song_id varchar(64) not null,
    title varchar(1024),
    year integer,
    file_uri varchar(4096) not null
)
diststyle even
;
create table if not exists staging.batch_files (
    uri varchar(4096) not null,
    kind varchar(16) not null,
    day date,
    etag varchar(256) not null,
    size_bytes bigint not null,
    purpose varchar(16) not null,
    known_batch_id varchar(64),
    unit varchar(4096),
    known_unit varchar(4096)
)
diststyle all
;
create or replace view audit.touched_songs as
select fresh.song_id
from staging.staging_songs as fresh
union
select known.song_id
from ops.catalogue as known
inner join staging.batch_files as files
    on known.file_uri = files.uri
;
create table if not exists staging.staging_events (
    artist varchar(1024),
    auth varchar(64),
    first_name varchar(1024),
    gender varchar(16),
    item_in_session integer not null,
    last_name varchar(1024),
    length double precision,
    level varchar(16),
    location varchar(1024),
    method varchar(16),
    page varchar(64) not null,
    registration double precision,
    session_id bigint not null,
    song varchar(1024),
    status integer,
    ts timestamp not null,
    user_agent varchar(1024),
    user_id varchar(64),
    file_uri varchar(4096)
)
diststyle even
sortkey (ts)
;
create or replace view audit.fresh_plays as
select
    events.session_id,
    events.item_in_session,
    events.ts as start_time,
    events.user_id,
    events.level,
    events.location,
    events.user_agent,
    events.artist,
    events.song,
    events.length,
    events.file_uri
from staging.staging_events as events
left join audit.contested_plays as contested
    on events.session_id = contested.session_id
    and events.item_in_session = contested.item_in_session
    and contested.row_rank = 1
where
    events.page = 'NextSong'
    and contested.songplay_id is null
union all
select
    winners.session_id,
    winners.item_in_session,
    winners.start_time,
    winners.user_id,
    winners.level,
    winners.location,
    winners.user_agent,
    winners.artist_name as artist,
    winners.title as song,
    winners.duration as length,
    winners.file_uri
from audit.contested_plays as winners
where
    winners.row_rank = 1
    and winners.source <> 'star'
;
create table if not exists star.songplays (
    songplay_id bigint not null,
    start_time timestamp not null,
    user_id varchar(64),
    level varchar(16),
    song_id varchar(64),
    artist_id varchar(64),
    session_id bigint not null,
    item_in_session integer not null,
    location varchar(1024),
    user_agent varchar(1024),
    title varchar(1024),
    artist_name varchar(1024),
    duration double precision,
    file_uri varchar(4096) default 'unknown'
)
distkey (songplay_id) -- plays of one user or song would skew
sortkey (start_time) -- dashboards and batches read a range of time
;
create or replace view audit.touched_keys as
select
    fresh.artist_key,
    fresh.title_key
from audit.catalogue as fresh
inner join audit.touched_songs as touched
    on fresh.song_id = touched.song_id
union
select
    known.artist_key,
    known.title_key
from ops.catalogue as known
inner join audit.touched_songs as touched
    on known.song_id = touched.song_id
;
create or replace view audit.replaced_units as
select files.known_unit as unit
from staging.batch_files as files
where
    files.kind = 'events'
    and files.known_unit is not null
union
select files.unit
from staging.batch_files as files
where
    files.kind = 'events'
    and files.unit is not null
;
create or replace view audit.plays as
select
    fresh.session_id,
    fresh.item_in_session,
    fresh.start_time,
    fresh.user_id,
    fresh.level,
    fresh.location,
    fresh.user_agent,
    fresh.artist,
    fresh.song,
    fresh.length,
    fresh.file_uri
from audit.fresh_plays as fresh
union all
select
    known.session_id,
    known.item_in_session,
    known.start_time,
    known.user_id,
    known.level,
    known.location,
    known.user_agent,
    known.artist_name as artist,
    known.title as song,
    known.duration as length,
    known.file_uri
from star.songplays as known
inner join audit.touched_keys as touched
    on lower(known.artist_name) = touched.artist_key
    and lower(known.title) = touched.title_key
left join audit.replaced_units as replaced
    on known.file_uri = replaced.unit
left join audit.fresh_plays as fresh
    on known.session_id = fresh.session_id
    and known.item_in_session = fresh.item_in_session
where
    replaced.unit is null
    and fresh.session_id is null
;
create table if not exists audit.replaced_plays (
    songplay_id bigint not null,
    start_time timestamp not null
)
distkey (songplay_id)
;
create table if not exists audit.songplays (like star.songplays)
;
create table if not exists star.songs (
    song_id varchar(64) not null,
    title varchar(1024),
    artist_id varchar(64),
    year integer,
    duration double precision
)
diststyle all -- joined by every query
;
create table if not exists audit.songs (like star.songs)
;
create table if not exists star.time (
    start_time timestamp not null,
    hour integer not null,
    day integer not null,
    week integer not null,
    month integer not null,
    year integer not null,
    weekday integer not null
)
distkey (start_time) -- nearly a row a play, too many for a copy on each node
sortkey (start_time)
;
create table if not exists audit.time (like star.time)
;
create table if not exists ops.user_files (
    user_id varchar(64) not null,
    file_uri varchar(4096) not null,
    ts timestamp not null,
    item_in_session integer not null,
    session_id bigint not null,
    first_name varchar(1024),
    last_name varchar(1024),
    gender varchar(16),
    level varchar(16)
)
distkey (user_id) -- the newest event is sought by user
;
create table if not exists audit.user_files (like ops.user_files)
;
create table if not exists star.users (
    user_id varchar(64) not null,
    first_name varchar(1024),
    last_name varchar(1024),
    gender varchar(16),
    level varchar(16),
    last_event_at timestamp not null
)
diststyle all -- small, joined by every query
;
create table if not exists audit.users (like star.users)
;
create table if not exists ops.loaded_files (
    uri varchar(4096) not null,
    kind varchar(16) not null,
    day date,
    etag varchar(256) not null,
    size_bytes bigint not null,
    batch_id varchar(64) not null,
    loaded_at timestamp not null,
    unit varchar(4096) default 'unknown'
)
diststyle all
;
create or replace view mart.weekdays as
select
    1 as weekday,
    1 as day_of_week,
    'Monday' as name
union all
select
    2 as weekday,
    2 as day_of_week,
    'Tuesday' as name
union all
select
    3 as weekday,
    3 as day_of_week,
    'Wednesday' as name
union all
select
    4 as weekday,
    4 as day_of_week,
    'Thursday' as name
union all
select
    5 as weekday,
    5 as day_of_week,
    'Friday' as name
union all
select
    6 as weekday,
    6 as day_of_week,
    'Saturday' as name
union all
select
    7 as weekday,
    0 as day_of_week,
    'Sunday' as name
;
create or replace view mart.days as
with loaded as (
    select
        files.day,
        max(files.loaded_at) as loaded_at
    from ops.loaded_files as files
    where files.day is not null
    group by files.day
)

select
    loaded.day,
    weekdays.weekday,
    loaded.loaded_at,
    loaded.loaded_at >= dateadd(day, 1, cast(loaded.day as timestamp))
        as is_complete
from loaded
inner join mart.weekdays as weekdays
    on extract(dow from loaded.day) = weekdays.day_of_week
;
create table if not exists ops.batches (
    batch_id varchar(64) not null,
    token bigint not null,
    started_at timestamp not null,
    published_at timestamp not null,
    event_files bigint not null,
    song_files bigint not null,
    size_bytes bigint not null,
    first_day date,
    last_day date,
    lines bigint not null,
    songplays bigint not null,
    other_pages bigint not null,
    duplicates bigint not null,
    rejected bigint not null,
    matched bigint not null,
    repaired_texts bigint not null
)
diststyle all
;
create or replace view mart.batches as
select
    batches.batch_id,
    batches.published_at,
    datediff(second, batches.started_at, batches.published_at) as seconds,
    batches.event_files,
    batches.song_files,
    batches.size_bytes,
    batches.first_day,
    batches.last_day,
    batches.lines,
    batches.songplays as plays,
    batches.other_pages,
    batches.duplicates,
    batches.rejected,
    batches.matched as matched_plays,
    batches.repaired_texts
from ops.batches as batches
;
create table if not exists ops.checks (
    batch_id varchar(64) not null,
    table_name varchar(128) not null,
    check_name varchar(128) not null,
    expectation varchar(256) not null,
    subject varchar(1024),
    severity varchar(16) not null,
    owner varchar(64) not null,
    success boolean not null,
    unexpected_count bigint,
    element_count bigint,
    observed_value varchar(16384),
    checked_at timestamp not null
)
diststyle even
sortkey (checked_at)
;
create table if not exists ops.lease (
    name varchar(64) not null,
    token bigint not null,
    batch_id varchar(64),
    holder varchar(1024),
    renewed_at timestamp
)
diststyle all
;
create or replace view mart.freshness as
with plays as (
    select
        min(songplays.start_time) as first_play_at,
        max(songplays.start_time) as last_play_at
    from star.songplays as songplays
),

published as (
    select
        max(batches.published_at) as published_at,
        count(*) as batches
    from ops.batches as batches
),

loaded as (
    select
        min(days.day) as first_day,
        max(days.day) as last_day,
        count(*) as days_loaded
    from mart.days as days
),

loading as (
    select max(lease.renewed_at) as renewed_at
    from ops.lease as lease
    left join ops.batches as batches
        on lease.batch_id = batches.batch_id
    where
        lease.batch_id is not null
        and batches.batch_id is null
)

select
    plays.first_play_at,
    plays.last_play_at,
    published.published_at,
    published.batches,
    loaded.first_day,
    loaded.last_day,
    loaded.days_loaded,
    loading.renewed_at as loading_renewed_at,
    getdate() as checked_at
from plays
cross join published
cross join loaded
cross join loading
;
create table if not exists ops.rejected_lines (
    batch_id varchar(64) not null,
    table_name varchar(128) not null,
    file_uri varchar(4096),
    line_number bigint,
    column_name varchar(256),
    reason varchar(1024) not null,
    raw_line varchar(65535),
    rejected_at timestamp not null
)
diststyle even
sortkey (rejected_at)
;
create table if not exists ops.forgotten_users (
    user_id varchar(64) not null,
    forgotten_at timestamp not null
)
diststyle all -- small, joined by every load
;
create table if not exists ops.load_units (
    unit varchar(4096) not null,
    batch_id varchar(64) not null,
    day date,
    files bigint not null,
    lines bigint not null,
    plays bigint not null,
    other_pages bigint not null,
    duplicates bigint not null,
    rejected bigint not null,
    first_event_at timestamp,
    last_event_at timestamp,
    digest_sum numeric(38, 0) not null,
    filled_shares varchar(4096)
)
diststyle all
;
create table if not exists ops.publish_lock (
    name varchar(64) not null
)
diststyle all
;
create table if not exists ops.quarantined_files (
    uri varchar(4096) not null,
    etag varchar(256) not null,
    kind varchar(16) not null,
    reason varchar(4096) not null,
    batch_id varchar(64) not null,
    quarantined_at timestamp not null
)
diststyle all
;
create table if not exists ops.repeated_plays (
    songplay_id bigint not null,
    start_time timestamp not null,
    user_id varchar(64),
    level varchar(16),
    session_id bigint not null,
    item_in_session integer not null,
    location varchar(1024),
    user_agent varchar(1024),
    title varchar(1024),
    artist_name varchar(1024),
    duration double precision,
    file_uri varchar(4096) not null
)
distkey (songplay_id)
;
create table if not exists ops.seen_fields (
    kind varchar(16) not null,
    field_name varchar(1024) not null,
    file_uri varchar(4096) not null,
    seen_at timestamp not null
)
diststyle all
;
create table if not exists staging.repaired_texts (
    broken varchar(4096) not null,
    repaired varchar(4096) not null
)
diststyle all
