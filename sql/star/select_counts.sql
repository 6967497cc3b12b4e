-- Grain: one row: the rows of each star table
select
    (select count(*) from star.songplays) as songplays,
    (select count(*) from star.page_views) as page_views,
    (select count(*) from star.users) as users,
    (select count(*) from star.songs) as songs,
    (select count(*) from star.artists) as artists,
    (select count(*) from star.time) as time
