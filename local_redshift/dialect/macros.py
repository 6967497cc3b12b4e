"""The stand-in's own DuckDB macros: what a Redshift function means, said in DuckDB."""

import re

from sqlglot import exp

from local_redshift.dialect.served_functions import SERVED

SCHEMA = "redshift_catalog"

# What the functions of Redshift call. No text has more than 65,535 bytes:
# docs.aws.amazon.com/redshift/latest/dg/r_Character_types.html
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
char_comma(digits, n) as case when trim(left(digits, n)) = '' then ' ' else ',' end
char_iddd(x) as lpad(cast(week(x) * 7 - 7 + isodow(x) as varchar), 3, '0')
char_j(x) as cast(date_diff('day', date '1970-01-01', x) + 2440588 as varchar)
char_q(x) as cast(quarter(x) as varchar)
char_rest(x, digits, keep) as case when digits like '#%' then repeat('#', keep) else
    left(split_part(cast(x as varchar), '.', 2), keep)
    || rtrim(substring(split_part(cast(x as varchar), '.', 2), keep + 1), '0') end
char_rm(x) as rpad(
        ['I', 'II', 'III', 'IV', 'V', 'VI', 'VII', 'VIII', 'IX', 'X', 'XI', 'XII'][month(x)], 4, ' '
    )
char_rn(x) as case when round(x) between 1 and 3999 then
    ['', 'M', 'MM', 'MMM'][cast(round(x) as integer) // 1000 + 1]
    || ['', 'C', 'CC', 'CCC', 'CD', 'D', 'DC', 'DCC', 'DCCC', 'CM'][
        cast(round(x) as integer) // 100 % 10 + 1]
    || ['', 'X', 'XX', 'XXX', 'XL', 'L', 'LX', 'LXX', 'LXXX', 'XC'][
        cast(round(x) as integer) // 10 % 10 + 1]
    || ['', 'I', 'II', 'III', 'IV', 'V', 'VI', 'VII', 'VIII', 'IX'][
        cast(round(x) as integer) % 10 + 1]
    when x is not null then repeat('#', 15) end
-- Signs in capitals stand before the digits, in small letters behind; ' ' keeps the place of one.
char_sign(x, other) as case when x < 0 then '-' else other end
char_filled(x, fill) as case when fill then trim(x, ' ') else x end
char_signed(digits, x, place, fill) as redshift_catalog.char_filled(case place
    when 'SG' then redshift_catalog.char_sign(x, '+') || digits
    when 'MI' then redshift_catalog.char_sign(x, ' ') || digits
    when 's' then digits || redshift_catalog.char_sign(x, '+')
    when 'sg' then digits || redshift_catalog.char_sign(x, '+')
    when 'mi' then digits || redshift_catalog.char_sign(x, ' ')
    when 'pr' then case
        when x < 0 then lpad('<' || ltrim(digits) || '>', cast(length(digits) + 2 as integer), ' ')
        else ' ' || digits || ' ' end
    else lpad(redshift_catalog.char_sign(x, case place when 'S' then '+' else ' ' end)
        || ltrim(digits), cast(length(digits) + 1 as integer), ' ') end, fill)
char_th(x) as case when x < 0 then '' when cast(x as hugeint) // 10 % 10 = 1 then 'th'
    else coalesce(['st', 'nd', 'rd'][cast(x % 10 as integer)], 'th') end
char_w(x) as cast((day(x) + 6) // 7 as varchar)
char_ww(x) as lpad(cast((dayofyear(x) + 6) // 7 as varchar), 2, '0')
char_y_yyy(x) as regexp_replace(strftime(x, '%Y'), '(...)$', ',\1')
char_whole(x, n, zeros, bare) as case
    when strlen(split_part(cast(abs(x) as varchar), '.', 1)) <= n then lpad(case
        when abs(x) < 1 and bare and zeros = 0 then ''
        else lpad(split_part(cast(abs(x) as varchar), '.', 1), greatest(zeros,
            cast(strlen(split_part(cast(abs(x) as varchar), '.', 1)) as integer)), '0')
        end, n, ' ')
    when abs(x) < 1 then '' when x is not null then repeat('#', n) end
-- $ 1,234.5- is -1234.5, as is <1,234.5>.
number_text(x) as case when regexp_matches(x, '[-<]') then '-' else '' end
    || regexp_replace(x, '[^0-9.]', '', 'g')
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
    (total, w boolean) as error('SQLSTATE 42883: function sum(boolean) does not exist'),
    (total, w smallint) as cast(total as bigint),
    (total, w integer) as cast(total as bigint),
    (total, w bigint) as cast(total as decimal(38, 0)),
    (total, w) as total
avg_of
    (mean, total, n, w boolean) as error('SQLSTATE 42883: function avg(boolean) does not exist'),
    (mean, total, n, w bigint) as cast(total // nullif(n, 0) as bigint),
    (mean, total, n, w) as cast_to_type(mean, total)
"""

MACROS = frozenset(re.findall(r"^(\w+)", SERVED, re.MULTILINE))


def macro(name: str, *arguments: exp.Expr) -> exp.Anonymous:
    """A call of one of the stand-in's own macros."""
    return exp.Anonymous(this=f"{SCHEMA}.{name}", expressions=list(arguments))


def native(name: str, *arguments: exp.Expr) -> exp.Anonymous:
    """A call of one of DuckDB's functions."""
    return exp.Anonymous(this=name, expressions=list(arguments))


def definitions() -> list[str]:
    """The statements that create every macro, after the views that some of them read."""
    return define(_FIRST + SERVED + _OWN)


def define(text: str) -> list[str]:
    """The statements that create macros; each begins a line with its name, others are indented."""
    found = re.split(r"\n(?=\w)", text.strip())
    return [f"create or replace macro {SCHEMA}.{each}" for each in found]
