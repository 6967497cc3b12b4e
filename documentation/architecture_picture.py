"""The picture of the architecture, as SVG.

Steps, statements and tables are read from the load order and from `sql/`; only their places on the
sheet, and the words about the lease and the transactions, are written here.
"""

from collections.abc import Collection, Iterator, Sequence
from textwrap import wrap

from documentation.relations import describe_schema, list_relations
from documentation.svg import LINE_HEIGHT, Box, draw_path, draw_text, wrap_drawing
from warehouse.planning.load_order import LOAD_ORDER, Step

_WIDTH, _HEIGHT = 1360, 840
_PITCH = 95  # from one step of the flow to the next
FIRST_STEPS = ("create tables", "take lease", "check last batch", "plan batch")
LAST_STEPS = ("report batch",)
_LEASED = "take lease"
SUITES = {schema: f"expectations/{schema}" for schema in ("staging", "audit", "star")}

_BOXES = {
    "staging": Box(310, 340, 170, 296),
    "audit": Box(620, 340, 170, 296),
    "star": Box(940, 340, 140, 296),
    "mart": Box(1190, 340, 150, 296),
}
_LAKE = Box(20, 340, 120, 296)
_NOTES = Box(310, 700, 270, 116)
_LEDGER = Box(850, 700, 230, 116)
_PUBLISHED = Box(804, 320, 288, 510)


def draw_architecture() -> str:
    """The picture."""
    parts = (_draw_flow(), _draw_border(), _draw_schemas(), _draw_arrows(), _draw_transactions())
    return wrap_drawing(_WIDTH, _HEIGHT, [shape for part in parts for shape in part])


def _draw_flow() -> Iterator[str]:
    """The steps in a row, and for how long the lease is held."""
    stages = [*map(_split, FIRST_STEPS), *map(_name_stage, LOAD_ORDER), *map(_split, LAST_STEPS)]
    yield draw_text(
        20, 28, ["flows/ gives the order; tasks/ runs each step, retries, logs"], "head"
    )
    for number, (action, subjects) in enumerate(stages):
        box = Box(20 + number * _PITCH, 44, _PITCH - 8, 108)
        yield box.draw("task")
        yield draw_text(box.x + 8, box.y + 20, [action], "head")
        yield draw_text(box.x + 8, box.y + 20 + LINE_HEIGHT, subjects)
    begin = 20 + FIRST_STEPS.index(_LEASED) * _PITCH
    words = "The lease is held: one run writes, and a run that was overtaken is refused."
    yield draw_path(((begin, 158), (_WIDTH - 20, 158)), "lease")
    yield draw_text(begin, 178, [words], "green")


def _split(name: str) -> tuple[str, list[str]]:
    action, *subjects = name.split(" ", 1)
    return action, subjects


def _name_stage(stage: Sequence[Step]) -> tuple[str, list[str]]:
    """What the steps of a stage do, and to what; several tables of a schema are counted."""
    action, *rest = stage[0].action.split(" ", 1)
    schemas = [step.subject.partition(".")[0] for step in stage if "." in step.subject]
    counted = [f"{each}: {schemas.count(each)}" for each in dict.fromkeys(schemas)]
    return action, [*rest, *(counted or [step.subject for step in stage if step.subject])]


def _draw_border() -> Iterator[str]:
    yield draw_path(((20, 206), (_WIDTH - 20, 206)), "border")
    words = "Prefect ends here. Below is warehouse/: it knows no Prefect and reads no environment."
    yield draw_text(20, 228, [words], "violet")
    step = "A dashed line is a transaction: what fails is rolled back and tried again as a whole."
    yield draw_text(20, 250, [step], "orange")


def _draw_schemas() -> Iterator[str]:
    lake = ["log_data/", "song_data/"]
    yield from _draw_schema(_LAKE, "lake", "files of JSON, in a directory or in S3", lake)
    for schema, box in _BOXES.items():
        names = _list_shown(schema)
        others = len([each for each in list_relations() if each.schema == schema]) - len(names)
        noun = "more" if schema == "mart" else "view" if others == 1 else "views"
        more = [f"and {others} {noun}"] if others else []
        yield from _draw_schema(box, schema, describe_schema(schema), [*names, *more])
    published = _list_written("publish", "ops")
    own = [each for each in _list_shown("ops") if each not in published]
    yield from _draw_schema(_NOTES, "ops: of the runs", "", wrap(", ".join(own), 38))
    ledger = wrap(", ".join(published), 34)
    yield from _draw_schema(_LEDGER, "ops: the ledger", "what the star is made of", ledger)


def _draw_schema(box: Box, name: str, purpose: str, lines: Sequence[str]) -> Iterator[str]:
    about = wrap(purpose, box.width // 6)
    below = box.y + 22 + (len(about) + 1) * LINE_HEIGHT
    yield box.draw("schema")
    yield draw_text(box.x + 10, box.y + 22, [name], "head")
    yield draw_text(box.x + 10, box.y + 22 + LINE_HEIGHT, about, "faint")
    yield draw_text(box.x + 10, below, lines, "sql")


def _list_shown(schema: str) -> list[str]:
    """A schema's tables; of one with views alone, those that other views read."""
    found = [each for each in list_relations() if each.schema == schema]
    tables = [each for each in found if not each.is_view]
    return [each.name.partition(".")[2] for each in tables or found if tables or each.readers]


def _list_written(action: str, schema: str) -> list[str]:
    """The tables of a schema that an action writes, in their order."""
    names = [name.split("/") for name in _list_statements(action)]
    return list(dict.fromkeys(table for place, table, _ in names if place == schema))


def _list_statements(*actions: str) -> list[str]:
    steps = [step for stage in LOAD_ORDER for step in stage if step.action in actions]
    return [name for step in steps for name in step.statements]


def _draw_arrows() -> Iterator[str]:
    staging, audit, star, mart = _BOXES.values()
    yield _draw_arrow(_LAKE, staging, "staging", ("open batch", "copy"))
    yield _draw_arrow(staging, audit, "audit", ("settle", "insert"))
    yield _draw_arrow(audit, star, "star", ("publish",))
    yield draw_path(((star.right, 445), (mart.x, 445)))
    yield draw_text(star.right + 14, 420, ["sql/mart/*/"], "sql")
    yield draw_path(((audit.right, 600), (836, 600), (836, 760), (_LEDGER.x, 760)))
    yield draw_text(846, 644, _describe("ops", ("publish",))[1:], "sql")
    yield draw_path(((_LEDGER.x, 800), (770, 800), (770, audit.bottom)))
    yield draw_text(620, 660, ["which file wins:"])
    yield draw_text(620, 676, _list_remembered(), "sql")
    yield draw_path(((_LEDGER.right, 760), (1265, 760), (1265, mart.bottom)))
    yield draw_text(1110, 750, ["sql/mart/*/"], "sql")
    for schema, suites in SUITES.items():
        box = _BOXES[schema]
        yield draw_text(box.x + 10, box.bottom - 26, ["check:", suites], "sql violet")


def _draw_arrow(start: Box, end: Box, schema: str, actions: Collection[str]) -> str:
    words, *statements = _describe(schema, actions)
    return "\n".join(
        (
            draw_path(((start.right, 445), (end.x, 445))),
            draw_text(start.right + 24, 404, [words], "head"),
            draw_text(start.right + 24, 420, statements[:1], "sql"),
            draw_text(start.right + 24, 468, statements[1:], "sql"),
        )
    )


def _describe(schema: str, actions: Collection[str]) -> list[str]:
    """What brings rows into a schema: the actions, the folder, the files."""
    names = [name.split("/") for name in _list_statements(*actions)]
    verbs = sorted({verb for place, _, verb in names if place == schema})
    return [", ".join(actions), f"sql/{schema}/*/", *(f"{verb}.sql" for verb in verbs)]


def _list_remembered() -> list[str]:
    """The tables of the ledger that the audit tables are computed from."""
    audit = [each for each in list_relations() if each.schema == "audit"]
    sources = {source for each in audit for source in each.sources}
    return sorted(each.partition(".")[2] for each in sources if each.startswith("ops."))


def _draw_transactions() -> Iterator[str]:
    for schema in ("staging", "audit"):
        box = _BOXES[schema]
        around = Box(box.x - 8, box.y - 8, box.width + 16, box.height + 16)
        yield around.draw("transaction")
        yield draw_text(around.x, around.y - 6, ["one transaction a step"], "orange")
    yield _PUBLISHED.draw("transaction")
    publish = ["one transaction publishes all or nothing:", "the star and the ledger"]
    yield draw_text(_PUBLISHED.x, _PUBLISHED.y - 24, publish, "orange")
