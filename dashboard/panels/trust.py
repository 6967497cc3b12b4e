"""Whether the figures can be trusted: freshness, batches, checks, rejected lines, match rate."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from dashboard.charts import SHARE, columns, day_axis, quantity, tooltips
from dashboard.filters import Filters
from dashboard.formats import format_count, format_day, format_moment, format_span
from dashboard.panels.panel import Drawing, Figure, Panel, Rows, Subject, Table


def _draw_freshness(rows: Rows, _filters: Filters) -> Drawing:
    fresh = rows[0]
    return Drawing(
        [
            Figure(
                "Last play", format_moment(fresh["last_play_at"]), "Start of the newest play, UTC."
            ),
            Figure("Last published", _age(fresh), "Since a batch last changed the figures."),
            Figure("Days loaded", f"{fresh['days_loaded']:,}", _span(fresh)),
            Figure("Batches", f"{fresh['batches']:,}", "Batches published in all."),
        ]
    )


def _age(fresh: Mapping[str, Any]) -> str:
    if fresh["published_at"] is None:
        return "never"
    age = max(fresh["checked_at"] - fresh["published_at"], timedelta())
    for unit, seconds in (("days", 86400), ("h", 3600), ("min", 60)):
        if age.total_seconds() >= 2 * seconds:
            return f"{age.total_seconds() / seconds:,.0f} {unit} ago"
    return "just now"


def _span(fresh: dict[str, Any]) -> str:
    if fresh["first_day"] is None:
        return "UTC days with a loaded file."
    return f"UTC days with a loaded file, {format_span(fresh['first_day'], fresh['last_day'])}."


def _draw_match_rate(rows: Rows, filters: Filters) -> Drawing:
    tooltip = tooltips(
        "day_text:N",
        ("match_rate:Q", "Found in the catalogue", SHARE),
        ("matched_plays:Q", "Plays found"),
        "plays:Q",
    )
    plays, matched = (sum(row[name] for row in rows) for name in ("plays", "matched_plays"))
    y = quantity("match_rate", "share of plays", "~%")
    chart = columns(rows, day_axis("day", filters), y, tooltip)
    remark = f"{matched:,} of {plays:,} plays are songs of the catalogue: {filters.summary}."
    return Drawing(chart, remark if plays else "")


def _draw_batches(rows: Rows, _filters: Filters) -> Drawing:
    names = {
        "published_at": "Published (UTC)",
        "days": "Days",
        "files": "Files",
        "lines": "Lines",
        "plays": "Plays",
        "page_views": "Page views",
        "duplicates": "Duplicates",
        "rejected": "Rejected",
        "seconds": "Seconds",
    }
    named = [
        row | {"days": _name_days(row), "files": row["event_files"] + row["song_files"]}
        for row in rows
    ]
    return Drawing(Table(named, names))


def _name_days(row: Mapping[str, Any]) -> str:
    """The days of a batch; empty for one of songs alone."""
    return format_span(row["first_day"], row["last_day"]) if row["first_day"] else ""


def _draw_checks(rows: Rows, _filters: Filters) -> Drawing:
    names = {
        "table_name": "Table",
        "severity": "Severity",
        "checks": "Checks",
        "passed": "Passed",
        "failed": "Failed",
        "failing": "Which failed",
    }
    named = [row | {"failing": row["failing"] or "none"} for row in rows]
    failed = sum(row["failed"] for row in rows)
    total = sum(row["checks"] for row in rows)
    return Drawing(Table(named, names), f"{total - failed:,} of {total:,} checks passed.")


def _draw_rejected(rows: Rows, _filters: Filters) -> Drawing:
    names = {
        "rejected_at": "Rejected (UTC)",
        "lines": "Lines",
        "reason": "Reason",
        "first_line": "First line",
        "file_uri": "File",
    }
    return Drawing(Table(rows, names))


def _answer(rows: Mapping[str, Rows], _filters: Filters) -> str:
    (fresh,) = rows["freshness"]
    return " ".join(
        (
            _describe_days(fresh),
            _describe_age(fresh),
            _describe_checks(rows["checks"]),
            _describe_rejected(rows["rejected-lines"]),
        )
    )


def _describe_age(fresh: Mapping[str, Any]) -> str:
    newest = format_day(fresh["last_play_at"])
    return f"The last batch was published {_age(fresh)}; the newest play is of {newest}."


def _describe_days(fresh: Mapping[str, Any]) -> str:
    if fresh["first_day"] is None:
        return "No day is in the ledger."
    span = (fresh["last_day"] - fresh["first_day"]).days + 1
    if fresh["days_loaded"] == span:
        return f"Every one of the {format_count(span, 'day')} is loaded."
    return f"{fresh['days_loaded']:,} of {span:,} days are loaded: the others have no file."


def _describe_checks(rows: Rows) -> str:
    failed = sum(row["failed"] for row in rows)
    if not rows:
        return "The newest batch recorded no checks."
    return f"{format_count(failed, 'check')} failed." if failed else "All checks passed."


def _describe_rejected(rows: Rows) -> str:
    lines = sum(row["lines"] for row in rows)
    if not lines:
        return "No line was rejected."
    return f"{format_count(lines, 'line')} {'was' if lines == 1 else 'were'} rejected."


TRUST = Subject(
    key="trust",
    title="Trust",
    summary="How new the figures are, what was loaded, what was refused, and which checks hold.",
    icon="verified",
    answer=_answer,
    is_filtered=False,
    panels=(
        Panel(
            key="freshness",
            title="Freshness",
            statement="mart/freshness/select",
            definition="The newest play, the newest published batch, the loaded days. Unfiltered.",
            draw=_draw_freshness,
            is_wide=True,
        ),
        Panel(
            key="match-rate",
            title="Share of plays found in the catalogue, by day",
            statement="mart/match_rate/select",
            definition=(
                "Plays whose title and artist, without regard to case, and whose length within 2 "
                "seconds, are those of a song of the catalogue. Unmatched plays count everywhere "
                "else on the dashboard. The filters act here, and on nothing else on this page."
            ),
            draw=_draw_match_rate,
            picks=("day",),
            is_wide=True,
        ),
        Panel(
            key="checks",
            title="Checks of the newest batch",
            statement="mart/checks/select",
            definition="Expectations evaluated before the batch was published. Unfiltered.",
            draw=_draw_checks,
            empty="The newest batch recorded no checks.",
            is_wide=True,
        ),
        Panel(
            key="batches",
            title="Newest batches",
            statement="mart/batches/select",
            definition=(
                "What each run published: its lines are its plays, page views, duplicates, "
                "rejected lines, and lines of days that were loaded before and only read again. "
                "The newest 50, unfiltered."
            ),
            draw=_draw_batches,
            empty="No batch is published yet.",
            values={"row_limit": 50},
            is_wide=True,
        ),
        Panel(
            key="rejected-lines",
            title="Rejected lines by file and reason",
            statement="mart/rejected_lines/select",
            definition="Lines that could not be loaded, the newest 100 groups of them.",
            draw=_draw_rejected,
            empty="No line was rejected.",
            values={"row_limit": 100},
            is_wide=True,
        ),
    ),
)
