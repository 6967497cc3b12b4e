"""The README's picture of a terminal is what the first command shows on one at its end.

`SCREENSHOTS=docs/screenshots pytest --long tests/docs/test_terminal_picture.py` makes it anew.
"""

import io
import os
import re
from pathlib import Path

import pytest
from prefect_server import ROOT
from rich._export_format import CONSOLE_SVG_FORMAT
from rich.console import Console
from rich.text import Text
from stand_in import stop_all
from terminal import open_terminal

PICTURE = ROOT / "docs" / "screenshots" / "terminal.svg"
COLUMNS = 100
# what erases the steps before they are drawn again
ERASED = re.compile(r"\r?(?:\x1b\[2K|\x1b\[1A)+")
LOG_LINE = re.compile(r"^\d\d:\d\d:\d\d.*\n?", re.MULTILINE)
CHANGING = re.compile(
    r"data_docs/\S+/index|(?<=seconds)[^<]*|(?<=warehouse&#160;)[^<]*|[\d.]+(?=&#160;s<)"
)


def run_first_command(home: Path) -> str:
    """What the terminal shows in the end, from the last drawing of the steps on."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")}
    environment = kept | {"SPARKIFY_HOME": str(home), "PREFECT_HOME": str(home.parent / "prefect")}
    environment |= {"TERM": "xterm-256color", "COLUMNS": str(COLUMNS), "LINES": "60"}
    with open_terminal("flows.etl_flow", environment=environment, directory=ROOT) as terminal:
        assert terminal.finish() == 0
    last = ERASED.split(terminal.shown)[-1]
    return LOG_LINE.sub("", last.replace(f"{home.parent}/", "").replace("\r\n", "\n"))


def draw(shown: str) -> str:
    """The terminal as SVG, with the fonts of who looks at it."""
    console = Console(record=True, width=COLUMNS, file=io.StringIO())
    console.print(Text.assemble(("$ ", "bold green"), "python flows/etl_flow.py\n"))
    console.print(Text.from_ansi(shown.rstrip()))
    layout = re.sub(r"@font-face \{\{.*?\}\}\s*", "", CONSOLE_SVG_FORMAT, flags=re.DOTALL)
    return console.export_svg(title="", code_format=layout, unique_id="terminal")


def read_texts(drawn: str) -> list[str]:
    """What the picture says, without the times; steps that run side by side end in any order."""
    return sorted(re.findall(r">([^<]+)</text>", CHANGING.sub("", drawn)))


@pytest.mark.long
def test_the_picture_is_what_the_first_command_shows(tmp_path: Path) -> None:
    home = tmp_path / ".sparkify"
    try:
        drawn = draw(run_first_command(home))
    finally:
        stop_all(home)
    if os.environ.get("SCREENSHOTS"):
        (Path(os.environ["SCREENSHOTS"]) / PICTURE.name).write_text(drawn, "utf-8")
    assert read_texts(drawn) == read_texts(PICTURE.read_text("utf-8"))
