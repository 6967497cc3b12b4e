"""The stand-in's own DuckDB macros: what a Redshift function means, said in DuckDB.

Source: docs.aws.amazon.com/redshift/latest/dg/c_SQL_functions.html, a page a function.
"""

import re

from sqlglot import exp

SCHEMA = "redshift_catalog"

# What the functions below call. No text has more than 65,535 bytes: .../dg/r_Character_types.html
_FIRST = r"""
whole_of(x, base) as case when ltrim(x, '+-') = '' then cast(0 as bigint)
    else case when x like '-%' then -1 else 1 end * list_reduce(
        list_transform(string_split(ltrim(x, '+-'), ''), lambda digit: case
            when strpos(left('0123456789abcdefghijklmnopqrstuvwxyz', base), digit) > 0
            then cast(strpos('0123456789abcdefghijklmnopqrstuvwxyz', digit) - 1 as bigint)
            else error('SQLSTATE 22P02: invalid digit for strtol(): ' || digit) end),
        lambda total, digit: total * base + digit) end
-- JSON that DuckDB's reader takes may have a comma behind the last element.
json_strict(x) as json_valid(x) and not regexp_matches(
        regexp_replace(x, '"(\\.|[^"\\])*"', '', 'g'), ',\s*[\]}]')
json_checked(x, quiet) as case when x is null or redshift_catalog.json_strict(x) then x
    when quiet then null else error('SQLSTATE 22023: JSON parsing error: ' || x) end
json_array(x, quiet) as case
    when redshift_catalog.json_strict(x) and json_type(x) = 'ARRAY' or x is null then x
    when quiet then null
    else error('SQLSTATE 22023: JSON parsing error: invalid json array object ' || x) end
-- The value of a function of numbers, unless it is too large.
finite(value, x) as case when isinf(value) and not isinf(x)
    then error('SQLSTATE 22003: value out of range: overflow') else value end
in_range(x) as case when abs(x) > 1 and not isnan(x)
    then error('SQLSTATE 22003: input is out of range') else x end
text_size(n) as cast(case when n < 0 then 0
    when n > 65535 then error('SQLSTATE 22001: value too long for type character varying(65535)')
    else n end as integer)
"""

# Functions of Redshift under their own names.
_SERVED = r"""
acos(x) as acos(redshift_catalog.in_range(x))
asin(x) as asin(redshift_catalog.in_range(x))
btrim
    (x) as trim(x, ' '),
    (x, y) as trim(x, y)
ltrim
    (x) as ltrim(x, ' '),
    (x, y) as ltrim(x, y)
rtrim
    (x) as rtrim(x, ' '),
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
        else redshift_catalog.whole_of(regexp_replace(lower(ltrim(x)), case when base = 16
            then '^([+-]?)0x' else '^([+-]?)' end, '\1'), base) end
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

# What the rewriting calls. `w` and `v` are witnesses: expressions of an argument's type without its
# aggregates, by which DuckDB chooses the overload; they are never computed.
_OWN = r"""
comparable
    (x varchar) as case when x like '% ' then rtrim(x, ' ') else x end,
    (x) as x
-- The same of what DuckDB cannot type yet, such as an aggregate.
comparable_result(x) as case when typeof(x) = 'VARCHAR' and cast(x as varchar) like '% '
    then cast_to_type(rtrim(cast(x as varchar), ' '), x) else x end
as_text
    (x, w double) as regexp_replace(cast(x as varchar), '\.0$', ''),
    (x, w decimal) as cast(x as varchar),
    (x, w varchar) as cast(x as varchar),
    (x, w boolean) as case when x is null then cast(null as varchar)
        else error('SQLSTATE 42846: cannot cast type boolean to character varying') end,
    (x, w) as cast(x as varchar)
-- VARCHAR(n) keeps n bytes and never half a character: the bytes after a character's first are 80
-- to BF, so the cut goes before the last byte that is none of them.
continues(x, n) as encode(x)[n:n] between '\x80'::blob and '\xBF'::blob
cut(x, n) as case when strlen(x) <= n then x else decode(encode(x)[1:n - case
        when not redshift_catalog.continues(x, n + 1) then 0
        when not redshift_catalog.continues(x, n) then 1
        when not redshift_catalog.continues(x, n - 1) then 2
        else 3 end]) end
-- A year after February 29 is March 1.
add_years(x, n) as x + to_years(n) + to_days(cast(day(x) > day(x + to_years(n)) as integer))
char_cc(x) as lpad(cast((year(x) + 99) // 100 as varchar), 2, '0')
char_d(x) as cast(dayofweek(x) + 1 as varchar)
char_iddd(x) as lpad(cast(week(x) * 7 - 7 + isodow(x) as varchar), 3, '0')
char_j(x) as cast(date_diff('day', date '1970-01-01', x) + 2440588 as varchar)
char_q(x) as cast(quarter(x) as varchar)
char_rm(x) as rpad(
        ['I', 'II', 'III', 'IV', 'V', 'VI', 'VII', 'VIII', 'IX', 'X', 'XI', 'XII'][month(x)], 4, ' '
    )
char_w(x) as cast((day(x) + 6) // 7 as varchar)
char_ww(x) as lpad(cast((dayofyear(x) + 6) // 7 as varchar), 2, '0')
char_y_yyy(x) as regexp_replace(strftime(x, '%Y'), '(...)$', ',\1')
json_text(x, path, quiet) as
    json_extract_string(redshift_catalog.json_checked(x, quiet), path)
-- Text with a fraction is no whole number, though DuckDB would round it.
whole
    (x, w varchar) as case when regexp_matches(x, '[^-+0-9 ]')
        then error('SQLSTATE 22P02: invalid input syntax for integer: "' || x || '"')
        else x end,
    (x, w) as x
-- NUMERIC stays NUMERIC; the CASE gives a type and is never computed.
divide
    (x, y, w bigint, v bigint) as x // y,
    (x, y, w, v) as cast_to_type(
        x / y, case when false then coalesce(x, y) + coalesce(y, x) + 0.00000000 end
    )
truncate
    (x, w timestamp) as cast(x as date),
    (x, w date) as x,
    (x, w decimal) as trunc(x),
    (x, w) as trunc(x)
truncate_to(x, digits) as
    trunc(x, cast(digits as integer))
sum_of
    (total, w smallint) as cast(total as bigint),
    (total, w integer) as cast(total as bigint),
    (total, w bigint) as cast(total as decimal(38, 0)),
    (total, w) as total
avg_of
    (mean, total, n, w bigint) as cast(total // nullif(n, 0) as bigint),
    (mean, total, n, w) as cast_to_type(mean, total)
"""

MACROS = frozenset(re.findall(r"^(\w+)", _SERVED, re.MULTILINE))


def macro(name: str, *arguments: exp.Expr) -> exp.Anonymous:
    """A call of one of the stand-in's own macros."""
    return exp.Anonymous(this=f"{SCHEMA}.{name}", expressions=list(arguments))


def native(name: str, *arguments: exp.Expr) -> exp.Anonymous:
    """A call of one of DuckDB's functions."""
    return exp.Anonymous(this=name, expressions=list(arguments))


def definitions() -> list[str]:
    """The statements that create every macro, after the views that some of them read."""
    return define(_FIRST + _SERVED + _OWN)


def define(text: str) -> list[str]:
    """The statements that create macros; each begins a line with its name, others are indented."""
    found = re.split(r"\n(?=\w)", text.strip())
    return [f"create or replace macro {SCHEMA}.{each}" for each in found]
