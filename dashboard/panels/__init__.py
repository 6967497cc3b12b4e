"""What the dashboard shows: eight subjects, each a page of panels."""

from dashboard.panels.journeys import JOURNEYS
from dashboard.panels.levels import LEVELS
from dashboard.panels.listening import LISTENING
from dashboard.panels.overview import OVERVIEW
from dashboard.panels.panel import Subject
from dashboard.panels.retention import RETENTION
from dashboard.panels.song_search import SONG_SEARCH
from dashboard.panels.songs import SONGS
from dashboard.panels.trust import TRUST

SUBJECTS: tuple[Subject, ...] = (
    OVERVIEW,
    LISTENING,
    SONGS,
    SONG_SEARCH,
    LEVELS,
    JOURNEYS,
    RETENTION,
    TRUST,
)
