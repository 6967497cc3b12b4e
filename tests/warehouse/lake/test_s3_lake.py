"""A lake in a bucket lists and keeps as one in a directory does; S3 is moto's."""

import gzip
from datetime import date
from typing import Any

import pytest
from lake_bucket import BUCKET, open_lake, put, refuse

from warehouse.errors import ConfigurationError
from warehouse.lake import s3_lake
from warehouse.lake.files import EVERY_DAY, HIDDEN, NO_JSON, LakeFile, Window, is_gzip_file
from warehouse.lake.json_objects import read_objects
from warehouse.lake.s3_lake import S3Lake, find_region
from warehouse.sources import EVENTS, SONGS

ODD = 'it\'s "ünï" 100% %41 [a] #1 ?+'


def count_listings(lake_client: Any, keys_a_page: int) -> list[str]:
    """A list that grows with each request for a page of keys."""
    requests: list[str] = []

    def prepare(params: dict[str, Any], **_: object) -> None:
        params.update(MaxKeys=keys_a_page)
        requests.append(params["Prefix"])

    lake_client.meta.events.register("before-parameter-build.s3.ListObjectsV2", prepare)
    return requests


def list_keys(lake: S3Lake, window: Window = EVERY_DAY) -> list[str]:
    return [file.uri.removeprefix(lake.uri) for file in lake.list_files(EVENTS, window)]


@pytest.mark.parametrize("prefix", ["sparkify", "/sparkify/", "a/b c/ü", ""])
def test_files_are_listed_below_the_prefix_only(prefix: str, lake_client: Any) -> None:
    folder = f"{prefix.strip('/')}/" if prefix else ""
    put(
        lake_client,
        f"{folder}log_data/2018/11/2018-11-01-events.json",
        f"{folder}song_data/A/TRA.json",
    )
    put(lake_client, "log_data2/2018/11/2018-11-01-events.json", f"{folder}song_data2/TRB.json")
    lake = open_lake(lake_client, prefix)
    body = f"{folder}log_data/2018/11/2018-11-01-events.json".encode()

    (file,) = lake.list_files(EVENTS, EVERY_DAY)
    assert file == LakeFile(
        f"s3://{BUCKET}/{folder}log_data/2018/11/2018-11-01-events.json",
        "events",
        date(2018, 11, 1),
        file.etag,
        len(body),
    )
    assert '"' not in file.etag
    assert len(list(lake.list_files(SONGS, EVERY_DAY))) == 1
    with lake.open(file.uri) as stream:
        assert stream.read() == body


def test_hidden_and_foreign_objects_are_ignored_with_their_reason(lake_client: Any) -> None:
    folder = "sparkify/log_data/2018/11/"
    put(lake_client, folder, f"{folder}_SUCCESS", f"{folder}.2018-11-01.json", f"{folder}notes.txt")
    put(lake_client, f"{folder}2018-11-01-events.json.gz", f"{folder}2018-11-31-events.json")
    put(lake_client, f"{folder}_tmp/1/2018-11-02.json", f"{folder}_tmp/x.csv", f"{folder}.none/")
    lake = open_lake(lake_client)
    listing = lake.list_files(EVENTS, EVERY_DAY)
    assert [(file.uri.rsplit("/", 1)[-1], file.day) for file in listing] == [
        ("2018-11-01-events.json.gz", date(2018, 11, 1)),
        ("2018-11-31-events.json", None),
    ]
    assert {entry.uri: entry.reason for entry in listing.ignored} == {
        f"s3://{BUCKET}/{folder}.2018-11-01.json": HIDDEN,
        f"s3://{BUCKET}/{folder}_SUCCESS": HIDDEN,
        f"s3://{BUCKET}/{folder}_tmp/": HIDDEN,
        f"s3://{BUCKET}/{folder}notes.txt": NO_JSON,
    }
    assert len(listing.ignored) == 4


def test_a_window_lists_its_days_in_whatever_folder_they_are(lake_client: Any) -> None:
    days = ["2018-10-31", "2018-11-01", "2018-11-30", "2018-12-01"]
    keys = [f"log_data/{day[:4]}/{day[5:7]}/{day}.json" for day in days]
    put(lake_client, *(f"sparkify/{key}" for key in keys))
    put(lake_client, "sparkify/log_data/2017/01/2018-11-02.json", "sparkify/log_data/all.JSON")
    keys = ["log_data/2017/01/2018-11-02.json", *keys, "log_data/all.JSON"]
    lake, months = open_lake(lake_client), Window(date(2018, 11, 1), date(2018, 12, 1))

    assert list_keys(lake, months) == [keys[0], *keys[2:]]
    assert list_keys(lake, Window(first_day=date(2018, 12, 1))) == keys[4:]
    assert list_keys(lake, Window(last_day=date(2018, 11, 1))) == [*keys[1:3], keys[5]]


@pytest.mark.parametrize("window", [EVERY_DAY, Window(date(2018, 1, 1), date(2018, 1, 1))])
def test_a_listing_asks_s3_once_for_each_page_of_keys(lake_client: Any, window: Window) -> None:
    put(lake_client, *(f"sparkify/log_data/{number}/2018-01-01.json" for number in range(25)))
    requests = count_listings(lake_client, keys_a_page=10)
    assert len(list_keys(open_lake(lake_client), window)) == 25
    assert len(requests) == 3


def test_gzip_in_a_bucket_is_known_by_its_first_bytes(lake_client: Any) -> None:
    lake = open_lake(lake_client)
    for name, content in (("a.json", gzip.compress(b'{"a": 1}')), ("b.json.gz", b'{"a": 1}')):
        lake_client.put_object(Bucket=BUCKET, Key=f"sparkify/log_data/{name}", Body=content)
    uris = [file.uri for file in lake.list_files(EVENTS, EVERY_DAY)]
    assert [is_gzip_file(lake, uri) for uri in uris] == [True, False]
    assert [list(read_objects(lake, uri)) for uri in uris] == [[{"a": "1"}]] * 2


def test_more_than_one_page_is_listed(lake_client: Any) -> None:
    names = [f"sparkify/song_data/TR{number}.json" for number in range(5)]
    put(lake_client, *names)
    lake_client.meta.events.register(
        "before-parameter-build.s3.ListObjectsV2",
        lambda params, **_: params.update(MaxKeys=2),
    )
    uris = [file.uri for file in open_lake(lake_client).list_files(SONGS, EVERY_DAY)]
    assert uris == [f"s3://{BUCKET}/{name}" for name in names]


def test_keys_are_taken_literally(lake_client: Any) -> None:
    key = f"log_data/2018/11/2018-11-01 {ODD}.json"
    put(lake_client, f"sparkify/{key}")
    lake = open_lake(lake_client)
    (file,) = lake.list_files(EVENTS, EVERY_DAY)
    assert file.uri == f"s3://{BUCKET}/sparkify/{key}"
    with lake.open(file.uri) as stream:
        assert stream.read() == f"sparkify/{key}".encode()


def test_the_etag_follows_the_content(lake_client: Any) -> None:
    put(lake_client, "sparkify/song_data/TRA.json")
    (before,) = open_lake(lake_client).list_files(SONGS, EVERY_DAY)
    lake_client.put_object(Bucket=BUCKET, Key="sparkify/song_data/TRA.json", Body=b"other")
    (after,) = open_lake(lake_client).list_files(SONGS, EVERY_DAY)
    assert before.etag != after.etag


def test_what_a_batch_wrote_is_removed_and_nothing_else(lake_client: Any) -> None:
    lake = open_lake(lake_client)
    uri = lake.write("b1", "songs-0001.json.gz", b"content")
    lake.write("b2", "x.manifest", b"")
    put(lake_client, "work2/b1/x", "sparkify/song_data/TRA.json")
    assert uri == f"s3://{BUCKET}/work/b1/songs-0001.json.gz"
    assert lake.list_batches() == ["b1", "b2"]

    lake.remove_batch("b1")
    lake.remove_batch("b1")
    keys = [entry["Key"] for entry in lake_client.list_objects_v2(Bucket=BUCKET)["Contents"]]
    assert keys == ["sparkify/song_data/TRA.json", "work/b2/x.manifest", "work2/b1/x"]


def test_the_lakes_own_jsonpaths_file_is_found(lake_client: Any) -> None:
    lake = open_lake(lake_client)
    put(lake_client, "sparkify/log_json_path.json.bak")
    assert lake.find_jsonpaths(EVENTS) is None
    put(lake_client, "sparkify/log_json_path.json")
    assert lake.find_jsonpaths(EVENTS) == f"s3://{BUCKET}/sparkify/log_json_path.json"


def test_a_prefix_without_log_data_is_told_so(lake_client: Any) -> None:
    put(lake_client, "elsewhere/log_data/2018/11/2018-11-01-events.json")
    with pytest.raises(ConfigurationError, match="log_data"):
        list(open_lake(lake_client).list_files(EVENTS, EVERY_DAY))


@pytest.mark.parametrize("few", [0, 100], ids=["listed", "one by one"])
def test_what_changed_since_it_was_listed_is_found(
    lake_client: Any, few: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(s3_lake, "FEW_FILES", few)
    names = [f"sparkify/log_data/{day}.json" for day in ("2018-11-01", "2018-11-02", "2018-11-03")]
    put(lake_client, *names)
    lake = open_lake(lake_client)
    files = lake.list_files(EVENTS, EVERY_DAY).files
    lake_client.put_object(Bucket=BUCKET, Key=names[0], Body=b"other")
    lake_client.delete_object(Bucket=BUCKET, Key=names[1])
    requests = count_listings(lake_client, keys_a_page=10)
    assert lake.find_changed(files) == {f"s3://{BUCKET}/{name}" for name in names[:2]}
    assert lake.find_changed(()) == frozenset()
    assert len(requests) == (0 if few else 1)


def test_an_object_that_is_refused_is_compared_by_the_listing(lake_client: Any) -> None:
    put(lake_client, "sparkify/log_data/2018-11-01.json")
    lake = open_lake(lake_client)
    files = lake.list_files(EVENTS, EVERY_DAY).files
    refuse(lake_client, "HeadObject", "AccessDenied", 403)
    assert lake.find_changed(files) == frozenset()


def test_objects_are_read_ahead_in_order_and_only_so_many_bytes_of_them(
    lake_client: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(s3_lake, "READ_AHEAD_BYTES", 200)
    keys = [f"sparkify/song_data/TR{number:02}.json" for number in range(40)]
    put(lake_client, *keys)
    lake = open_lake(lake_client)
    files = lake.list_files(SONGS, EVERY_DAY).files
    asked: list[str] = []
    lake_client.meta.events.register(
        "before-parameter-build.s3.GetObject", lambda params, **_: asked.append(params["Key"])
    )
    contents = lake.read_all(files)
    assert next(contents) == keys[0].encode()
    assert 0 < len(asked) <= 200 // len(keys[0]) + 1
    assert [*contents] == [key.encode() for key in keys[1:]]


def test_the_region_of_a_bucket_is_asked_of_s3(lake_client: Any) -> None:
    assert find_region(lake_client, BUCKET) == "us-west-2"
    with pytest.raises(ConfigurationError, match=r"open s3://no-bucket: S3 answered NoSuchBucket"):
        find_region(lake_client, "no-bucket")
