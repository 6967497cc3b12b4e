"""Python's garbage collection, for processes that import much and end within minutes.

Half a million objects are imported. To look through them again and again takes a third of the
time of the imports, and once more a second at the end of the process.
"""

import atexit
import gc

_OBJECTS = 50_000  # new ones between two looks; Python's own 700 is for small programs


def collect_seldom() -> None:
    """Looks for garbage seldom from now on, and not at all at the end of the process."""
    if gc.get_threshold()[0] != _OBJECTS:
        gc.set_threshold(_OBJECTS)
        atexit.register(gc.freeze)
