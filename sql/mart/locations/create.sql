-- Grain: one location that was played from, with the time zone of its first state
create or replace view mart.locations as
with named as (
    select
        plays.location,
        split_part(split_part(plays.location, ', ', 1), '-', 1) as city,
        split_part(split_part(plays.location, ', ', 2), '-', 1) as state
    from star.songplays as plays
    where plays.location is not null
    group by plays.location
)

select
    named.location, -- as in star.songplays
    named.city, -- the first that it names
    nullif(named.state, '') as state, -- the first that it names
    case -- a state of two zones: first the cities without the zone of most of it
        when named.city || ', ' || named.state in (
            'Chattanooga, TN',
            'Cleveland, TN',
            'Johnson City, TN',
            'Kingsport, TN',
            'Knoxville, TN',
            'Morristown, TN'
        ) then 'America/New_York'
        when named.city || ', ' || named.state in (
            'Bowling Green, KY',
            'Crestview, FL',
            'Evansville, IN',
            'Owensboro, KY',
            'Panama City, FL',
            'Pensacola, FL'
        ) then 'America/Chicago'
        when named.city || ', ' || named.state in (
            'El Paso, TX',
            'Rapid City, SD'
        ) then 'America/Denver'
        when named.city || ', ' || named.state in (
            'Coeur d''Alene, ID',
            'Lewiston, ID'
        ) then 'America/Los_Angeles'
        when named.state in (
            'CT', 'DC', 'DE', 'FL', 'GA', 'IN', 'KY', 'MA', 'MD', 'ME', 'MI', 'NC',
            'NH', 'NJ', 'NY', 'OH', 'PA', 'RI', 'SC', 'VA', 'VT', 'WV'
        ) then 'America/New_York'
        when named.state in (
            'AL', 'AR', 'IA', 'IL', 'KS', 'LA', 'MN', 'MO', 'MS', 'ND', 'NE', 'OK',
            'SD', 'TN', 'TX', 'WI'
        ) then 'America/Chicago'
        when named.state in ('CO', 'ID', 'MT', 'NM', 'UT', 'WY') then 'America/Denver'
        when named.state = 'AZ' then 'America/Phoenix'
        when named.state in ('CA', 'NV', 'OR', 'WA') then 'America/Los_Angeles'
        when named.state = 'AK' then 'America/Anchorage'
        when named.state = 'HI' then 'Pacific/Honolulu'
        when named.state = 'PR' then 'America/Puerto_Rico'
    end as zone -- null is unknown
from named
