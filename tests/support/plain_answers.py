"""What the pages should say and count, by plain Python over the plays of the JSON."""

from collections import Counter
from collections.abc import Callable
from datetime import date

from plain_plays import (
    Play,
    count,
    first_most,
    keep,
    level_changes,
    median_minutes,
    say,
    say_change,
)

from dashboard.filters import Filters

FIRST_DAY = date(2018, 11, 1)
WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
NOTHING = "No plays match these filters."


def expect_overview(plays: list[Play], filters: Filters) -> str:
    kept = keep(plays, unsung(filters))
    if not kept:
        return NOTHING
    day, most = first_most(Counter(play.day for play in kept))
    return (
        f"{count(len(kept), 'play')} by {count(len({play.user for play in kept}), 'listener')} in "
        f"{count((filters.last_day - filters.first_day).days + 1, 'day')}, "
        f"{say_change(plays, unsung(filters), FIRST_DAY)}. "
        f"The busiest day is {say(day)} with {count(most, 'play')}."
    )


def unsung(filters: Filters) -> Filters:
    """The filters of pages that are not of one song."""
    return Filters(
        filters.first_day,
        filters.last_day,
        filters.level,
        filters.location,
        loaded_from=filters.loaded_from,
    )


def expect_listening(plays: list[Play], filters: Filters) -> str:
    kept = keep(plays, unsung(filters))
    if not kept:
        return NOTHING
    fields = Counter((play.moment.weekday(), play.moment.hour) for play in kept)
    (weekday, hour), most = max(sorted(fields.items()), key=lambda item: item[1])
    loaded = Counter(day.weekday() for day in filters.days)
    played = Counter(play.moment.weekday() for play in kept)
    each = {day: round(number / loaded[day], 1) for day, number in sorted(played.items())}
    busiest = max(each, key=each.__getitem__)
    return (
        f"{WEEKDAYS[weekday]} at {hour} h (UTC) is the peak with {count(most, 'play')}. "
        f"{WEEKDAYS[busiest]} is the busiest weekday with {each[busiest]:.1f} plays a loaded day. "
        f"Half of the sessions last longer than {median_minutes(kept):.0f} min."
    )


def expect_songs(plays: list[Play], filters: Filters) -> str:
    kept = keep(plays, unsung(filters))
    if not kept:
        return NOTHING
    songs, artists = Counter(play.song for play in kept), Counter(play.song[1] for play in kept)
    names: dict[tuple[str, str], tuple[str, str]] = {}
    for play in kept:
        title, artist = names.get(play.song, (play.title, play.artist))
        names[play.song] = min(title, play.title), min(artist, play.artist)
    best = min(songs, key=lambda song: (-songs[song], *names[song]))
    spelt: dict[str, str] = {}
    for (_, key), (_, name) in names.items():
        spelt[key] = min(spelt.get(key, name), name)
    artist = min(artists, key=lambda each: (-artists[each], spelt[each]))
    listeners = {play.user for play in kept if play.song == best}
    sentence = (
        f"{' · '.join(names[best])} is the song that is played most: "
        f"{count(songs[best], 'play')} by {count(len(listeners), 'listener')}. "
        f"The artist is {spelt[artist]} with {count(artists[artist], 'play')}."
    )
    half = len(filters.days) // 2
    early = Counter(play.song for play in kept if play.day in filters.days[:half])
    late = Counter(play.song for play in kept if half and play.day in filters.days[-half:])
    rises = {song: late[song] - early[song] for song in songs if late[song] > early[song]}
    if not rises:
        return sentence
    rising = min(rises, key=lambda song: (-rises[song], -late[song], *names[song]))
    return f"{sentence} {' · '.join(names[rising])} rises most: +{rises[rising]} plays."


def expect_find(plays: list[Play], filters: Filters) -> str:
    kept = keep(plays, filters)
    if not kept:
        return NOTHING
    day, most = first_most(Counter(play.day for play in kept))
    places = Counter(play.location for play in kept)
    place = min(places, key=lambda each: (-places[each], each))
    return (
        f"{count(len(kept), 'play')} by {count(len({play.user for play in kept}), 'listener')}, "
        f"{say_change(plays, filters, FIRST_DAY)}. Most on {say(day)} ({most}), and in {place} "
        f"({places[place]})."
    )


def expect_levels(plays: list[Play], filters: Filters) -> str:
    kept = keep(plays, unsung(filters))
    if not kept:
        return NOTHING
    paid = [play for play in kept if play.level == "paid"]
    changes = level_changes(plays)
    kinds = Counter(before for play, before in changes if keep([play], unsung(filters)))
    paid_filters = Filters(
        filters.first_day, filters.last_day, "paid", filters.location, loaded_from=FIRST_DAY
    )
    change = say_change([] if filters.level == "free" else plays, paid_filters, FIRST_DAY)
    return (
        f"{len(paid) / len(kept):.1%} of the plays are paid: {count(len(paid), 'play')} by "
        f"{count(len({play.user for play in paid}), 'listener')}, {change}. Users changed level "
        f"with {count(kinds['free'], 'upgrade')} and {count(kinds['paid'], 'downgrade')}."
    )


def expect_retention(plays: list[Play], filters: Filters) -> str:
    kept = keep(plays, unsung(filters))
    if not kept:
        return NOTHING
    week = [play for play in kept if date(2018, 11, 5) <= play.day <= date(2018, 11, 11)]
    is_whole = filters.first_day <= date(2018, 11, 5) and filters.last_day >= date(2018, 11, 11)
    if not (week and is_whole):
        return "No week of these days is loaded whole."
    listeners = count(len({play.user for play in week}), "listener")
    return f"{listeners} in the newest complete week, from 5 Nov 2018."


EXPECTED: dict[str, Callable[[list[Play], Filters], str]] = {
    "overview": expect_overview,
    "listening": expect_listening,
    "songs": expect_songs,
    "find": expect_find,
    "levels": expect_levels,
    "retention": expect_retention,
}


def count_activity(kept: list[Play]) -> dict[str, str]:
    return {
        "Plays": f"{len(kept):,}",
        "Listeners": f"{len({play.user for play in kept}):,}",
        "Sessions": f"{len({(play.user, play.session) for play in kept}):,}",
        "Hours listened": f"{sum(play.seconds for play in kept) / 3600:,.0f}",
    }


def count_levels(kept: list[Play]) -> dict[str, str]:
    levels = {level: [play for play in kept if play.level == level] for level in ("paid", "free")}
    counted = {f"{level.title()} plays": f"{len(of):,}" for level, of in levels.items()}
    return counted | {
        f"{level.title()} listeners": f"{len({play.user for play in of}):,}"
        for level, of in levels.items()
    }


def count_sessions(kept: list[Play]) -> dict[str, str]:
    sessions = len({(play.user, play.session) for play in kept})
    if not sessions:
        return {}
    return {
        "Sessions": f"{sessions:,}",
        "Median length": f"{median_minutes(kept):,.0f} min",
        "Plays a session": f"{len(kept) / sessions:,.1f}",
    }


FIGURES: dict[str, Callable[[list[Play]], dict[str, str]]] = {
    "overview": count_activity,
    "listening": count_sessions,
    "songs": lambda _: {},
    "find": count_activity,
    "levels": count_levels,
    "retention": lambda _: {},
}
