"""Several readers who open the pages at once, while the first of them is still being loaded."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
import websockets
from free_port import find_free_port
from prefect_server import BUSY_SECONDS, wait_until
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.typing import Subprotocol

ROOT = Path(__file__).parents[2]
READERS = 4


@pytest.fixture
def port(home: Path) -> Iterator[int]:
    """The port of a dashboard that nobody has opened yet."""
    number = find_free_port()
    command = [sys.executable, "-m", "streamlit", "run", "dashboard/app.py"]
    command += [f"--server.port={number}", "--server.headless=true"]
    environment = os.environ | {"SPARKIFY_HOME": str(home)}
    with (home / "first.log").open("wb") as log:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
        try:
            wait_until(lambda: is_up(number), BUSY_SECONDS, "the dashboard")
            yield number
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(BUSY_SECONDS)


def is_up(port: int) -> bool:
    try:
        return httpx.get(f"http://127.0.0.1:{port}/_stcore/health", timeout=5).is_success
    except httpx.HTTPError:
        return False


async def read_page(port: int) -> list[str]:
    """The kinds of elements that a reader's page consists of."""
    url = f"ws://127.0.0.1:{port}/_stcore/stream"
    async with websockets.connect(
        url, max_size=None, subprotocols=[Subprotocol("streamlit")]
    ) as socket_:
        message = BackMsg()
        message.rerun_script.query_string = ""
        await socket_.send(message.SerializeToString())
        kinds: list[str] = []
        while True:
            answer = ForwardMsg()
            answer.ParseFromString(await asyncio.wait_for(socket_.recv(), BUSY_SECONDS))
            if answer.WhichOneof("type") == "script_finished":
                return kinds
            if answer.delta.WhichOneof("type") == "new_element":
                kinds.append(str(answer.delta.new_element.WhichOneof("type")))


async def read_pages(port: int) -> list[list[str]]:
    return await asyncio.gather(*(read_page(port) for _ in range(READERS)))


def test_readers_who_come_at_once_each_get_the_whole_page(port: int) -> None:
    pages = asyncio.run(read_pages(port))
    assert [page.count("exception") for page in pages] == [0] * READERS
    assert [page.count("vega_lite_chart") for page in pages] == [5] * READERS


def test_what_the_pages_import_is_there_before_the_first_reader_is() -> None:
    listed = "import sys, dashboard.app; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", listed], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert {"altair", "pandas", "redshift_connector"} <= set(done.stdout.split())
