"""A lake in a bucket that holds what a directory holds."""

from pathlib import Path

from changing_lake import ChangingLake
from s3_server import S3Server
from stand_in import StandIn

from warehouse.lake.s3_lake import S3Lake

PREFIX = "sparkify"


class SyncedBucket:
    """A bucket below whose prefix lies what `lake/` of a directory holds.

    Args:
        server: Where the bucket is.
        name: The bucket.
        root: The directory.
        prefix: Of the lake.

    Attributes:
        lake: The lake in the bucket.
        uri: Its address.
    """

    def __init__(self, server: S3Server, name: str, root: Path, prefix: str = PREFIX) -> None:
        self.server = server
        self.name = name
        self._root = root / "lake"
        self._prefix = prefix
        self._work = f"{prefix}-work"
        self._synced: dict[str, bytes] = {}
        self.uri = f"s3://{name}/{prefix}"
        region = str(server.client.meta.region_name)
        self.lake = S3Lake(
            server.client, name, prefix=prefix, work_prefix=self._work, region=region
        )

    def sync(self) -> None:
        """Writes what is new or other than before, and deletes what is gone."""
        files = {
            str(path.relative_to(self._root)): path.read_bytes()
            for path in self._root.rglob("*")
            if path.is_file()
        }
        for key, content in files.items():
            if self._synced.get(key) != content:
                self.server.put(self.name, f"{self._prefix}/{key}", content)
        for key in self._synced.keys() - files.keys():
            self.server.client.delete_object(Bucket=self.name, Key=f"{self._prefix}/{key}")
        self._synced = files

    def remove(self) -> None:
        """Deletes what was written."""
        for prefix in (self._prefix, self._work):
            for key in self.server.keys(self.name, f"{prefix}/"):
                self.server.client.delete_object(Bucket=self.name, Key=key)

    def work_files(self) -> list[str]:
        """What batches have left behind."""
        return self.server.keys(self.name, f"{self._work}/")


class ChangingBucket(ChangingLake):
    """A changing lake in a bucket."""

    def __init__(self, stand_in: StandIn, root: Path, bucket: SyncedBucket) -> None:
        self._bucket = bucket
        super().__init__(stand_in, root, bucket.lake)

    @property
    def place(self) -> str:
        """Where the lake is, as `stepwise` opens it."""
        return self._bucket.uri

    def change(self) -> None:
        """Brings the lake into its other state."""
        super().change()
        self._bucket.sync()

    def check(self) -> None:
        """Fails unless the star is that of the present state, and nothing is left behind."""
        super().check()
        assert self._bucket.work_files() == []
