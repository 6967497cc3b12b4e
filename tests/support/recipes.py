"""The recipes of `docs/how-to.md`: read from the page, and followed in a copy of the project."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs/how-to.md"
_BLOCK = re.compile(
    r"(?:^`(?P<path>[^`\n]+)`\n\n)?^```(?P<kind>\w+)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL
)
_LEFT_OUT = shutil.ignore_patterns(
    ".*_cache", ".git", ".sparkify", "*.egg-info", "__pycache__", "screenshots", "infra"
)
_SECONDS = 900


@dataclass(frozen=True)
class Block:
    """One block of code of a recipe.

    Attributes:
        path: The file that it makes or changes; empty for commands.
        kind: Its language: `diff` changes a file, `bash` is run, `console` is for people.
        text: What stands in it.
    """

    path: str
    kind: str
    text: str


def read_recipes() -> dict[str, list[Block]]:
    """The blocks of each recipe by its heading."""
    _, *parts = PAGE.read_text("utf-8").split("\n## ")
    return {
        part.partition("\n")[0]: [
            Block(match["path"] or "", match["kind"], match["text"])
            for match in _BLOCK.finditer(part)
        ]
        for part in parts
    }


def copy_project(directory: Path) -> Path:
    """A copy of the project."""
    return Path(shutil.copytree(ROOT, directory / "project", ignore=_LEFT_OUT))


def apply(project: Path, block: Block) -> None:
    """Writes a new file, or changes one; each place must be there exactly once."""
    path = project / block.path
    if block.kind == "diff":
        text = path.read_text("utf-8")
        for old, new in _read_changes(block.text):
            assert text.count(old) == 1, f"{block.path} has {text.count(old)} times:\n{old}"
            text = text.replace(old, new)
    else:
        assert not path.exists(), f"{block.path} is there already"
        path.parent.mkdir(parents=True, exist_ok=True)
        text = block.text
    path.write_text(text, "utf-8")


def _read_changes(text: str) -> Iterator[tuple[str, str]]:
    """What is replaced and by what, place by place."""
    for place in text.split("@@\n"):
        yield _keep(place, " -"), _keep(place, " +")


def _keep(place: str, signs: str) -> str:
    return "\n".join(line[1:] for line in place.splitlines() if line[:1] in signs)


def run(project: Path, commands: str) -> str:
    """What commands print that run in the project and must all succeed."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    modules = f"{project}{os.pathsep}{project / 'tests/support'}"
    done = subprocess.run(
        ["bash", "-euc", commands],
        cwd=project,
        env=os.environ | {"PATH": path, "PYTHONPATH": modules},
        capture_output=True,
        text=True,
        timeout=_SECONDS,
        check=False,
    )
    assert done.returncode == 0, f"{commands}\n{done.stdout}\n{done.stderr}"
    return done.stdout
