"""Errors know no door: only the command line names its commands, and it has words for every remedy."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest

from workingregions.app.cli.advice import STEPS, WORDS, reworded, worded
from workingregions.corpus.errors import InputError, ProjectError
from workingregions.corpus.remedies import FAILURES, NEUTRAL, Advice, Remedy
from workingregions.reports.drop_report import TO_DO

ROOT = Path(__file__).resolve().parents[3]
LAYERS = ("corpus", "ingest", "nlp", "models", "reports", "app")
DOOR = "app/cli/"
COMMAND = re.compile(r"`wr |\bwr [a-z]+ [A-Z]|(?:^|[\s(`])--[a-z]")


def texts(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """The string constants of a module, without docstrings."""
    bare = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in bare:
            yield node.lineno, node.value


def test_only_the_command_line_names_commands_and_options() -> None:
    files = [
        path
        for layer in LAYERS
        for path in (ROOT / layer).rglob("*.py")
        if not path.relative_to(ROOT).as_posix().startswith(DOOR)
    ]
    assert len(files) > 150
    spoken = [
        f"{path.relative_to(ROOT)}:{line}: {text}"
        for path in files
        for line, text in texts(ast.parse(path.read_text(encoding="utf8")))
        if COMMAND.search(text)
    ]
    assert spoken == []


def test_the_search_for_commands_finds_them() -> None:
    source = '"""Run `wr x`."""\na = f"Run `wr retry` {1}."\nb = "Say --near REGION."\nc = "a -- b, x--y"\n'
    assert {line for line, text in texts(ast.parse(source)) if COMMAND.search(text)} == {2, 3}


@pytest.mark.parametrize("remedy", Remedy, ids=lambda r: r.value)
def test_each_remedy_has_a_neutral_wording_and_one_for_the_command_line(remedy: Remedy) -> None:
    assert not COMMAND.search(NEUTRAL[remedy])
    assert WORDS[remedy]
    # A wording with other parameters than the errors give would fail when it is needed.
    fields = {
        name for text in (NEUTRAL[remedy], WORDS[remedy]) for _, name, _, _ in Formatter().parse(text) if name
    }
    assert fields <= {"folder"}
    assert not fields or remedy in (Remedy.CREATE_PROJECT, Remedy.OPEN_PROJECT)


def test_a_door_words_a_remedy_for_itself() -> None:
    error = ProjectError("/x has no file.", advice=Advice(Remedy.CREATE_PROJECT, {"folder": "a {b} c"}))
    assert str(error) == f"/x has no file. {NEUTRAL[Remedy.CREATE_PROJECT]}"
    assert worded(error) == "/x has no file. Create a project with: wr init a {b} c"
    assert error.worded({Remedy.CREATE_PROJECT: "Press New."}) == "/x has no file. Press New."
    assert worded(InputError("Torn.", advice="Get a fresh copy.")) == "Torn. Get a fresh copy."
    assert worded(InputError("Torn.")) == "Torn."


def test_stored_advice_is_neutral_and_reworded_where_it_is_shown() -> None:
    for given in FAILURES.values():
        stored = str(Advice.of(given))
        assert stored
        assert not COMMAND.search(stored)
    assert "--password-file" in reworded(str(Advice.of(Remedy.GIVE_PASSWORD)))
    assert reworded("Get a fresh copy of the zip.") == "Get a fresh copy of the zip."


def test_the_drop_report_has_a_step_of_both_wordings_for_the_same_failures() -> None:
    assert STEPS.keys() == TO_DO.keys()
    assert not any(COMMAND.search(step) for step in TO_DO.values())
