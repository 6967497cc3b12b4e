"""Source: https://docs.aws.amazon.com/redshift/latest/dg/r_COPY.html"""

import pytest

from local_redshift.copying import CopyOptions, parse_copy
from local_redshift.errors import RedshiftError

ROLE = "arn:aws:iam::123456789012:role/Warehouse"


def refused(text: str) -> RedshiftError:
    with pytest.raises(RedshiftError) as caught:
        parse_copy(text)
    return caught.value


def test_the_projects_copy_is_read_whole() -> None:
    command = parse_copy(
        f"""-- Writes: staging.staging_events
        copy staging.staging_events (artist, "Auth")
        from 'file:///lake/m.manifest'
        iam_role '{ROLE}'
        region 'eu-west-1'
        manifest
        gzip
        format as json 'file:///lake/paths.json'
        timeformat as 'epochmillisecs'
        maxerror as 100
        compupdate off
        statupdate off;"""
    )
    assert command.table == "staging.staging_events"
    assert command.columns == ("artist", "auth")
    assert command.source == "file:///lake/m.manifest"
    assert command.options == CopyOptions(
        json="file:///lake/paths.json",
        manifest=True,
        region="eu-west-1",
        gzip=True,
        time_format="epochmillisecs",
        max_error=100,
    )


def test_options_come_in_any_order_with_and_without_as() -> None:
    one = parse_copy("copy t from 'file:///a' json 'auto' maxerror 3 truncatecolumns gzip")
    other = parse_copy(
        "COPY t FROM 'file:///a' WITH GZIP TRUNCATECOLUMNS MAXERROR AS 3 JSON 'auto'"
    )
    assert one == other


def test_a_table_without_a_schema_is_in_the_first_of_the_search_path() -> None:
    assert parse_copy("copy t from 'file:///a' json 'auto'", ("star", "public")).table == "star.t"


def test_every_conversion_option_is_understood() -> None:
    options = parse_copy(
        "copy t from 'file:///a' format json as 'auto ignorecase' dateformat 'MM-DD-YYYY' "
        "timeformat 'auto' acceptinvchars as '^' blanksasnull emptyasnull trimblanks roundec "
        "ignoreblanklines noload compupdate preset statupdate on"
    ).options
    assert options == CopyOptions(
        json="auto ignorecase",
        time_format="auto",
        date_format="MM-DD-YYYY",
        replacement="^",
        blanks_as_null=True,
        empty_as_null=True,
        trim_blanks=True,
        round_decimals=True,
        no_load=True,
    )


@pytest.mark.parametrize(
    "option",
    [
        *(
            "avro",
            "orc",
            "bzip2",
            "lzop",
            "zstd",
            "ssh",
            "encrypted",
        ),
        *("explicit_ids", "fillrecord", "escape", "removequotes", "encoding", "readratio"),
    ],
)
def test_an_option_that_is_not_served_is_refused_by_name(option: str) -> None:
    error = refused(f"copy t from 'file:///a' {option} '1'")
    assert error.sqlstate == "0A000"
    assert option.upper() in error.message


def test_a_format_that_is_not_served_is_refused_by_name() -> None:
    assert "MAXERROR" in refused("copy t from 'file:///a' format as parquet maxerror 2").message
    assert "PARQUET" in refused("copy t from 'file:///a' parquet csv").message
    assert "noshred" in refused("copy t from 'file:///a' json 'noshred'").message


@pytest.mark.parametrize(
    ("options", "sqlstate"),
    [
        ("json 'auto' delimiter ','", "42601"),
        ("format as json 'auto' ignoreheader 1", "42601"),
        ("csv delimiter ',,'", "22023"),
        ("csv quote as '\u00e4'", "22023"),
        ("csv csv", "42601"),
    ],
)
def test_a_wrong_option_of_delimited_text_is_refused(options: str, sqlstate: str) -> None:
    assert refused(f"copy t from 'file:///a' {options}").sqlstate == sqlstate


@pytest.mark.parametrize(
    "option",
    [
        "access_key_id 'AKIASENTINEL' secret_access_key 'SENTINEL'",
        "secret_access_key 'SENTINEL'",
        "session_token 'SENTINEL'",
        "credentials 'aws_access_key_id=SENTINEL;aws_secret_access_key=SENTINEL'",
        "credentials as 'SENTINEL'",
        "iam_role 'SENTINEL'",
        "'SENTINEL'",
        "json 'SENTINEL'",
    ],
)
def test_keys_are_refused_and_never_shown(option: str) -> None:
    error = refused(f"copy t from 'file:///a' {option} json 'auto'")
    assert error.sqlstate in ("0A000", "22023", "42601")
    assert "SENTINEL" not in f"{error} {error.message} {error.detail} {error.hint}"


def test_credentials_may_name_a_role() -> None:
    parse_copy(f"copy t from 'file:///a' credentials 'aws_iam_role={ROLE}' json 'auto'")


def test_a_source_in_s3_needs_a_role() -> None:
    assert "IAM_ROLE" in refused("copy t from 's3://b/k' json 'auto'").hint


def test_a_source_in_s3_is_read_in_the_region_that_is_named() -> None:
    text = f"copy t from 's3://b/k' iam_role '{ROLE}' json 's3://b/p' region as 'eu-north-1'"
    command = parse_copy(text)
    assert (command.source, command.options.region) == ("s3://b/k", "eu-north-1")
    assert parse_copy("copy t from 's3://b/k' iam_role default json 'auto'").options.region == ""


def test_a_jsonpaths_file_in_s3_needs_a_role() -> None:
    error = refused("copy t from 'file:///a' json 's3://b/p.json'")
    assert (error.sqlstate, "IAM_ROLE" in error.hint) == ("42601", True)


@pytest.mark.parametrize("source", ["/lake/a.json", "http://h/a", "emr://c/a"])
def test_another_source_is_refused(source: str) -> None:
    assert refused(f"copy t from '{source}' json 'auto'").sqlstate == "0A000"


@pytest.mark.parametrize(
    "text",
    [
        "copy",
        "copy t",
        "copy t 'file:///a' json 'auto'",
        "copy t (a from 'file:///a' json 'auto'",
        "copy t from 'file:///a' json 'auto' maxerror 'ten'",
        "copy t from 'file:///a' json 'auto' json 'auto'",
        "copy t from 'file:///a' json 'auto' nonsense",
        "copy t from 'file:///a json 'auto'",
    ],
)
def test_wrong_syntax_is_a_syntax_error(text: str) -> None:
    assert refused(text).sqlstate == "42601"


def test_maxerror_has_a_limit() -> None:
    assert refused("copy t from 'file:///a' json 'auto' maxerror 100001").sqlstate == "22023"


def test_a_column_is_named_once() -> None:
    assert refused("copy t (a, A) from 'file:///a' json 'auto'").sqlstate == "42701"
