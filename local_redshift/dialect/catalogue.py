"""System views."""

VIEWS: list[str] = []
