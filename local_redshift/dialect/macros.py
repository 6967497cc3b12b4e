"""The stand-in's own DuckDB macros: what a Redshift function means, said in DuckDB.

A macro that depends on its argument's type takes a witness as its last parameter: an expression of
the same type without aggregates, which DuckDB can type before it expands the macro.
Source: docs.aws.amazon.com/redshift/latest/dg/c_SQL_functions.html, a page a function.
"""

SCHEMA = "redshift_catalog"

_TEXT = {
    "btrim": ["(x) as trim(x)", "(x, y) as trim(x, y)"],
    "char_length": ["(x) as cast(length(x) as integer)"],
    "character_length": ["(x) as cast(length(x) as integer)"],
    "charindex": ["(part, x) as cast(strpos(x, part) as integer)"],
    "concat": ["(x, y) as x || y"],
    "initcap": [
        "(x) as array_to_string(list_transform(regexp_extract_all(x, '[[:alnum:]]+|[^[:alnum:]]+'), "
        "lambda word: upper(word[1]) || lower(word[2:])), '')"
    ],
    "len": ["(x) as cast(length(x) as integer)"],
    "length": ["(x) as cast(length(x) as integer)"],
    "lpad": [
        "(x, n) as lpad(x, cast(greatest(n, 0) as integer), ' ')",
        "(x, n, pad) as lpad(x, cast(greatest(n, 0) as integer), pad)",
    ],
    "octet_length": ["(x) as cast(strlen(x) as integer)"],
    "position": ["(part, x) as cast(strpos(x, part) as integer)"],
    "regexp_count": ["(x, pattern) as cast(len(regexp_extract_all(x, pattern)) as integer)"],
    "regexp_instr": [
        "(x, pattern) as cast(case when regexp_matches(x, pattern) then "
        "length(regexp_extract(x, '^(.*?)(?:' || pattern || ')', 1, 's')) + 1 else 0 end as integer)"
    ],
    "regexp_replace": [
        "(x, pattern) as regexp_replace(x, pattern, '', 'g')",
        r"(x, pattern, y) as regexp_replace(x, pattern, "
        r"regexp_replace(replace(y, '\', '\\'), '\$([0-9])', '\\\1', 'g'), 'g')",
    ],
    "regexp_substr": [
        "(x, pattern) as regexp_extract(x, pattern)",
        "(x, pattern, start) as regexp_extract(substring(x, start), pattern)",
        "(x, pattern, start, nth) as "
        "coalesce(regexp_extract_all(substring(x, start), pattern)[nth], left(x, 0))",
    ],
    "repeat": ["(x, n) as repeat(x, n)"],
    "replicate": ["(x, n) as repeat(x, n)"],
    "rpad": [
        "(x, n) as rpad(x, cast(greatest(n, 0) as integer), ' ')",
        "(x, n, pad) as rpad(x, cast(greatest(n, 0) as integer), pad)",
    ],
    "sha": ["(x) as sha1(x)"],
    "sha1": ["(x) as sha1(x)"],
    "func_sha1": ["(x) as sha1(x)"],
    "sha2": [
        "(x, bits) as case when bits in (0, 256) then sha256(x) "
        "else error('SQLSTATE 0A000: sha2() is served with 256 bits only') end"
    ],
    "strpos": ["(x, part) as cast(strpos(x, part) as integer)"],
    "strtol": [
        "(x, base) as case base when 10 then cast(x as bigint) "
        "when 16 then cast('0x' || x as bigint) when 2 then cast('0b' || x as bigint) "
        "else error('SQLSTATE 0A000: strtol() is served with bases 2, 10 and 16 only') end"
    ],
    "substring": [
        "(x, start) as substring(x, case when start < 1 then 1 else start end)",
        "(x, start, n) as substring(x, case when start < 1 then 1 else start end, "
        "case when n < 0 then error('SQLSTATE 22011: negative substring length not allowed') "
        "when start < 1 then greatest(start + n - 1, 0) else n end)",
    ],
    "textlen": ["(x) as cast(length(x) as integer)"],
    "to_hex": ["(x) as lower(hex(x))"],
    "is_valid_json": [
        "(x) as json_valid(x) and json_type(case when json_valid(x) then x end) = 'OBJECT'"
    ],
    "json_array_length": ["(x) as cast(json_array_length(x) as integer)"],
    "json_extract_array_element_text": ["(x, n) as json_extract_string(x, n)"],
    "json_text": ["(x, path) as json_extract_string(x, path)"],
    # A cast to VARCHAR(n) keeps n bytes and never half a character: the bytes after a character's
    # first are 80 to BF, so the cut goes before the last byte that is none of them.
    "continues": [r"(x, n) as encode(x)[n:n] between '\x80'::blob and '\xBF'::blob"],
    "cut": [
        f"(x, n) as case when strlen(x) <= n then x else decode(encode(x)[1:n - case "
        f"when not {SCHEMA}.continues(x, n + 1) then 0 when not {SCHEMA}.continues(x, n) then 1 "
        f"when not {SCHEMA}.continues(x, n - 1) then 2 else 3 end]) end"
    ],
    "as_text": [
        r"(x, w double) as regexp_replace(cast(x as varchar), '\.0$', '')",
        "(x, w decimal) as cast(x as varchar)",
        "(x, w varchar) as cast(x as varchar)",
        "(x, w) as cast(x as varchar)",
    ],
}
_NUMBERS = {
    "dexp": ["(x) as exp(x)"],
    "ln": [
        "(x) as case when x <= 0 then error('SQLSTATE 2201E: cannot take logarithm of a number <= 0') else ln(x) end"
    ],
    "log": [
        "(x) as case when x <= 0 then error('SQLSTATE 2201E: cannot take logarithm of a number <= 0') else log10(x) end"
    ],
    "dlog1": [f"(x) as {SCHEMA}.ln(x)"],
    "dlog10": [f"(x) as {SCHEMA}.log(x)"],
    "pow": ["(x, y) as power(x, y)"],
    "sqrt": [
        "(x) as case when x < 0 then error('SQLSTATE 2201F: cannot take square root of a negative number') else sqrt(x) end"
    ],
    "trunc": [
        "(x, w timestamp) as cast(x as date)",
        "(x, w date) as x",
        "(x, w decimal) as trunc(x)",
        "(x, w) as trunc(x)",
    ],
    "trunc_to": ["(x, digits) as trunc(x, cast(digits as integer))"],
    "divide": [
        "(x, y, w bigint, v bigint) as x // y",
        # NUMERIC stays NUMERIC; the CASE is typed by DuckDB and never computed.
        "(x, y, w, v) as cast_to_type(x / y, case when false "
        "then coalesce(x, y) + coalesce(y, x) + 0.00000000 end)",
    ],
    # Text with a fraction is no whole number, though DuckDB would round it.
    "whole": [
        "(x, w varchar) as case when contains(x, '.') or contains(x, '_') "
        "then error('SQLSTATE 22P02: invalid input syntax for integer: \"' || x || '\"') else x end",
        "(x, w) as x",
    ],
    "sum_of": [
        "(total, w smallint) as cast(total as bigint)",
        "(total, w integer) as cast(total as bigint)",
        "(total, w bigint) as cast(total as decimal(38, 0))",
        "(total, w) as total",
    ],
    "avg_of": [
        "(mean, total, n, w bigint) as cast(total // nullif(n, 0) as bigint)",
        "(mean, total, n, w) as cast_to_type(mean, total)",
    ],
}
_DATES = {
    "last_day": ["(x) as last_day(cast(x as date))"],
    "add_months": [
        "(x, n) as case when last_day(cast(x as date)) = cast(x as date) "
        "then last_day(cast(x as date) + to_months(cast(n as integer))) "
        "+ (cast(x as timestamp) - date_trunc('day', cast(x as timestamp))) "
        "else cast(x as timestamp) + to_months(cast(n as integer)) end"
    ],
    "convert_timezone": [
        "(target, x) as cast(timezone(target, timezone('UTC', cast(x as timestamp))) as timestamp)",
        "(source, target, x) as "
        "cast(timezone(target, timezone(source, cast(x as timestamp))) as timestamp)",
    ],
}

_RIGHTS = {
    name: [f"(what, right_) as {found}", f"(who, what, right_) as {found}"]
    for name, found in {
        "has_database_privilege": "what is not null",
        "has_schema_privilege": f"what in (select schema_name from {SCHEMA}.schemas)",
        "has_table_privilege": f"what in (select relation_name from {SCHEMA}.relations union all "
        f"select schema_name || '.' || relation_name from {SCHEMA}.relations)",
    }.items()
}

MACROS: dict[str, list[str]] = {**_TEXT, **_NUMBERS, **_DATES, **_RIGHTS}


def definitions() -> list[str]:
    """The statements that create every macro."""
    return [
        f"create or replace macro {SCHEMA}.{name}{', '.join(overloads)}"
        for name, overloads in MACROS.items()
    ]
