"""Asks at a terminal for what a block needs: first the way, then the fields of that way."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from blocks.saving import KINDS, Kind, read_current

LAPTOP = "laptop"
INTRODUCTION = (
    "Ctrl-C or Ctrl-D leaves at any question, as does an empty answer where one is needed.\n"
    "Nothing is saved before the last answer."
)
Ask = Callable[[str, bool], str]
Named = tuple[Kind, str, Mapping[str, str]]


class LeftError(Exception):
    """The person who was asked has left."""


@dataclass(frozen=True)
class Way:
    """One of the answers to a choice.

    Attributes:
        name: What is typed to choose it.
        text: What it is.
        needed: Fields without which there is no block.
        optional: Fields that may stay as they are.
    """

    name: str
    text: str
    needed: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()

    @property
    def fields(self) -> tuple[str, ...]:
        """What is asked for, in this order."""
        return self.needed + self.optional


_PLACES = (
    Way(LAPTOP, "the stand-in and the sample lake, or a folder, of this machine"),
    Way("aws", "Redshift and a bucket"),
)
_WAYS: dict[str, tuple[Way, ...]] = {
    "aws-credentials": (
        Way("machine", "the identity of the machine or its environment; nothing is saved"),
        Way("profile", "a profile of ~/.aws", ("profile_name",), ("region_name",)),
        Way(
            "key",
            "an access key",
            ("aws_access_key_id", "aws_secret_access_key"),
            ("region_name", "assume_role_arn"),
        ),
    ),
    "redshift-credentials": (
        Way(
            "workgroup",
            "Redshift Serverless, with IAM",
            ("workgroup", "iam_role"),
            ("database", "aws_credentials"),
        ),
        Way(
            "cluster",
            "a cluster, with IAM",
            ("cluster", "user", "iam_role"),
            ("database", "aws_credentials"),
        ),
        Way(
            "password",
            "a host, with a password",
            ("host", "user", "password", "iam_role"),
            ("port", "database"),
        ),
    ),
    "sparkify-lake": (
        Way("bucket", "files in S3", ("bucket",), ("prefix", "region", "aws_credentials")),
        Way("directory", "files in a folder of the worker's machine", ("directory",)),
    ),
}


def ask_all(ask: Ask) -> list[Named]:
    """The answers for all that the place of work needs; none for a laptop.

    Raises:
        LeftError: An answer that is needed was not given.
    """
    if _choose("place", "\nWhere does the pipeline run?", _PLACES, ask).name == LAPTOP:
        return []
    named: list[Named] = []
    known: dict[str, str] = {}
    for kind in KINDS.values():
        given = ask_block(kind, kind.document, ask, known)
        named += [(kind, kind.document, given)] if given else []
        known = known or {"aws_credentials": kind.document if given else ""}
    return named


def ask_block(
    kind: Kind, name: str, ask: Ask, known: Mapping[str, str] | None = None
) -> dict[str, str]:
    """The answers for a block; fields of the ways that were not chosen are cleared.

    Args:
        kind: What is asked for.
        name: Name of the document.
        ask: Puts a question, hidden or not, and returns the answer.
        known: Fields that need no question, and their values.

    Returns:
        Fields and their new values; nothing when nothing has to be saved.

    Raises:
        LeftError: An answer that is needed was not given.
    """
    known = known or {}
    ways = _WAYS[kind.slug]
    way = _choose("way", f"\n{kind.slug}/{name}", ways, ask)
    if not way.fields:
        return {}
    others = {field for other in ways for field in other.fields}
    given = dict.fromkeys(others - set(way.fields), "")
    given |= {field: value for field, value in known.items() if field in way.fields}
    current = read_current(kind, name)
    for field in way.fields:
        if field not in known:
            answer = ask(_word(kind, field, current), kind.is_secret(field))
            if not answer and field in way.needed and field not in current:
                raise LeftError
            given |= {field: answer} if answer else {}
    return given


def _choose(subject: str, title: str, ways: Sequence[Way], ask: Ask) -> Way:
    width = max(len(way.name) for way in ways)
    lines = [f"  {n} {way.name:<{width}}  {way.text}" for n, way in enumerate(ways, 1)]
    answer = ask("\n".join([title, *lines, f"{subject}: "]), False)  # noqa: FBT003 - the form of Ask
    while answer:
        for number, way in enumerate(ways, 1):
            if answer in {way.name, str(number)}:
                return way
        names = ", ".join(way.name for way in ways)
        answer = ask(f"{answer!r} is none of {names}\n{subject}: ", False)  # noqa: FBT003
    raise LeftError


def _word(kind: Kind, field: str, current: Mapping[str, object]) -> str:
    note = f" [{current[field]}]" if field in current else ""
    if field == "aws_credentials":
        note = " [name of an aws-credentials block, or empty]"
    elif note and kind.is_secret(field):
        note = " [kept]"
    return f"{field}: {kind.block_class.model_fields[field].description}{note} "
