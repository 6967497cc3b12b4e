"""Several statements in one text, as psql sends them."""

import pytest

from local_redshift.dialect import split


@pytest.mark.parametrize(
    ("text", "statements"),
    [
        ("select 1", ["select 1"]),
        ("select 1; select 2;", ["select 1", "select 2"]),
        ("select ';'; select \";\"", ["select ';'", 'select ";"']),
        ("select 'it''s; fine'; select 2", ["select 'it''s; fine'", "select 2"]),
        (r"select 'a\';b'; select 2", [r"select 'a\';b'", "select 2"]),
        ("select $$a;b$$; select $x$c;d$x$", ["select $$a;b$$", "select $x$c;d$x$"]),
        ("select 1 -- a; b\n; select 2", ["select 1 -- a; b", "select 2"]),
        ("select /* a; b */ 1; select 2", ["select /* a; b */ 1", "select 2"]),
        ("select $1; select a$1", ["select $1", "select a$1"]),
        (";;; -- nothing\n ; ", []),
        ("", []),
    ],
)
def test_a_text_is_split_where_its_statements_end(text: str, statements: list[str]) -> None:
    assert split(text) == statements
