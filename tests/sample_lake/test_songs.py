import re
from collections import Counter, defaultdict

from sample_lake.songs import make_songs, song_path
from tests.sample_lake.conftest import ReadLake

SONG_FIELDS = (
    "artist_id", "artist_latitude", "artist_location", "artist_longitude", "artist_name",
    "duration", "num_songs", "song_id", "title", "year",
)  # fmt: skip


def test_every_song_has_the_fields_of_a_song_file_in_their_order(lake: ReadLake) -> None:
    assert {tuple(song) for song in lake.songs} == {SONG_FIELDS}
    assert len(lake.songs) == lake.summary.songs == 1000


def test_ids_look_like_the_real_ones_and_song_ids_are_unique(lake: ReadLake) -> None:
    assert all(re.fullmatch("SO[A-Z]{5}12A8[0-9A-F]{7}", song["song_id"]) for song in lake.songs)
    assert all(re.fullmatch("AR[A-Z]{5}1187[0-9A-F]{7}", song["artist_id"]) for song in lake.songs)
    assert len({song["song_id"] for song in lake.songs}) == 1000


def test_a_song_file_lies_in_the_folder_that_its_track_id_names(lake: ReadLake) -> None:
    root = lake.summary.directory / "song_data"
    for path in root.glob("**/*.json"):
        assert re.fullmatch("TR[A-Z]{5}128F[0-9A-F]{7}", path.stem)
        assert path.parent == root / path.stem[2] / path.stem[3] / path.stem[4]


def test_track_paths_of_a_large_catalogue_are_unique() -> None:
    assert len({song_path(number, seed=3) for number in range(30_000)}) == 30_000


def test_one_artist_can_have_several_names_and_places(lake: ReadLake) -> None:
    spellings = defaultdict(set)
    for song in lake.songs:
        spellings[song["artist_id"]].add((song["artist_name"], song["artist_location"]))
    several = [known for known in spellings.values() if len(known) > 1]
    assert any(len({name for name, _ in known}) > 1 for known in several)
    assert any(len({place for _, place in known}) > 1 for known in several)
    assert 850 < len(spellings) < 1000


def test_one_name_and_title_can_have_several_song_ids(lake: ReadLake) -> None:
    twins = defaultdict(list)
    for song in lake.songs:
        twins[song["artist_name"], song["title"]].append(song["duration"])
    gaps = [max(known) - min(known) for known in twins.values() if len(known) > 1]
    assert any(gap == 0 for gap in gaps)
    assert any(gap > 2 for gap in gaps)


def test_a_few_names_and_locations_are_json_numbers(lake: ReadLake) -> None:
    for field in ("artist_name", "artist_location"):
        numbers = [song for song in lake.songs if isinstance(song[field], int)]
        assert 1 <= len(numbers) <= 10


def test_unknown_years_locations_and_coordinates_are_common(lake: ReadLake) -> None:
    years = Counter(song["year"] == 0 for song in lake.songs)
    assert 0.2 < years[True] / 1000 < 0.4
    assert 0.3 < sum(song["artist_location"] == "" for song in lake.songs) / 1000 < 0.6
    latitudes = [song["artist_latitude"] for song in lake.songs]
    assert 0.55 < latitudes.count(None) / 1000 < 0.8
    assert all(
        (s["artist_latitude"] is None) == (s["artist_longitude"] is None) for s in lake.songs
    )


def test_texts_hold_quotes_commas_slashes_accents_and_reach_real_lengths(lake: ReadLake) -> None:
    texts = [str(song[field]) for song in lake.songs for field in ("artist_name", "title")]
    for mark in "\",'/&":
        assert any(mark in text for text in texts)
    assert 0.01 < sum(not text.isascii() for text in texts) / len(texts) < 0.2
    assert max(len(str(song["artist_name"]).encode()) for song in lake.songs) > 255
    assert max(len(song["title"].encode()) for song in lake.songs) >= 174
    assert max(len(text.encode()) for text in texts) < 512


def test_a_longer_catalogue_begins_with_the_shorter_one() -> None:
    assert list(make_songs(300, seed=9))[:120] == list(make_songs(120, seed=9))


def test_another_seed_gives_other_songs() -> None:
    assert list(make_songs(10, seed=1)) != list(make_songs(10, seed=2))
