"""One chart, table or row of figures: what it asks the marts, and how it is drawn."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import altair as alt

from dashboard.filters import Filters
from warehouse.database.statements import load_statement

Rows = list[dict[str, Any]]
Chart = alt.Chart | alt.LayerChart | alt.FacetChart


@dataclass(frozen=True)
class Figure:
    """One number with its name.

    Attributes:
        label: What it counts.
        value: As it is shown, with its unit.
        help: What it means, in a sentence.
        change: Against the previous period, e.g. `+12.0%`; empty when there is none.
    """

    label: str
    value: str
    help: str = ""
    change: str = ""


@dataclass(frozen=True)
class Table:
    """Rows shown as they are.

    Attributes:
        rows: The rows; keys are columns.
        names: Columns to show, in order, each with its heading.
    """

    rows: Rows
    names: Mapping[str, str]


@dataclass(frozen=True)
class Drawing:
    """What a panel shows: a chart, a table or figures, and a remark about it.

    Attributes:
        content: The thing itself; None where the rows have nothing to show.
        remark: What the reader must know about these rows, e.g. which windows are not complete.
        finding: What a chart shows first, in a sentence, for who does not see it.
    """

    content: Chart | Table | Sequence[Figure] | None
    remark: str = ""
    finding: str = ""


@dataclass(frozen=True)
class Question:
    """A statement with the values that are bound to it.

    Attributes:
        statement: Its name below `sql/`.
        bound: Its values by name, in the order of the names.
    """

    statement: str
    bound: tuple[tuple[str, object], ...]

    @property
    def is_filtered(self) -> bool:
        """Whether the filters act on it."""
        return any(name == "last_day" for name, _ in self.bound)


@dataclass(frozen=True)
class Panel:
    """One question to the marts.

    Attributes:
        key: Unique name, used in file names.
        title: What it shows; `{clock}` becomes the clock's name.
        statement: The select statement below `sql/`.
        definition: How the figures are counted.
        draw: Makes the drawing of the rows.
        values: Values that the statement takes besides the filters.
        fold: Makes the panel's rows of the statement's, e.g. sums them by hour, so that one answer
            serves several panels.
        compares: Whether its row also has the figures of the previous period, as `<name>_before`.
        picks: Fields of a bar or row that a click on it filters by; none where no filter fits.
        is_wide: Whether it takes the whole width of the page.
        empty: What is said when there are no rows.
    """

    key: str
    title: str
    statement: str
    definition: str
    draw: Callable[[Rows, Filters], Drawing]
    values: Mapping[str, object] = field(default_factory=dict)
    fold: Callable[[Rows], Rows] = list
    compares: bool = False
    picks: Sequence[str] = ()
    is_wide: bool = False
    empty: str = "No plays match these filters."

    def values_for(self, filters: Filters) -> dict[str, object]:
        """The values that the statement takes."""
        known = filters.as_values() | dict(self.values)
        return {name: known[name] for name in sorted(load_statement(self.statement).params)}

    def question_for(self, filters: Filters) -> Question:
        """What is asked of the marts."""
        return Question(self.statement, tuple(self.values_for(filters).items()))

    def questions_for(self, filters: Filters) -> list[Question]:
        """What is asked of the marts, of the previous period as well where it is compared."""
        periods = [filters, filters.previous] if self.compares else [filters]
        return [self.question_for(period) for period in periods if period]

    def fold_answers(self, filters: Filters, answers: Mapping[Question, Rows]) -> Rows:
        """The panel's rows, out of the answers to its questions."""
        rows, *earlier = (self.fold(answers[each]) for each in self.questions_for(filters))
        if not (rows and earlier):
            return rows
        before = {f"{name}_before": value for row in earlier[0] for name, value in row.items()}
        return [rows[0] | before]

    def draw_rows(self, rows: Rows, filters: Filters) -> Drawing:
        """The drawing of the rows; where there are none, what is said instead."""
        return self.draw(rows, filters) if rows else Drawing(None, self.empty)

    def title_for(self, filters: Filters) -> str:
        """The title with the clock in it."""
        return self.title.format(clock=filters.clock_name)

    def describe(self, drawing: Drawing, filters: Filters) -> str:
        """A chart in words."""
        return f"{self.title_for(filters)}. {drawing.finding or drawing.remark}".strip()


@dataclass(frozen=True)
class Subject:
    """A page: panels that belong together.

    Attributes:
        key: Its address, e.g. `listening`.
        title: Its name.
        summary: What it answers, in a sentence.
        icon: Name of a Material symbol.
        panels: In the order they are shown.
        answer: Says in a sentence what the rows of the panels, by their keys, answer.
        is_filtered: Whether the filters act on it.
        finds_songs: Whether the reader picks a song or an artist on it.
    """

    key: str
    title: str
    summary: str
    icon: str
    panels: Sequence[Panel]
    answer: Callable[[Mapping[str, Rows], Filters], str]
    is_filtered: bool = True
    finds_songs: bool = False
