"""The colours of every chart; those of bars can be seen on a white and on a dark ground."""

from typing import Any

MAIN = "#3b82f6"
SECOND = "#d97706"
THIRD = "#0d9488"
MUTED = "#94a3b8"
CATEGORIES = [MAIN, SECOND, THIRD, "#a855f7", "#e11d48", "#65a30d", "#64748b"]
STROKE = "#0f1522"  # across a bar

LEVEL_COLOURS = {"paid": MAIN, "free": SECOND, "unknown": MUTED}
STATE_COLOURS = {"complete": MAIN, "not complete": MUTED}
GENDER_COLOURS = {"female": MAIN, "male": SECOND, "unknown": MUTED}
CHANGE_COLOURS = {"upgrade": THIRD, "downgrade": SECOND, "other": MUTED}
TREND_COLOURS = {"new": THIRD, "rising": MAIN, "falling": SECOND}
BROWSER_COLOURS = {
    "Chrome": MAIN,
    "Safari": "#e11d48",
    "Firefox": SECOND,
    "Edge": THIRD,
    "Internet Explorer": "#a855f7",
    "Opera": "#65a30d",
    "other": "#64748b",
    "unknown": MUTED,
}
# from few to all; each with the text that can be read on it
COHORT_STEPS = [0.25, 0.5, 0.75]
COHORT_COLOURS = ["#dbeafe", "#93c5fd", "#1d4ed8", "#1e3a8a"]
COHORT_INKS = ["#0f1522", "#0f1522", "#ffffff", "#ffffff"]

# of text, of lines, and from little to much
_LIGHT = ("#475569", "#dbe2ec", ["#eff6ff", "#bfdbfe", "#60a5fa", "#2563eb", "#1e3a8a"])
_DARK = ("#cbd5e1", "#2c3950", ["#17233a", "#1e3a70", "#2257b0", "#4c8df0", "#e3efff"])


def look(*, is_dark: bool) -> dict[str, Any]:
    """Vega-Lite's configuration for one ground: its text has the contrast of the page's."""
    ink, line, ramp = _DARK if is_dark else _LIGHT
    words: dict[str, object] = {"labelColor": ink, "titleColor": ink, "titleFontWeight": "normal"}
    words |= {"labelFontSize": 12, "titleFontSize": 12}
    return {
        "background": "transparent",
        "font": '"Source Sans", system-ui, sans-serif',
        "axis": words
        | {"gridColor": line, "domainColor": line, "tickColor": line}
        | {"labelPadding": 6, "labelSeparation": 8, "titlePadding": 8},
        "legend": words,
        "text": {"color": ink, "fontSize": 12},
        "view": {"stroke": "transparent"},
        "range": {"ramp": ramp, "heatmap": ramp, "category": CATEGORIES},
    }
