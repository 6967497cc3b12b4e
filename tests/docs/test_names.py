"""Names follow the rules of CONTRIBUTING, as far as a program can see."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PIPELINE = ("flows", "cli", "tasks", "blocks", "warehouse", "dashboard", "documentation")
PACKAGES = (*PIPELINE, "sample_lake", "benchmarks", "local_redshift")
MODULES = [path for name in PACKAGES for path in sorted((ROOT / name).rglob("*.py"))]
EMPTY_NAMES = {"common", "constants", "core", "helpers", "misc", "tools", "util", "utils"}
# nouns of the field, and stages of a compiler; a new one is rather a thing than an activity
ACTIVITY = re.compile(
    "accounting|bootstrapping|checking|forgetting|inspecting|listening|matching|merging|naming|"
    "packing|parsing|rebuilding|rewriting|saving|serving|settling|splitting|staging|translating"
)
ABBREVIATION = re.compile(
    "btn|cb|cfg|cnt|cols?|conn|ctx|cur|df|dirs?|dst|err|exc|fn|idx|msg|obj|pwd|qty|req|resp?|ret|"
    "src|tbl|tmp|usr|vals?"
)
MEASURES = {"age", "delay", "elapsed", "interval", "pause", "size", "timeout", "wait"}
NUMBERS = {"float", "int"}
UNNAMED_NOUN = {"report nothing to do": "report_nothing"}


@cache
def read_names(path: Path) -> list[tuple[str, str]]:
    """Each name that a module gives, with its annotation or nothing."""
    tree = ast.parse(path.read_text("utf-8"))
    return [named for node in ast.walk(tree) if (named := read_name(node))]


def read_name(node: ast.AST) -> tuple[str, str] | None:
    if isinstance(node, ast.arg):
        return node.arg, ast.unparse(node.annotation) if node.annotation else ""
    if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
        return node.target.id, ast.unparse(node.annotation)
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return node.name, ""
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
        return node.id, ""
    return None


def split(name: str) -> list[str]:
    return [word for word in name.lower().split("_") if word]


def list_steps() -> list[tuple[Path, str, str]]:
    """The tasks: where each is, its name in Prefect, and its function."""
    return [
        (path, ast.literal_eval(made.args[0]), node.name)
        for path in MODULES
        if path.parent.name == "tasks"
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef)
        for made in node.decorator_list
        if isinstance(made, ast.Call) and ast.unparse(made.func) == "step"
    ]


def read_words() -> dict[str, list[str]]:
    """The words of the list, and those that are not used for them."""
    text = (ROOT / "CONTRIBUTING.md").read_text("utf-8").partition("| word | is | not |")[2]
    rows = re.findall(r"^\| ([a-z ]+) \| .+ \| ([a-z_, ]+) \|$", text, re.MULTILINE)
    return {word: others.split(", ") for word, others in rows}


def test_no_module_has_an_empty_name() -> None:
    assert [path for path in MODULES if path.stem.strip("_") in EMPTY_NAMES] == []


def test_a_module_is_named_for_what_it_holds_not_for_an_activity() -> None:
    activities = [path for path in MODULES if path.stem.endswith("ing")]
    assert [path for path in activities if not ACTIVITY.fullmatch(split(path.stem)[-1])] == []


def test_a_task_is_called_in_prefect_as_its_function_is() -> None:
    steps = list_steps()
    assert len(steps) > 10
    for path, name, function in steps:
        assert UNNAMED_NOUN.get(name, name.replace(" ", "_")) == function, path
        assert len(split(function)) > 1, path


def test_a_file_of_tasks_is_verb_and_noun() -> None:
    verbs = {split(function)[0] for _, _, function in list_steps()} | {"prepare", "reconcile"}
    for path in {path for path, _, _ in list_steps()}:
        verb, *noun = split(path.stem)
        assert verb in verbs, path
        assert noun, path


def test_no_name_is_abbreviated() -> None:
    assert [
        (path.name, name)
        for path in MODULES
        for name, _ in read_names(path)
        if any(map(ABBREVIATION.fullmatch, split(name)))
    ] == []


def test_a_number_that_measures_ends_in_its_unit() -> None:
    assert (
        [
            (path.name, name)
            for path in MODULES
            if path.name != "wire.py"  # its numbers are the protocol's
            for name, annotation in read_names(path)
            if split(name)[-1:] and split(name)[-1] in MEASURES
            if NUMBERS & set(re.findall(r"\w+", annotation))
        ]
        == []
    )


def test_the_words_of_the_field_are_listed() -> None:
    words = {"batch", "file", "lake", "lease", "ledger", "load unit", "quarantine", "star"}
    assert words <= set(read_words())


@pytest.mark.parametrize("word", read_words())
def test_one_word_stands_for_one_thing(word: str) -> None:
    others = set(read_words()[word])
    assert others
    assert [
        (path.name, name)
        for path in MODULES
        if path.relative_to(ROOT).parts[0] in PIPELINE
        for name, _ in read_names(path)
        if others & {*split(name), name}
    ] == []
