"""Blanks at the end of text count for nothing where values are compared.

https://docs.aws.amazon.com/redshift/latest/dg/r_Character_types.html (significance of trailing
blanks)
"""

from collections.abc import Iterator
from typing import Any

import pytest
from redshift_connector.error import Error as DriverError

# The text of `spoken` under the numbers 1 to 4, and that of `known`.
SPOKEN = ["a", "a  ", " a", None]
KNOWN = ["a ", "b"]

# What is asked of `spoken` (text, number) and `known` (text, number), and the numbers that come.
NUMBERS = [
    ("select number from spoken where text = 'a '", [1, 2]),
    ("select number from spoken where text <> 'a'", [3]),
    ("select number from spoken where text <= 'a' and text >= 'a'", [1, 2]),
    ("select number from spoken where text between 'a' and 'a '", [1, 2]),
    ("select number from spoken where text in ('b', 'a   ')", [1, 2]),
    ("select number from spoken where text not in ('b', 'a   ')", [3]),
    ("select number from spoken where upper(text) = 'A'", [1, 2]),
    ("select number from spoken where text in (select text from known)", [1, 2]),
    ("select number from spoken where text = any (select text from known)", [1, 2]),
    ("select number from spoken where (text, number) in (select text, 2 from known)", [2]),
    ("select number from spoken s where exists (select 1 from known k where k.text = s.text)",
     [1, 2]),
    ("select number from spoken where text = (select max(text) from known where number = 1)",
     [1, 2]),
    ("select s.number from spoken s join known k on s.text = k.text", [1, 2]),
    ("select s.number from spoken s left join known k using (text) where k.number is null", [3, 4]),
    ("select number from spoken where case text when 'a' then true else false end", [1, 2]),
    ("select number from spoken where nullif(text, 'a') is null", [1, 2, 4]),
    ("select number from spoken where decode(text, 'a', 1, 2) = 1", [1, 2]),
    ("select number from spoken qualify lag(text) over (order by number) = text", [2]),
    ("select row_number() over (partition by text order by number) from spoken", [1, 1, 1, 2]),
    ("select count(*) from spoken group by text", [1, 1, 2]),
    ("select count(*) from spoken s group by s.text having text = 'a'", [2]),
    ("select count(*) from spoken group by upper(text) having upper(text) || 'b' = 'Ab'", [2]),
    ("select n from (select text as t, count(*) as n from spoken group by 1) g", [1, 1, 2]),
    ("select n from (select text as t, count(*) as n from spoken group by t) g", [1, 1, 2]),
    ("select n from (select upper(text) as text, count(*) n from spoken group by text) g",
     [1, 1, 2]),
    (("select len(upper(text)) from spoken where number < 3 group by upper(text)"
     " order by upper(text)"), [1]),
    (("select len(listagg(distinct text) within group (order by text)) from spoken"
     " where number < 3 group by text order by text"), [1]),
    ("select count(*) from spoken group by rollup (text)", [1, 1, 2, 4]),
    ("select count(distinct text) from spoken", [2]),
    ("select approximate count(distinct text) from spoken", [2]),
    ("select count(*) from (select distinct text from spoken) d", [3]),
    ("select count(*) from (select distinct s.* from (select text from spoken) s) d", [3]),
    ("select count(*) from (select text from spoken union select text from known) u", [4]),
    ("select count(*) from (select text from spoken intersect select text from known) u", [1]),
    ("select count(*) from (select text from spoken except select text from known) u", [2]),
    # what only looks at one value sees them
    ("select len(text) from spoken where number < 3", [1, 3]),
    ("select number from spoken where text like '% '", [2]),
    ("select number from spoken where text || '.' = 'a.'", [1]),
    # other types are what they are
    ("select count(*) as n from spoken group by number having n = count(number)", [1, 1, 1, 1]),
    ("select max(number) as n from spoken having n > 2", [4]),
]  # fmt: skip


@pytest.fixture
def spoken(connect: Any) -> Iterator[Any]:
    """A cursor that sees the tables `spoken` and `known`, in a transaction that is undone."""
    connection = connect()
    cursor = connection.cursor()
    for name, texts in (("spoken", SPOKEN), ("known", KNOWN)):
        cursor.execute(f"create temporary table {name} (text varchar(10), number integer)")
        for number, text in enumerate(texts, 1):
            cursor.execute(f"insert into {name} values (%s, %s)", (text, number))
    yield cursor
    connection.rollback()


@pytest.mark.parametrize(("sql", "numbers"), NUMBERS)
def test_blanks_at_the_end_do_not_count_where_values_are_compared(
    spoken: Any, sql: str, numbers: list[int]
) -> None:
    assert sorted(row[0] for row in spoken.execute(sql).fetchall()) == numbers


def test_blanks_at_the_end_of_a_parameter_do_not_count(spoken: Any) -> None:
    found = spoken.execute("select number from spoken where text = %s", ("a ",)).fetchall()
    assert sorted(found) == [[1], [2]]
    assert spoken.execute("select %s", ("a ",)).fetchall() == (["a "],)


def test_statements_that_write_find_their_rows_without_blanks(spoken: Any) -> None:
    spoken.execute("update spoken set text = 'c ' where text = 'a'")
    assert spoken.execute("select text from spoken where number = 2").fetchall() == (["c "],)
    spoken.execute(
        "merge into spoken using known on spoken.text = known.text"
        " when matched then update set number = 9"
        " when not matched then insert values (known.text, known.number)"
    )
    spoken.execute("delete from spoken where text in ('c', 'a', 'b')")
    assert spoken.execute("select text from spoken order by 1").fetchall() == ([" a"], [None])


def test_a_column_keeps_its_name(spoken: Any) -> None:
    spoken.execute("select distinct text, s.number from spoken s group by s.text, number")
    assert [name for name, *_ in spoken.description] == ["text", "number"]


def test_a_char_has_no_blanks_at_its_end(spoken: Any) -> None:
    found = spoken.execute("select len(cast('a ' as char(3))), cast('a ' as char(3)) || '.'")
    assert found.fetchall() == ([1, "a."],)


@pytest.mark.parametrize("schema", ["", "public."], ids=["temporary", "kept"])
def test_blanks_that_alone_are_too_long_are_cut_by_insert_of_values(
    connect: Any, schema: str
) -> None:
    connection = connect()
    cursor = connection.cursor()
    kind = "" if schema else "temporary"
    cursor.execute(
        f"create {kind} table {schema}cut"
        " (number bigint identity(1, 1), a varchar(3), b char(4), c varchar(4))"
    )
    cursor.execute(
        f"insert into {schema}cut (a, b, c) values ('é    ', 'x ', 'y  '), ('z', 'x     ', ' ')"
    )
    cursor.execute(f"insert into {schema}cut (c, a) values (%s, %s)", ("long    ", "ab "))
    cursor.execute(f"select a, b, len(b), c from {schema}cut order by number")
    assert cursor.fetchall() == (
        ["é ", "x", 1, "y  "],
        ["z", "x", 1, " "],
        ["ab ", None, None, "long"],
    )
    cursor.execute(f"create {kind} table {schema}cut_2 (a char(2), b varchar(2))")
    cursor.execute(f"insert into {schema}cut_2 values ('x   ', 'y   ')")
    assert cursor.execute(f"select a, b from {schema}cut_2").fetchall() == (["x", "y "],)
    with pytest.raises(DriverError, match="value too long"):
        cursor.execute(f"insert into {schema}cut (a) values ('abcd  ')")
    connection.rollback()
