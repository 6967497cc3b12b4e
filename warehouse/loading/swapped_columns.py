"""Finds columns of a file that hold what belongs into another: each value alone looks right.

Codes show it by themselves, as no method is called `paid`. Names show it by what is known of them:
an artist in the column of the songs, or a user whose first name is the last one everywhere else.
Unknown names show nothing.
"""

from collections.abc import Iterator

from warehouse.database.connection import Row
from warehouse.planning.limits import LEAST_LINES, LEAST_SWAPPED, MOST_ODD_SHARE

_FIELDS = "see whether the log or log_json_path.json takes one field for another"

# what each count of odd lines means
ODD_LINES = {
    "odd_levels": "level is neither free nor paid",
    "odd_genders": "gender is neither F nor M",
    "odd_methods": "method is none of HTTP",
    "odd_auths": "auth is none that is known",
    "odd_statuses": "status is none of HTTP",
    "odd_agents": "location looks like a user agent and user_agent does not",
}
# for each pair of columns: lines with names known as those of their column, and of the other one
NAMED_LINES = {
    "artist and song": ("known_artists", "swapped_artists"),
    "first_name and last_name": ("known_names", "swapped_names"),
}


def find_swaps(staged: Row) -> Iterator[str]:
    """What shows that columns of a unit are swapped.

    Args:
        staged: Its counts in staging.
    """
    lines = int(staged["line_count"])
    for count, meaning in ODD_LINES.items():
        odd = int(staged[count])
        if lines >= LEAST_LINES and odd > lines * MOST_ODD_SHARE:
            yield f"{meaning} in {odd:,} of its {lines:,} lines: {_FIELDS}"
    for columns, (known, swapped) in NAMED_LINES.items():
        right, wrong = int(staged.get(known, 0)), int(staged.get(swapped, 0))
        if wrong >= LEAST_SWAPPED and wrong > right:
            yield (
                f"{columns} are swapped in {wrong:,} lines, and right in {right:,}, by the names "
                f"of other files: {_FIELDS}"
            )
