"""Where the pages of a run lie, as commands to type: browsers refuse links to files."""

import socket
from collections.abc import Iterable, Sequence
from pathlib import Path

from prefect import get_run_logger

from warehouse.errors import WarehouseError
from warehouse.lake.files import Lake


def keep_pages(lake: Lake, batch_id: str, folder: str, pages: Sequence[Path]) -> str:
    """Where pages can be opened, as markdown; a lake in a bucket has a copy of them.

    Args:
        lake: What was loaded.
        batch_id: Whose pages they are.
        folder: Where they are kept among those of the batch.
        pages: The first is the one to open.
    """
    lines = [
        f"On the machine that ran, `{socket.gethostname()}`:",
        *_fence(f'python -m webbrowser "{pages[0].as_uri()}"'),
    ]
    try:
        uris = list(_copy(lake, batch_id, folder, pages))
    except (WarehouseError, OSError) as error:
        get_run_logger().warning("no copy of the pages is beside the lake: %s", error)
        uris = []
    if uris:
        place = uris[0].rpartition("/")[0]
        lines += [
            "",
            f"In the lake's bucket, `{uris[0]}`:",
            *_fence(
                f'aws s3 cp --recursive "{place}/" {folder}/',
                f"python -m webbrowser {folder}/{pages[0].name}",
            ),
        ]
    return "\n".join(lines)


def _copy(lake: Lake, batch_id: str, folder: str, pages: Iterable[Path]) -> Iterable[str]:
    for page in pages:
        uri = lake.keep_page(batch_id, f"{folder}/{page.name}", page.read_bytes())
        if uri is not None:
            yield uri


def _fence(*commands: str) -> list[str]:
    return ["", "```bash", *commands, "```"]
