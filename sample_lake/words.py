"""Names of artists and titles of songs, put together from ordinary words: none is a real one."""

from collections.abc import Callable

from sample_lake.dice import Dice

ADJECTIVES = (
    "Amber", "Broken", "Copper", "Crooked", "Distant", "Electric", "Faded", "Gentle", "Hollow",
    "Idle", "Jagged", "Kindred", "Lucid", "Muted", "Northern", "Open", "Patient", "Quiet",
    "Restless", "Silver", "Tidal", "Upper", "Velvet", "Wandering", "Yonder",
)  # fmt: skip
NOUNS = (
    "Anchor", "Bridge", "Candle", "Drum", "Engine", "Feather", "Garden", "Harbour", "Island",
    "Jar", "Kettle", "Lantern", "Meadow", "Needle", "Orchard", "Paper", "Quarry", "River",
    "Shadow", "Teapot", "Umbrella", "Valley", "Window", "Yard", "Zipper",
)  # fmt: skip
VERBS = ("Break", "Carry", "Chase", "Count", "Follow", "Forget", "Hold", "Leave", "Mend", "Paint")
FIRST_NAMES = (
    "Ada", "Ben", "Clara", "Dario", "Edda", "Felix", "Greta", "Hugo", "Ines", "Jonas", "Kira",
    "Leon", "Mara", "Nils", "Olga", "Pablo", "Rosa", "Sven", "Tilda",
)  # fmt: skip
BEGINNINGS = (
    "Bran", "Cor", "Dal", "Fen", "Gar", "Hal", "Kel", "Lind", "Mor", "Nor", "Pel", "Quin", "Ros",
    "Sel", "Tor", "Ul", "Var", "Wen", "Yar", "Zel",
)  # fmt: skip
MIDDLES = ("", "a", "e", "i", "o", "an", "el", "in", "or")
ENDINGS = ("berg", "dane", "fort", "ham", "ius", "kov", "lund", "mann", "quist", "sen", "vey")
ACCENTED_ADJECTIVES = ("Café", "Señor", "Über", "Ångström", "Déjà", "Białe", "Тихие")
ACCENTED_NOUNS = ("Corazón", "Mañana", "Forêt", "Straße", "Søster", "Kráľ", "夜空")
ACCENTED_FIRST_NAMES = ("René", "Søren", "Zoë", "Björn", "Łucja", "Aragón", "Noémi")
ACCENTED_SHARE = 0.04  # of the words
EDITIONS = (
    "Album Version",
    "LP Version",
    "Live",
    "2006 Digital Remaster",
    "Radio Edit",
    "Explicit",
)

Pattern = Callable[[Dice], str]


def adjective(dice: Dice) -> str:
    """Returns an adjective, now and then one that is not ASCII."""
    return dice.pick(ACCENTED_ADJECTIVES if dice.chance(ACCENTED_SHARE) else ADJECTIVES)


def noun(dice: Dice) -> str:
    """Returns a noun, now and then one that is not ASCII."""
    return dice.pick(ACCENTED_NOUNS if dice.chance(ACCENTED_SHARE) else NOUNS)


def first_name(dice: Dice) -> str:
    """Returns a first name, now and then one that is not ASCII."""
    return dice.pick(ACCENTED_FIRST_NAMES if dice.chance(ACCENTED_SHARE) else FIRST_NAMES)


def surname(dice: Dice) -> str:
    """Returns a family name made of syllables."""
    return dice.pick(BEGINNINGS) + dice.pick(MIDDLES) + dice.pick(ENDINGS)


def person(dice: Dice) -> str:
    """Returns a first and a family name."""
    return f"{first_name(dice)} {surname(dice)}"


def band(dice: Dice) -> str:
    """Returns a name such as `The Copper Lanterns`."""
    return f"The {adjective(dice)} {noun(dice)}s"


ARTIST_PATTERNS: tuple[Pattern, ...] = (
    person,
    person,
    person,
    band,
    band,
    lambda dice: f"{noun(dice)} {surname(dice)}",
    lambda dice: f"{surname(dice)} & The {noun(dice)}s",
    lambda dice: f"{surname(dice)}, {surname(dice)} & {surname(dice)}",
    lambda dice: f"{person(dice)} / {person(dice)}",
    lambda dice: f'{first_name(dice)} "{noun(dice)}" {surname(dice)}',
    lambda dice: f"{surname(dice)} {surname(dice)}".upper() if dice.chance(0.3) else person(dice),
    lambda dice: f"DJ {surname(dice)}'s {noun(dice)}",
)

TITLE_PATTERNS: tuple[Pattern, ...] = (
    noun,
    lambda dice: f"{adjective(dice)} {noun(dice)}",
    lambda dice: f"{dice.pick(VERBS)} The {noun(dice)}",
    lambda dice: f"{noun(dice)} of {noun(dice)}",
    lambda dice: f"{dice.pick(VERBS)} Me, {dice.pick(VERBS)} Me",
    lambda dice: f"Don't {dice.pick(VERBS)} My {noun(dice)}",
    lambda dice: f'The "{noun(dice)}" Song',
    lambda dice: f"{noun(dice)} / {noun(dice)}",
    lambda dice: f"{adjective(dice)} {noun(dice)} ({dice.pick(EDITIONS)})",
    lambda dice: f"{dice.pick(VERBS)} {first_name(dice)}  ({dice.pick(EDITIONS)})",
)


def artist_name(dice: Dice) -> str:
    """Returns an artist's name; about one in fifteen is not ASCII."""
    return dice.pick(ARTIST_PATTERNS)(dice)


def long_artist_name(dice: Dice) -> str:
    """Returns the name of an orchestra with all its soloists: 256 to 300 bytes of UTF-8."""
    name = f"Orquestra de São {surname(dice)}"
    while len(name.encode()) < 256:
        name += f"/{person(dice)}"
    return name


def title(dice: Dice) -> str:
    """Returns a song's title; about one in fifteen is not ASCII."""
    return dice.pick(TITLE_PATTERNS)(dice)


def long_title(dice: Dice) -> str:
    """Returns the title of a movement of a long work: 174 to 220 bytes of UTF-8."""
    name = f"Concerto No. {dice.between(1, 9)} in G minor: III. Presto"
    while len(name.encode()) < 174:
        name += f" - {title(dice)}"
    return name
