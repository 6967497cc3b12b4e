-- Grain: one row: who is connected to which database, and may it create schemas there
select
    current_user as user_name,
    current_database() as database_name,
    has_database_privilege(current_database(), 'create') as can_create
