"""moto's S3 as a process of its own, which fails on demand.

`python tests/support/s3_server.py` serves on a free port of 127.0.0.1, which it prints. `PUT
/_faults` takes a list of faults as JSON; each strikes the requests of its method and path.
"""

import json
import os
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from typing import Any

import boto3
from botocore.config import Config

REGION = "eu-north-1"
KEYS = {"AWS_ACCESS_KEY_ID": "testing", "AWS_SECRET_ACCESS_KEY": "testing"}

Environment = dict[str, Any]
Application = Callable[[Environment, Callable[..., Any]], Iterable[bytes]]


@dataclass
class Fault:
    """What goes wrong with requests.

    Attributes:
        method: Of the requests, e.g. `GET`.
        path: What the path and query of the requests hold.
        status: What is answered instead; 0 cuts the connection in the middle of the true answer.
        code: The code of S3's that goes with it.
        times: How often it strikes.
        size_bytes: Answers as many bytes of lines instead.
    """

    method: str
    path: str
    status: int = 403
    code: str = "AccessDenied"
    times: int = 1_000_000
    size_bytes: int = 0


LINE = b'{"a": 1, "rest": "' + b"x" * 1004 + b'"}\n'


class FaultyApplication:
    """A WSGI application that passes requests on unless a fault strikes them."""

    def __init__(self, application: Application) -> None:
        self._application = application
        self._faults: list[Fault] = []
        self._struck: list[str] = []
        self._lock = threading.Lock()

    def __call__(self, environ: Environment, start: Callable[..., Any]) -> Iterable[bytes]:
        if environ["PATH_INFO"] == "/_faults":
            return self._control(environ, start)
        fault = self._find(environ)
        if fault is None:
            return self._application(environ, start)
        if fault.size_bytes:
            return self._send_lines(fault.size_bytes, start)
        if fault.status:
            start(f"{fault.status} Refused", [("Content-Type", "application/xml")])
            return [f"<Error><Code>{fault.code}</Code><Message>no</Message></Error>".encode()]
        return self._cut(b"".join(self._application(environ, start)))

    def _control(self, environ: Environment, start: Callable[..., Any]) -> list[bytes]:
        with self._lock:
            if environ["REQUEST_METHOD"] == "PUT":
                content = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))
                self._faults = [Fault(**fault) for fault in json.loads(content)]
                self._struck = []
            start("200 OK", [("Content-Type", "application/json")])
            return [json.dumps(self._struck).encode()]

    def _find(self, environ: Environment) -> Fault | None:
        method = environ["REQUEST_METHOD"]
        path = environ["PATH_INFO"].encode("latin-1").decode()  # as WSGI wraps it
        address = f"{path}?{environ.get('QUERY_STRING', '')}"
        with self._lock:
            for fault in self._faults:
                if fault.times and fault.method == method and fault.path in address:
                    fault.times -= 1
                    self._struck.append(f"{method} {address}")
                    return fault
        return None

    @staticmethod
    def _cut(content: bytes) -> Iterator[bytes]:
        yield content[: len(content) // 2]
        raise ConnectionAbortedError

    @staticmethod
    def _send_lines(size_bytes: int, start: Callable[..., Any]) -> Iterator[bytes]:
        start("200 OK", [("Content-Length", str(size_bytes)), ("ETag", '"lines"')])
        lines = LINE * 1024
        for _ in range(size_bytes // len(lines)):
            yield lines
        yield lines[: size_bytes % len(lines)]


@dataclass
class S3Server:
    """A running server.

    Attributes:
        url: Its endpoint.
        client: A client of it.
    """

    url: str
    client: Any

    @property
    def variables(self) -> dict[str, str]:
        """What a process needs in its environment to reach it."""
        return {**KEYS, "AWS_ENDPOINT_URL_S3": self.url, "AWS_DEFAULT_REGION": REGION}

    def make_bucket(self, name: str) -> None:
        """A new bucket."""
        self.client.create_bucket(
            Bucket=name, CreateBucketConfiguration={"LocationConstraint": REGION}
        )

    def put(self, bucket: str, key: str, content: bytes) -> str:
        """Writes an object and gives its URI."""
        self.client.put_object(Bucket=bucket, Key=key, Body=content)
        return f"s3://{bucket}/{key}"

    def keys(self, bucket: str, prefix: str = "") -> list[str]:
        """The keys below a prefix."""
        found = self.client.list_objects_v2(Bucket=bucket, Prefix=prefix)
        return [entry["Key"] for entry in found.get("Contents", [])]

    @contextmanager
    def faults(self, *faults: Fault) -> Iterator[None]:
        """These go wrong within the block, and none before or after."""
        self._control([asdict(fault) for fault in faults])
        try:
            yield
        finally:
            self._control([])

    def struck(self) -> list[str]:
        """The requests that a fault of the open block has struck."""
        return self._control(None)

    def _control(self, faults: list[dict[str, Any]] | None) -> list[str]:
        data = None if faults is None else json.dumps(faults).encode()
        request = urllib.request.Request(  # noqa: S310 - our own server
            f"{self.url}/_faults", data, method="GET" if data is None else "PUT"
        )
        with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310
            struck: list[str] = json.load(answer)
        return struck


@contextmanager
def run_server() -> Iterator[S3Server]:
    """A server that runs while the block does."""
    environment = {**os.environ, "MOTO_S3_DEFAULT_KEY_BUFFER_SIZE": "16777216"}
    with subprocess.Popen(
        [sys.executable, __file__], stdout=subprocess.PIPE, text=True, env=environment
    ) as process:
        try:
            assert process.stdout is not None
            url = f"http://127.0.0.1:{int(process.stdout.readline())}"
            client = boto3.client(
                "s3",
                endpoint_url=url,
                region_name=REGION,
                aws_access_key_id="testing",
                aws_secret_access_key="testing",  # noqa: S106
                config=Config(s3={"addressing_style": "path"}, retries={"total_max_attempts": 2}),
            )
            yield S3Server(url, client)
            client.close()
        finally:
            process.terminate()


def _serve() -> None:
    # Imported here: tests that only use the client need neither.
    from moto.moto_server.werkzeug_app import (  # noqa: PLC0415
        DomainDispatcherApplication,
        create_backend_app,
    )
    from werkzeug.serving import WSGIRequestHandler, make_server  # noqa: PLC0415

    class QuietHandler(WSGIRequestHandler):
        protocol_version = "HTTP/1.1"  # connections are kept, as S3 keeps them

        def log(self, *_: object) -> None:
            """Says nothing: faults are wanted here."""

    application = FaultyApplication(DomainDispatcherApplication(create_backend_app))
    server = make_server("127.0.0.1", 0, application, threaded=True, request_handler=QuietHandler)
    print(server.port, flush=True)  # noqa: T201
    parent = os.getppid()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    while os.getppid() == parent:  # whoever started it may be killed
        time.sleep(0.5)


if __name__ == "__main__":
    _serve()
