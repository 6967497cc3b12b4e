{{ config(materialized='view') }}
select plays from {{ ref('plays_by_level') }} where level = 'paid'
