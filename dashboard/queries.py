"""Reads the marts, and says in what state the warehouse is. It never writes."""

import os
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from dashboard.filters import Filters
from dashboard.formats import format_moment
from dashboard.panels.panel import Panel, Question, Rows
from warehouse.database.connection import Warehouse
from warehouse.database.lease import LEASE_SECONDS
from warehouse.errors import PermanentError, StatementError, TransientError

FIND_LIMIT = 100  # locations or songs offered at once
LAKE_HELP = (
    "a lake of this machine, by its folder, its URI, or a part of that that no other has "
    "(default: the one that was loaded last)"
)
_NOTHING = "No play is loaded yet. Load some: python flows/etl_flow.py"
_MISSING_STATES = {"42P01", "3F000"}  # no such table, no such schema


class EmptyError(Exception):
    """There is nothing to show yet; the message says what to do."""


class AwayError(Exception):
    """The warehouse cannot be read now; the message says object, cause and next step."""


@dataclass(frozen=True)
class Freshness:
    """How new the figures are.

    Attributes:
        first_day: First UTC day with a play.
        last_day: Last UTC day with a play.
        published_at: When a batch last changed the figures, UTC; None when none is recorded.
        batches: Batches published in all.
        checked_at: The warehouse's clock, UTC.
        remark: What the reader must know about a batch that is not published; empty when none is.
    """

    first_day: date
    last_day: date
    published_at: datetime | None
    batches: int
    checked_at: datetime
    remark: str

    @property
    def version(self) -> tuple[object, ...]:
        """Changes whenever the figures may have changed."""
        return (self.published_at, self.batches, self.last_day)


def warehouse_name() -> str:
    """The warehouse that `SPARKIFY_WAREHOUSE` names, else the stand-in of this machine."""
    return os.environ.get("SPARKIFY_WAREHOUSE") or "local"


def open_named(name: str, lake: str = "") -> Warehouse:
    """The warehouse of a name, through the same place as the flow.

    Args:
        name: `local`, or the name of a block.
        lake: Which lake of this machine, by its URI or a part of it; empty for that loaded last.

    Raises:
        AwayError: There is no such warehouse or lake, or it does not start.
    """
    # Prefect costs seconds to import; the report of the flow has paid for it already
    from blocks.warehouses import open_warehouse  # noqa: PLC0415

    try:
        return open_warehouse(name, shown_lake=lake)
    except (PermanentError, TransientError, OSError) as error:
        raise AwayError(f"{name}: {error}") from error


def read_freshness(warehouse: Warehouse) -> Freshness:
    """How new the figures are.

    Raises:
        EmptyError: No play is loaded yet.
        AwayError: The warehouse cannot be read.
    """
    ((row,),) = _read(warehouse, [("mart/freshness/select", {})])
    if row["last_play_at"] is None:
        raise EmptyError(_describe_loading(row) or _NOTHING)
    return Freshness(
        first_day=row["first_play_at"].date(),
        last_day=row["last_play_at"].date(),
        published_at=row["published_at"],
        batches=row["batches"],
        checked_at=row["checked_at"],
        remark=_describe_loading(row),
    )


def read_panels(warehouse: Warehouse, panels: Sequence[Panel], filters: Filters) -> dict[str, Rows]:
    """The rows of each panel by its key, all of one moment; equal questions are asked once.

    Raises:
        EmptyError: The marts do not exist yet.
        AwayError: The warehouse cannot be read.
    """
    answers = read_answers(warehouse, list_questions(panels, filters))
    return fold_answers(panels, filters, answers)


def read_answers(warehouse: Warehouse, questions: Collection[Question]) -> dict[Question, Rows]:
    """The rows that each question answers, all of one moment.

    Raises:
        EmptyError: The marts do not exist yet.
        AwayError: The warehouse cannot be read.
    """
    if not questions:
        return {}
    asked = [(question.statement, dict(question.bound)) for question in questions]
    return dict(zip(questions, _read(warehouse, asked), strict=True))


def fold_answers(
    panels: Sequence[Panel], filters: Filters, answers: Mapping[Question, Rows]
) -> dict[str, Rows]:
    """The rows of each panel by its key, out of the answers to the panels' questions."""
    return {panel.key: panel.fold_answers(filters, answers) for panel in panels}


def list_questions(panels: Sequence[Panel], filters: Filters) -> set[Question]:
    """What the panels ask; equal questions once."""
    return {question for panel in panels for question in panel.questions_for(filters)}


def find_locations(warehouse: Warehouse, search: str) -> list[str]:
    """The locations with most plays whose name holds a text, at most `FIND_LIMIT`."""
    values = {"search": search, "row_limit": FIND_LIMIT}
    (rows,) = _read(warehouse, [("mart/plays_by_location/select_matching", values)])
    return [row["location"] for row in rows]


def find_songs(warehouse: Warehouse, search: str) -> Rows:
    """The songs with most plays whose title or artist holds a text, at most `FIND_LIMIT`."""
    values = {"search": search, "row_limit": FIND_LIMIT}
    (rows,) = _read(warehouse, [("mart/plays_by_song/select_matching", values)])
    return rows


def _read(warehouse: Warehouse, questions: list[tuple[str, dict[str, Any]]]) -> list[Rows]:
    try:
        with warehouse.transaction() as session:
            return [session.rows(statement, **values) for statement, values in questions]
    except StatementError as error:
        if error.sqlstate in _MISSING_STATES:
            raise EmptyError(_NOTHING) from error
        raise AwayError(str(error)) from error
    except (PermanentError, TransientError) as error:
        raise AwayError(str(error)) from error


def _describe_loading(row: dict[str, Any]) -> str:
    """What is known of a batch that has begun and is not published; empty when there is none."""
    renewed_at: datetime | None = row["loading_renewed_at"]
    if renewed_at is None:
        return ""
    if row["checked_at"] - renewed_at < timedelta(seconds=LEASE_SECONDS):
        return "A batch is being loaded. Its plays appear when it is published."
    return (
        f"A run began a batch and was last heard of on {format_moment(renewed_at)} UTC. Look at "
        "that run, or load again: python flows/etl_flow.py"
    )
