"""Python's garbage collection, for processes that import much and end within minutes."""

import gc

# New objects between two looks; Python's own 700 is for small programs. Half a million are
# imported: to look through them again and again takes a third of the time of the imports.
_OBJECTS = 50_000


def collect_seldom() -> None:
    """Looks for garbage seldom from now on."""
    gc.set_threshold(_OBJECTS)
