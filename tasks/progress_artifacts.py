"""Shows in Prefect how far a long load has come; a short one shows nothing and costs nothing."""

import threading
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import copy_context
from uuid import UUID

import httpx
from prefect import get_run_logger
from prefect.artifacts import create_progress_artifact, update_progress_artifact
from prefect.exceptions import PrefectException

from warehouse.lake.files import LakeFile
from warehouse.loading.progress import Work, listen

SHOWN_AFTER_SECONDS = 10.0
UPDATE_SECONDS = 5.0
_LAST_UPDATE_SECONDS = 2.0  # that a run waits at most for the last figure


@contextmanager
def show_progress(kind: str, files: Iterable[LakeFile]) -> Iterator[None]:
    """Shows a progress artifact for packing and one for COPY, while the block goes on for long.

    They are made beside the work, which neither waits for Prefect nor fails with it.

    Args:
        kind: Which files, e.g. `events`.
        files: All of them.
    """
    shown = _Progress(kind, files)
    thread = threading.Thread(target=copy_context().run, args=(shown.show,), daemon=True)
    thread.start()
    try:
        with listen(shown.add):
            yield
    finally:
        shown.ended.set()
        thread.join(_LAST_UPDATE_SECONDS)


class _Progress:
    """How much of some files is packed and copied, by their bytes."""

    def __init__(self, kind: str, files: Iterable[LakeFile]) -> None:
        self.ended = threading.Event()
        self._kind = kind
        self._sizes = {file.uri: file.size_bytes for file in files}
        self._total_bytes = sum(self._sizes.values())
        self._done_bytes: Counter[Work] = Counter()
        self._artifacts: dict[Work, UUID] = {}
        self._shown: dict[Work, float] = {}

    def add(self, work: Work, uris: Iterable[str]) -> None:
        """Counts files that are done; parts of packs are none."""
        self._done_bytes[work] += sum(self._sizes.get(uri, 0) for uri in uris)

    def show(self) -> None:
        """Makes the artifacts when the work takes long, and keeps them up to date to its end."""
        has_ended = self.ended.wait(SHOWN_AFTER_SECONDS)
        while not has_ended:
            try:
                self._update()
                has_ended = self.ended.wait(UPDATE_SECONDS)
                if has_ended:
                    self._update()
            except (httpx.HTTPError, PrefectException, OSError) as error:
                get_run_logger().warning("the progress of %s is not shown: %s", self._kind, error)
                return

    def _update(self) -> None:
        for work, done_bytes in list(self._done_bytes.items()) or [("copied", 0)]:
            percent = round(100 * done_bytes / max(self._total_bytes, 1), 1)
            if self._shown.get(work) != percent:
                self._send(work, percent)
                self._shown[work] = percent

    def _send(self, work: Work, percent: float) -> None:
        if work in self._artifacts:
            update_progress_artifact(self._artifacts[work], progress=percent)
            return
        made = create_progress_artifact(
            percent,
            key=f"sparkify-etl-{self._kind}-{work}",
            description=f"Bytes of the {self._kind}' files that are {work}, in percent",
        )
        assert isinstance(made, UUID)  # noqa: S101 - not awaitable: no event loop runs here
        self._artifacts[work] = made
