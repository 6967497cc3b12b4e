"""QueryCache of the marts that were read before, kept for as long as the figures stay the same."""

import threading
import time
from collections import OrderedDict
from collections.abc import Iterable, Sequence

from dashboard.filters import Filters
from dashboard.panels.panel import Panel, Question, Rows
from dashboard.queries import fold_answers, list_questions, read_answers
from warehouse.database.connection import Warehouse

MOST_ANSWERS = 500  # each of a few thousand rows at most
KEEP_SECONDS = 3600


class QueryCache:
    """Remembers answers, so that only what a changed filter touches is asked again.

    What takes no filter (batches, checks, rejected lines, freshness) is asked each time: it costs
    little, and a run that fails changes it without a batch. Readers may share one; rows are not
    to be changed.
    """

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[object, Question], tuple[float, Rows]] = OrderedDict()
        self._lock = threading.Lock()

    def read_panels(
        self, warehouse: Warehouse, version: object, panels: Sequence[Panel], filters: Filters
    ) -> dict[str, Rows]:
        """The rows of each panel by its key; those that were not read before, of one moment.

        Args:
            warehouse: Where the marts are.
            version: Changes whenever the figures may have changed.
            panels: What is asked.
            filters: What the reader chose.

        Raises:
            EmptyError: The marts do not exist yet.
            AwayError: The warehouse cannot be read.
        """
        questions = list_questions(panels, filters)
        answers = self._find(version, questions)
        read = read_answers(warehouse, questions - answers.keys())
        self._keep(version, read)
        return fold_answers(panels, filters, answers | read)

    def _find(self, version: object, questions: Iterable[Question]) -> dict[Question, Rows]:
        oldest = time.monotonic() - KEEP_SECONDS
        with self._lock:
            found = {each: self._kept.get((version, each)) for each in questions}
        return {each: kept[1] for each, kept in found.items() if kept and kept[0] > oldest}

    def _keep(self, version: object, answers: dict[Question, Rows]) -> None:
        with self._lock:
            for question, rows in answers.items():
                if question.is_filtered:
                    self._kept[version, question] = (time.monotonic(), rows)
                    self._kept.move_to_end((version, question))
            while len(self._kept) > MOST_ANSWERS:
                self._kept.popitem(last=False)
