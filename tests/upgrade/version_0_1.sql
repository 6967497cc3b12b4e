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
create table if not exists audit.artists (
    artist_id varchar(64) not null,
    name varchar(1024),
    location varchar(1024),
    latitude double precision,
    longitude double precision
)
diststyle all -- joined by every query
;
create table if not exists audit.catalogue (
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
    known_batch_id varchar(64)
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
create or replace view audit.current_catalogue as
select
    known.song_id,
    known.artist_id,
    known.artist_key,
    known.title_key,
    known.duration
from ops.catalogue as known
left join audit.touched_songs as touched
    on known.song_id = touched.song_id
where
    known.is_current
    and touched.song_id is null
union all
select
    fresh.song_id,
    fresh.artist_id,
    fresh.artist_key,
    fresh.title_key,
    fresh.duration
from audit.catalogue as fresh
inner join audit.touched_songs as touched
    on fresh.song_id = touched.song_id
where fresh.is_current
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
    user_id varchar(64)
)
diststyle even
sortkey (ts)
;
create table if not exists staging.repeated_plays (
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
    line_count bigint not null
)
diststyle even
;
create or replace view staging.plays as
select
    events.artist,
    events.auth,
    events.first_name,
    events.gender,
    events.item_in_session,
    events.last_name,
    events.length,
    events.level,
    events.location,
    events.method,
    events.page,
    events.registration,
    events.session_id,
    events.song,
    events.status,
    events.ts,
    events.user_agent,
    events.user_id
from staging.staging_events as events
left join staging.repeated_plays as repeated
    on events.session_id = repeated.session_id
    and events.item_in_session = repeated.item_in_session
where
    events.page = 'NextSong'
    and repeated.session_id is null
union all
select
    repeated.artist,
    repeated.auth,
    repeated.first_name,
    repeated.gender,
    repeated.item_in_session,
    repeated.last_name,
    repeated.length,
    repeated.level,
    repeated.location,
    repeated.method,
    repeated.page,
    repeated.registration,
    repeated.session_id,
    repeated.song,
    repeated.status,
    repeated.ts,
    repeated.user_agent,
    repeated.user_id
from staging.repeated_plays as repeated
;
create table if not exists staging.batch_days (
    day date not null,
    is_whole boolean not null
)
diststyle all
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
    duration double precision
)
distkey (songplay_id) -- plays of one user or song would skew
sortkey (start_time) -- dashboards and rebuilt days read a range of time
;
create or replace view audit.plays as
select
    fresh.session_id,
    fresh.item_in_session,
    fresh.ts as start_time,
    fresh.user_id,
    fresh.level,
    fresh.location,
    fresh.user_agent,
    fresh.artist,
    fresh.song,
    fresh.length
from staging.plays as fresh
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
    known.duration as length
from star.songplays as known
inner join audit.touched_keys as touched
    on lower(known.artist_name) = touched.artist_key
    and lower(known.title) = touched.title_key
left join staging.batch_days as days
    on trunc(known.start_time) = days.day
    and days.is_whole
left join staging.plays as fresh
    on known.session_id = fresh.session_id
    and known.item_in_session = fresh.item_in_session
where
    days.day is null
    and fresh.session_id is null
;
create table if not exists audit.songplays (
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
    duration double precision
)
distkey (songplay_id) -- plays of one user or song would skew
sortkey (start_time) -- dashboards and rebuilt days read a range of time
;
create table if not exists audit.songs (
    song_id varchar(64) not null,
    title varchar(1024),
    artist_id varchar(64),
    year integer,
    duration double precision
)
diststyle all -- joined by every query
;
create table if not exists audit.time (
    start_time timestamp not null,
    hour integer not null,
    day integer not null,
    week integer not null,
    month integer not null,
    year integer not null,
    weekday integer not null
)
diststyle all -- joined by every query
sortkey (start_time)
;
create or replace view audit.touched_artists as
select fresh.artist_id
from staging.staging_songs as fresh
union
select known.artist_id
from ops.catalogue as known
inner join staging.batch_files as files
    on known.file_uri = files.uri
;
create table if not exists ops.user_days (
    user_id varchar(64) not null,
    day date not null,
    ts timestamp not null,
    item_in_session integer not null,
    session_id bigint not null,
    first_name varchar(1024),
    last_name varchar(1024),
    gender varchar(16),
    level varchar(16)
)
distkey (user_id) -- the newest day is sought by user
sortkey (day) -- a day is rebuilt whole
;
create table if not exists audit.user_days (
    user_id varchar(64) not null,
    day date not null,
    ts timestamp not null,
    item_in_session integer not null,
    session_id bigint not null,
    first_name varchar(1024),
    last_name varchar(1024),
    gender varchar(16),
    level varchar(16)
)
distkey (user_id) -- the newest day is sought by user
sortkey (day) -- a day is rebuilt whole
;
create or replace view audit.touched_users as
select known.user_id
from ops.user_days as known
inner join staging.batch_days as days
    on known.day = days.day
union
select fresh.user_id
from audit.user_days as fresh
;
create table if not exists audit.users (
    user_id varchar(64) not null,
    first_name varchar(1024),
    last_name varchar(1024),
    gender varchar(16),
    level varchar(16),
    last_event_at timestamp not null
)
diststyle all -- small, joined by every query
;
create table if not exists ops.loaded_files (
    uri varchar(4096) not null,
    kind varchar(16) not null,
    day date,
    etag varchar(256) not null,
    size_bytes bigint not null,
    batch_id varchar(64) not null,
    loaded_at timestamp not null
)
diststyle all
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
    unchanged bigint not null,
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
    batches.unchanged,
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
create table if not exists ops.batch_days (
    batch_id varchar(64) not null,
    day date not null,
    lines bigint not null,
    songplays bigint not null,
    other_pages bigint not null,
    duplicates bigint not null,
    rejected bigint not null,
    strays bigint not null
)
diststyle all
;
create table if not exists ops.linked_days (
    kind varchar(16) not null,
    day date not null,
    linked_day date not null
)
diststyle all
;
create table if not exists staging.linked_days (
    kind varchar(16) not null,
    day date not null,
    linked_day date not null
)
diststyle all
;
create table if not exists staging.repaired_texts (
    broken varchar(4096) not null,
    repaired varchar(4096) not null
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
create table if not exists star.songs (
    song_id varchar(64) not null,
    title varchar(1024),
    artist_id varchar(64),
    year integer,
    duration double precision
)
diststyle all -- joined by every query
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
diststyle all -- joined by every query
sortkey (start_time)
