"""The scripts that draw the charts in a browser, out of the installed package.

Bundling them takes more than a second and, in Python, holds everything else up: a process of its
own does it, once for a version, and the state directory keeps the file.
"""

import subprocess
import sys
import threading
from importlib.metadata import version

import altair as alt
import vl_convert

from blocks.state import make_state_directory
from warehouse.lake.private_files import write_private

_IS_MADE_ONCE = threading.Lock()


def read_scripts() -> str:
    """The scripts as the text of a script element.

    Raises:
        ConfigurationError: The state directory cannot be used.
        subprocess.CalledProcessError: The scripts could not be bundled.
    """
    directory = make_state_directory("reports")
    path = directory / f"vega-lite-{_find_version()}-{version('vl-convert-python')}.js"
    with _IS_MADE_ONCE:
        if not path.is_file():
            draft = path.with_suffix(f".{threading.get_native_id()}")
            write_private(draft, _bundle_apart())
            draft.replace(path)
    return path.read_text(encoding="utf-8")


def _find_version() -> str:
    """The version of Vega-Lite that the charts are written for, e.g. `6.4`."""
    return ".".join(alt.SCHEMA_VERSION.removeprefix("v").split(".")[:2])


def _bundle_apart() -> bytes:
    command = [sys.executable, "-m", "dashboard.scripts"]
    return subprocess.run(command, check=True, capture_output=True).stdout  # noqa: S603 - our own module


def _bundle() -> str:
    bundle: str = vl_convert.javascript_bundle(vl_version=_find_version())  # type: ignore[call-arg]
    return bundle.replace("</script", r"<\/script")


if __name__ == "__main__":
    sys.stdout.buffer.write(_bundle().encode())
