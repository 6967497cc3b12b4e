-- Grain: one user who asked to be forgotten
insert into ops.forgotten_users
select
    cast(:user_id as varchar) as user_id,
    cast(:forgotten_at as timestamp) as forgotten_at
where
    not exists (
        select 1
        from ops.forgotten_users as known
        where known.user_id = :user_id
    )
