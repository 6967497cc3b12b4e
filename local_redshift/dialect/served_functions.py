"""Functions of Redshift under their own names, as macros of DuckDB.

Source: docs.aws.amazon.com/redshift/latest/dg/c_SQL_functions.html, a page a function.
"""

SERVED = r"""
acos(x) as acos(redshift_catalog.in_range(x))
asin(x) as asin(redshift_catalog.in_range(x))
btrim
    (x) as case when x like ' %' or x like '% ' then trim(x, ' ') else x end,
    (x, y) as trim(x, y)
ltrim
    (x) as case when x like ' %' then ltrim(x, ' ') else x end,
    (x, y) as ltrim(x, y)
rtrim
    (x) as case when x like '% ' then rtrim(x, ' ') else x end,
    (x, y) as rtrim(x, y)
char_length(x) as cast(length(x) as integer)
character_length(x) as cast(length(x) as integer)
charindex(part, x) as cast(strpos(x, part) as integer)
concat(x, y) as x || y
func_sha1(x) as sha1(x)
initcap(x) as array_to_string(list_transform(
        regexp_extract_all(x, '[\p{L}\p{N}]+|[^\p{L}\p{N}]+'),
        lambda word: upper(word[1]) || lower(word[2:])
    ), '')
is_valid_json(x) as redshift_catalog.json_strict(x)
    and json_type(case when json_valid(x) then x end) = 'OBJECT'
json_array_length
    (x) as cast(json_array_length(redshift_catalog.json_array(x, false)) as integer),
    (x, quiet) as cast(json_array_length(redshift_catalog.json_array(x, quiet)) as integer)
json_extract_array_element_text
    (x, n) as json_extract_string(
        redshift_catalog.json_array(x, false), case when n >= 0 then n end),
    (x, n, quiet) as json_extract_string(
        redshift_catalog.json_array(x, quiet), case when n >= 0 then n end)
len(x) as cast(length(x) as integer)
length(x) as cast(length(x) as integer)
lpad
    (x, n) as lpad(x, redshift_catalog.text_size(n), ' '),
    (x, n, pad) as case when pad = '' then left(x, n)
        else lpad(x, redshift_catalog.text_size(n), pad) end
octet_length(x) as cast(strlen(x) as integer)
regexp_count(x, pattern) as cast(len(regexp_extract_all(x, pattern)) as integer)
regexp_instr(x, pattern) as cast(
        case when regexp_matches(x, pattern)
        then length(regexp_extract(x, '^(.*?)(?:' || pattern || ')', 1, 's')) + 1
        else 0 end as integer
    )
regexp_replace
    (x, pattern) as regexp_replace(x, pattern, '', 'g'),
    (x, pattern, y) as regexp_replace(
        x, pattern, regexp_replace(replace(y, '\', '\\'), '\$([0-9])', '\\\1', 'g'), 'g'
    )
regexp_substr
    (x, pattern) as regexp_extract(x, pattern),
    (x, pattern, start) as regexp_extract(substring(x, start), pattern),
    (x, pattern, start, nth) as
        coalesce(regexp_extract_all(substring(x, start), pattern)[nth], left(x, 0))
repeat(x, n) as repeat(
        cast(x as varchar), case when redshift_catalog.text_size(n * strlen(x)) >= 0 then n end
    )
replicate(x, n) as redshift_catalog.repeat(x, n)
rpad
    (x, n) as rpad(x, redshift_catalog.text_size(n), ' '),
    (x, n, pad) as case when pad = '' then left(x, n)
        else rpad(x, redshift_catalog.text_size(n), pad) end
sha(x) as sha1(x)
sha1(x) as sha1(x)
sha2(x, bits) as case when bits in (0, 256) then sha256(x)
        else error('SQLSTATE 0A000: sha2() is served with 256 bits only') end
split_part(x, delimiter, part) as case when part > 0 then split_part(x, delimiter, part)
        when part is not null
        then error('SQLSTATE 22023: field position must be greater than zero') end
strpos(x, part) as cast(strpos(x, part) as integer)
strtol(x, base) as case
        when base not between 2 and 36 then error('SQLSTATE 22023: invalid base for strtol()')
        else coalesce(
            case when base = 16 then try_cast('0x' || x as bigint) end,
            redshift_catalog.whole_of(regexp_replace(lower(ltrim(x)), case when base = 16
                then '^([+-]?)0x' else '^([+-]?)' end, '\1'), base)
        ) end
substring
    (x, start) as substring(cast(x as varchar), case when start < 1 then 1 else start end),
    (x, start, n) as substring(
        cast(x as varchar),
        case when start < 1 then 1 else start end,
        case when n < 0 then error('SQLSTATE 22011: negative substring length not allowed')
            when start < 1 then greatest(start + n - 1, 0)
            else n end
    )
substr
    (x, start) as redshift_catalog.substring(x, start),
    (x, start, n) as redshift_catalog.substring(x, start, n)
textlen(x) as cast(length(x) as integer)
to_hex(x) as lower(hex(x))
-- DuckDB's is a little more than 3 for 27.
cbrt(x) as case when round(cbrt(x)) ** 3 = x then round(cbrt(x)) else cbrt(x) end
exp(x) as redshift_catalog.finite(exp(x), x)
dexp(x) as redshift_catalog.exp(x)
ln(x) as case when x > 0 then ln(x) when x is not null
        then error('SQLSTATE 2201E: cannot take logarithm of a number <= 0') end
log(x) as case when x > 0 then log10(x) when x is not null
        then error('SQLSTATE 2201E: cannot take logarithm of a number <= 0') end
dlog1(x) as redshift_catalog.ln(x)
dlog10(x) as redshift_catalog.log(x)
power(x, y) as case
        when x < 0 and y <> trunc(y) then error('SQLSTATE 2201F: a negative number raised to a'
            || ' non-integer power yields a complex result')
        when x = 0 and y < 0
        then error('SQLSTATE 2201F: zero raised to a negative power is undefined')
        else redshift_catalog.finite(power(x, y), x + y) end
pow(x, y) as redshift_catalog.power(x, y)
sqrt(x) as case when x >= 0 then sqrt(x) when x is not null
        then error('SQLSTATE 2201F: cannot take square root of a negative number') end
add_months(x, n) as case when last_day(cast(x as date)) = cast(x as date)
        then last_day(cast(x as date) + to_months(cast(n as integer)))
            + (cast(x as timestamp) - date_trunc('day', cast(x as timestamp)))
        else cast(x as timestamp) + to_months(cast(n as integer)) end
convert_timezone
    (target, x) as cast(timezone(target, timezone('UTC', cast(x as timestamp))) as timestamp),
    (source, target, x) as
        cast(timezone(target, timezone(source, cast(x as timestamp))) as timestamp)
last_day(x) as last_day(cast(x as date))
months_between(x, y) as date_diff('month', cast(y as date), cast(x as date)) + case
        when day(cast(x as date)) = day(cast(y as date)) then 0
        when last_day(cast(x as date)) = cast(x as date)
            and last_day(cast(y as date)) = cast(y as date) then 0
        else (day(cast(x as date)) - day(cast(y as date))
            + (epoch(cast(x as timestamp)) % 86400 - epoch(cast(y as timestamp)) % 86400) / 86400.0
            ) / cast(31 as double) end + cast(0 as double)
next_day(x, name) as cast(x as date) + 1 + cast((5 - dayofweek(cast(x as date)) + coalesce(
        list_position([regexp_full_match(lower(name), pattern) for pattern in [
            'su(n(day)?)?', 'm(on?(day)?)?', 'tu(e(s(day)?)?)?', 'w(ed?(nesday)?)?',
            'th(u(rs(day)?)?)?', 'f(ri?(day)?)?', 'sa(t(urday)?)?']], true),
        case when name is not null
            then error('SQLSTATE 22023: next_day(): no day of the week: ' || name) end
    )) % 7 as integer)
has_database_privilege
    (who, what, wanted) as what is not null
        and redshift_catalog.may(who, 'database', '', '', upper(wanted)),
    (what, wanted) as what is not null and redshift_catalog.may(
        getvariable('redshift_user'), 'database', '', '', upper(wanted))
has_schema_privilege
    (who, what, wanted) as what in (select schema_name from redshift_catalog.schemas)
        and redshift_catalog.may(who, 'schema', what, '', upper(wanted)),
    (what, wanted) as what in (select schema_name from redshift_catalog.schemas)
        and redshift_catalog.may(getvariable('redshift_user'), 'schema', what, '', upper(wanted))
has_table_privilege
    (who, what, wanted) as exists (
        select 1 from redshift_catalog.relations o
        where what in (o.relation_name, o.schema_name || '.' || o.relation_name)
            and redshift_catalog.may(who, 'table', o.schema_name, o.relation_name, upper(wanted))
    ),
    (what, wanted) as exists (
        select 1 from redshift_catalog.relations o
        where what in (o.relation_name, o.schema_name || '.' || o.relation_name)
            and redshift_catalog.may(
                getvariable('redshift_user'), 'table', o.schema_name, o.relation_name,
                upper(wanted))
    )
"""
