"""Writes the pages that follow from the code: `python -m documentation`."""

from pathlib import Path

from documentation.architecture_picture import draw_architecture
from documentation.data_dictionary import write_dictionary

DOCS = Path(__file__).resolve().parents[1] / "docs"
PAGES = {
    "data_dictionary.md": write_dictionary,
    "architecture.svg": draw_architecture,
}


def main() -> None:
    """Writes each page in place of the old one, and prints its path."""
    for name, write in PAGES.items():
        (DOCS / name).write_text(write(), encoding="utf-8")
        print(DOCS / name)


if __name__ == "__main__":
    main()
