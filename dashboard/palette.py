"""The colours of every chart; each is readable on a white and on a dark ground."""

MAIN = "#3b82f6"
SECOND = "#d97706"
THIRD = "#0d9488"
MUTED = "#94a3b8"
CATEGORIES = [MAIN, SECOND, THIRD, "#a855f7", "#e11d48", "#65a30d", "#64748b"]
INK = "#728298"  # small text beside bars
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

LIGHT_RAMP = ["#eff6ff", "#bfdbfe", "#60a5fa", "#2563eb", "#1e3a8a"]
DARK_RAMP = ["#17233a", "#1e3a70", "#2257b0", "#4c8df0", "#e3efff"]
