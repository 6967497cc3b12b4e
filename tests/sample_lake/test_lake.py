import hashlib
import subprocess
import sys
from pathlib import Path

import pytest

from sample_lake import LakeError, make_lake

REAL_LAKE = Path(__file__).parents[3] / "shared/data/sparkify"


def digest(root: Path) -> str:
    """Returns a hash of all paths and bytes."""
    files = sorted(path for path in root.rglob("*") if path.is_file())
    hashed = hashlib.sha256()
    for path in files:
        hashed.update(
            path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes() + b"\0"
        )
    return hashed.hexdigest()


def small_lake(directory: Path, *, seed: int = 42, force: bool = False) -> Path:
    return make_lake(directory, seed=seed, days=3, events=600, songs=130, force=force).directory


def test_a_seed_gives_the_same_bytes_on_every_python_and_system(tmp_path: Path) -> None:
    hashed = "a848d20852d255a0913252aa123743593d9a7755e5a66a9bf96794a4f4503795"
    assert digest(small_lake(tmp_path / "one")) == hashed
    assert digest(small_lake(tmp_path / "two")) == hashed


def test_hash_order_does_not_matter(tmp_path: Path) -> None:
    for hash_seed in ("1", "2"):
        command = [sys.executable, "-m", "sample_lake", str(tmp_path / hash_seed)]
        options = ["--events", "600", "--songs", "130", "--days", "3"]
        subprocess.run(
            [*command, *options],
            env={"PYTHONHASHSEED": hash_seed},
            check=True,
            stdout=subprocess.DEVNULL,
        )
    assert digest(tmp_path / "1") == digest(tmp_path / "2") == digest(small_lake(tmp_path / "3"))


def test_another_seed_gives_another_lake(tmp_path: Path) -> None:
    assert digest(small_lake(tmp_path / "a", seed=1)) != digest(small_lake(tmp_path / "b", seed=2))


def test_files_are_written_as_the_real_ones_are(tmp_path: Path) -> None:
    root = small_lake(tmp_path / "lake")
    files = [path.read_bytes() for path in root.rglob("*.json")]
    assert all(text.isascii() and text.endswith(b"}") and b"\r" not in text for text in files)
    log = b"".join(path.read_bytes() for path in root.glob("log_data/**/*.json"))
    assert b"Mozilla\\/5.0" in log
    assert b": " not in log.replace(b"; ", b"").split(b"\n")[0].split(b'"userAgent"')[0]


def test_the_json_paths_file_is_the_real_one(tmp_path: Path) -> None:
    real = REAL_LAKE / "log_json_path.json"
    if not real.exists():
        pytest.skip(f"{real}: the real input is not on this machine")
    made = small_lake(tmp_path / "lake") / "log_json_path.json"
    assert made.read_bytes() == real.read_bytes()


def test_the_summary_counts_what_lies_there(tmp_path: Path) -> None:
    lake = make_lake(tmp_path / "lake", days=3, events=600, songs=130)
    sizes = [path.stat().st_size for path in lake.directory.rglob("*") if path.is_file()]
    assert (lake.files, lake.size_bytes) == (len(sizes), sum(sizes))
    assert (lake.events, lake.days, lake.songs) == (600, 3, 130)


def test_an_empty_directory_is_filled_and_a_missing_parent_made(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert digest(small_lake(tmp_path / "empty")) == digest(small_lake(tmp_path / "a/b/c"))


def test_a_lake_is_replaced_only_when_forced(tmp_path: Path) -> None:
    before = digest(small_lake(tmp_path / "lake", seed=1))
    with pytest.raises(LakeError, match=r"is not empty.*--force"):
        small_lake(tmp_path / "lake", seed=2)
    assert digest(tmp_path / "lake") == before
    small_lake(tmp_path / "lake", seed=2, force=True)
    assert digest(tmp_path / "lake") == digest(small_lake(tmp_path / "other", seed=2))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["lake", "other"]


def test_what_is_no_lake_is_never_replaced(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("years of work")
    with pytest.raises(LakeError, match=r"thesis\.txt.*no part of a lake"):
        small_lake(tmp_path, force=True)
    assert (tmp_path / "thesis.txt").read_text() == "years of work"
    with pytest.raises(LakeError, match="is a file"):
        small_lake(tmp_path / "thesis.txt", force=True)


def test_the_current_directory_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(LakeError, match="current directory"):
        small_lake(Path())


@pytest.mark.parametrize("name", ["events", "songs", "days", "users"])
def test_too_small_a_number_is_refused_by_name(tmp_path: Path, name: str) -> None:
    with pytest.raises(LakeError, match=f"^{name}: 0 is too few"):
        make_lake(tmp_path / "lake", **{name: 0})  # type: ignore[arg-type]
    assert not list(tmp_path.iterdir())
