{{ config(materialized='incremental', unique_key='songplay_id') }}
select songplay_id, start_time, title from star.songplays
{% if is_incremental() %} where start_time > (select max(start_time) from {{ this }}) {% endif %}
