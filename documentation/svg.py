"""Shapes of a drawing as SVG text."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

INK = "#1e293b"
LINE_HEIGHT = 16

_STYLE = f"""\
<style>
text {{ font: 12px system-ui, sans-serif; fill: {INK}; }}
.head {{ font-weight: 600; font-size: 13px; }}
.sql {{ font-family: ui-monospace, monospace; font-size: 11px; }}
.faint {{ fill: #64748b; }}
.centre {{ text-anchor: middle; }}
.task {{ fill: #e0e7ff; stroke: #6366f1; }}
.schema {{ fill: #f8fafc; stroke: #64748b; }}
.transaction {{ fill: none; stroke: #ea580c; stroke-width: 1.5; stroke-dasharray: 6 4; }}
.orange {{ fill: #c2410c; }}
.lease {{ stroke: #16a34a; stroke-width: 3; }}
.green {{ fill: #15803d; }}
.border {{ stroke: #6366f1; stroke-width: 1.5; stroke-dasharray: 2 4; }}
.violet {{ fill: #4338ca; }}
.arrow {{ fill: none; stroke: {INK}; stroke-width: 1.5; marker-end: url(#head); }}
</style>
<defs><marker id="head" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" \
orient="auto"><path d="M0,0 L8,4 L0,8 z" fill="{INK}"/></marker></defs>"""


@dataclass(frozen=True)
class Box:
    """A rectangle by its left and upper edge, width and height."""

    x: int
    y: int
    width: int
    height: int

    @property
    def right(self) -> int:
        """Its right edge."""
        return self.x + self.width

    @property
    def bottom(self) -> int:
        """Its lower edge."""
        return self.y + self.height

    def draw(self, look: str) -> str:
        """The rectangle, in a look of the style sheet."""
        place = f'x="{self.x}" y="{self.y}" width="{self.width}" height="{self.height}"'
        return f'<rect {place} rx="6" class="{look}"/>'


def draw_text(x: int, y: int, lines: Sequence[str], look: str = "") -> str:
    """Lines of text, the first with its foot at y."""
    return "\n".join(
        f'<text x="{x}" y="{y + number * LINE_HEIGHT}" class="{look}">{escape(line)}</text>'
        for number, line in enumerate(lines)
    )


def draw_path(points: Sequence[tuple[int, int]], look: str = "arrow") -> str:
    """A line through some points."""
    places = " ".join(f"{x},{y}" for x, y in points)
    return f'<polyline points="{places}" class="{look}"/>'


def wrap_drawing(width: int, height: int, shapes: Sequence[str]) -> str:
    """The whole drawing, on white."""
    size = f'viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
    ground = f'<rect width="{width}" height="{height}" fill="#ffffff"/>'
    opening = f'<svg xmlns="http://www.w3.org/2000/svg" {size}>'
    return "\n".join((opening, _STYLE, ground, *shapes, "</svg>\n"))
