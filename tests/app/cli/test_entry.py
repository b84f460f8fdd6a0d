"""The command line: what a user types, sees and gets as an exit code."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from workingregions.app import Project
from workingregions.corpus.store import manifest as snapshot


def commands() -> dict[str, Any]:
    """Every command by its full name, as click knows it."""
    import typer

    from workingregions.app.cli import app

    found = {}

    def walk(command: Any, name: str) -> None:
        if hasattr(command, "commands"):
            for part, below in command.commands.items():
                walk(below, f"{name} {part}".strip())
        else:
            found[name] = command

    walk(typer.main.get_command(app), "")
    return found


ROOT = Path(__file__).resolve().parents[3]

HEAVY = {
    "torch", "spacy", "lancedb", "pandas", "numpy", "pyarrow", "sklearn", "gensim", "pdfplumber", "pydantic",
    "sentence_transformers", "matplotlib", "openvino", "onnxruntime", "rapidocr", "pypdfium2", "scipy",
}  # fmt: skip


@pytest.mark.parametrize("arguments", [["--help"], ["search", "--help"], ["--version"]])
def test_help_imports_no_heavy_library(arguments: list[str]) -> None:
    code = (
        "import sys, runpy\n"
        f"sys.argv = ['wr', *{arguments!r}]\n"
        "from workingregions.app.cli import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "print('LOADED', sorted({m.split('.')[0] for m in sys.modules}))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = set(re.findall(r"'(\w+)'", done.stdout.split("LOADED")[1]))
    assert "typer" in loaded
    # Typer itself loads pydantic for the types of a command's arguments.
    allowed = {"pydantic"} if arguments[0] == "search" else set()
    assert loaded & HEAVY <= allowed


def test_every_command_has_help_with_an_example() -> None:
    found = commands()
    assert len(found) >= 16
    for name, command in found.items():
        assert "Example:" in command.help, name
        assert f"wr {name}" in command.help, name


@pytest.fixture
def empty(tmp_path: Path) -> Path:
    return Project.create(tmp_path / "review").root


def test_init_makes_a_project_once(wr: Any, tmp_path: Path) -> None:
    made = wr("init", tmp_path / "new")
    assert made.code == 0
    assert (tmp_path / "new" / "workingregions.toml").is_file()
    again = wr("init", tmp_path / "new")
    assert again.code == 2
    assert "is already a project" in again.err


def test_the_nearest_project_is_the_default(wr: Any, empty: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    below = empty / "a" / "b"
    below.mkdir(parents=True)
    monkeypatch.chdir(below)
    assert "All is well" in wr("check").out
    monkeypatch.chdir(empty.parent)
    outside = wr("check")
    assert (outside.code, "wr init" in outside.err) == (2, True)


def test_an_empty_project_answers_every_question(wr: Any, empty: Path) -> None:
    questions = (
        ["documents"], ["drops"], ["themes"], ["search", "steel"], ["institutions"], ["ties"], ["outcomes"],
        ["network", "Ohio"], ["thickness", "Ohio", "GB"], ["registry", "status"], ["corrections", "list"],
        ["corrections", "conflicts"], ["references"], ["duplicates"], ["trends", "reshoring"], ["retry"],
    )  # fmt: skip
    without = {"drops", "themes", "registry", "corrections", "retry"}
    for arguments in questions:
        ran = wr(*arguments, "-p", empty)
        assert (ran.code, ran.err) == (0, ""), arguments
        assert ("holds no documents yet. Start with: wr ingest" in ran.out) is (arguments[0] not in without)
    assert wr("retry", "-p", empty).out == "No file failed; there is nothing to retry.\n"
    assert json.loads(wr("retry", "--json", "-p", empty).out) is None
    for arguments in (
        ["report", "theme", "reshoring"],
        ["topics", "fit"],
        ["topics", "list"],
        ["institution", "Anybody"],
        ["corrections", "undo", "last"],
        ["correct", "reject", "X"],
    ):
        ran = wr(*arguments, "-p", empty)
        assert ran.code == 2, arguments
        assert "Traceback" not in ran.err
        assert ran.err.startswith("wr: ")


def bad_inputs() -> list[tuple[list[str], list[str]]]:
    return [
        (["ingest", "no/such/folder"], ["no/such/folder", "does not exist"]),
        (["ingest", "{empty}"], ["nothing to read"]),
        (["ingest", "no*.pdf"], ["No file matches"]),
        (["search", "  "], ["query", "no words"]),
        (["search", "x", "--region", "Nowhereland"], ["region 'Nowhereland'"]),
        (["search", "x", "--theme", "reshorring"], ["theme 'reshorring'", "'reshoring'"]),
        (["search", "x", "--institution", "Nobody Council"], ["institution 'Nobody Council'"]),
        (["search", "x", "--type", "strategie"], ["document type 'strategie'", "'strategy'"]),
        (["search", "x", "--year", "20x4"], ["'20x4'", "2010:2020"]),
        (["search", "x", "--year", "2020:2010"], ["2010:2020"]),
        (["trends", "robots"], ["theme 'robots'"]),
        (["trends", "reshoring", "--by", "regions"], ["facet 'regions'", "'region'"]),
        (["trends", "reshoring", "--level", "countries"], ["level 'countries'", "'country'", "nuts1"]),
        (["trends", "reshoring", "--region", "Narnia"], ["region 'Narnia'"]),
        (["trends", "reshoring", "--year", "2020:2010"], ["2010:2020"]),
        (["trends", "reshoring", "robots", "--cell", "2014"], ["one theme"]),
        (["trends", "reshoring", "--chart", "no.pdf"], ["no.pdf", ".html"]),
        (["compare", "Ohio", "US"], ["Ohio lies in the United States", "Name Ohio alone"]),
        (["compare", "Ohio", "US-OH"], ["Ohio is given twice"]),
        (["terms"], ["two periods, or a region"]),
        (["terms", "--before", "2009:2015"], ["One of the two periods"]),
        (["terms", "--before", "2016:2022", "--after", "2009:2015"], ["does not follow '2016:2022'"]),
        (["terms", "--region", "Ohio"], ["No document counts for"]),
        (["report", "theme", "nothing"], ["theme 'nothing'"]),
        (["documents", "--snapshot", "s000099"], ["s000099"]),
        (["show", "missing.pdf"], ["document 'missing.pdf'"]),
        (["drops", "d0099"], ["drop 'd0099'"]),
        (["ingest", "{file}", "--password-file", "no.txt"], ["no.txt"]),
        (["topics", "fit", "--method", "bert"], ["topic method 'bert'"]),
        (["registry", "add", "{empty}"], ["hollow is a folder", "schema 2"]),
        (["registry", "add", "none.zip"], ["no file none.zip", "schema 2"]),
        (["corrections", "import", "{empty}"], ["hollow holds no corrections.jsonl"]),
        (["corrections", "export", "{empty}"], ["hollow is a folder"]),
        (["corrections", "export", "{file}/x"], ["note.txt is a file"]),
        (["export", "pages", "--out", "{file}/x"], ["note.txt is a file"]),
        (["export", "pages", "--out", "{empty}"], ["hollow is a folder"]),
        (["network", "Ohioo"], ["region 'Ohioo'", "'Ohio'"]),
        (["network", "Ohio", "--out", "{file}/x.json"], ["note.txt is a file"]),
        (["network", "Ohio", "--format", "csv", "--out", "{file}"], ["note.txt is a file"]),
        (["thickness", "Ohio", "--out", "{empty}/x.doc"], ["format of a profile 'doc'"]),
        (["search", "x", "-n", "99999999999999999999"], ["'-n'"]),
        (["show", "x.pdf", "--page", "0"], ["'--page'"]),
        (["show", "x.pdf"], ["holds no documents yet"]),
    ]


@pytest.mark.parametrize(("arguments", "words"), bad_inputs(), ids=lambda v: " ".join(v)[:40])
def test_bad_input_is_told_with_exit_code_2(
    wr: Any, empty: Path, tmp_path: Path, arguments: list[str], words: list[str]
) -> None:
    folder = tmp_path / "hollow"
    folder.mkdir()
    file = tmp_path / "note.txt"
    file.write_text("The council met.")
    filled = [a.format(empty=folder, file=file) for a in arguments]
    ran = wr(*filled, "-p", empty)
    assert ran.code == 2
    assert ran.out == ""
    for word in words:
        assert word in ran.err
    assert "Traceback" not in ran.err


def test_a_broken_configuration_and_a_newer_project_are_refused(wr: Any, empty: Path) -> None:
    path = empty / "workingregions.toml"
    good = path.read_text()
    path.write_text(good + "\n[ingst]\nworkers = 2\n")
    ran = wr("documents", "-p", empty)
    assert (ran.code, "ingst" in ran.err, "ingest" in ran.err) == (2, True, True)
    path.write_text(good)
    manifest = empty / "store" / "snapshots" / "s000000.json"
    manifest.write_text(manifest.read_text().replace(f'"format": {snapshot.FORMAT}', '"format": 99'))
    ran = wr("documents", "-p", empty)
    assert (ran.code, "newer version" in ran.err) == (2, True)


def test_a_damaged_store_exits_with_1(wr: Any, empty: Path) -> None:
    manifest = empty / "store" / "snapshots" / "s000000.json"
    data = json.loads(manifest.read_text())
    data["tables"]["blocks"] = 77
    manifest.write_text(json.dumps(data))
    ran = wr("check", "-p", empty)
    assert ran.code == 1
    assert "blocks" in ran.err


def test_what_the_file_system_denies_is_no_fault_of_ours(wr: Any, empty: Path) -> None:
    (empty / "store" / "lock").unlink(missing_ok=True)
    (empty / "store" / "lock").mkdir()
    ran = wr("ingest", ROOT / "examples" / "drop" / "closer-to-home.pdf", "-p", empty)
    assert ran.code == 2
    assert "lock cannot be written or read: Is a directory." in ran.err


@pytest.mark.parametrize("command", ["themes", "drops"])
def test_a_reader_that_has_seen_enough_is_no_error(empty: Path, command: str) -> None:
    # Tables are printed by rich, sentences by click, which would end with 1.
    line = [sys.executable, "-m", "workingregions.app", command, "-p", str(empty)]
    with subprocess.Popen(line, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as run:
        assert run.stdout is not None
        assert run.stderr is not None
        run.stdout.close()
        told = run.stderr.read()
    assert (run.returncode, told) == (0, b"")


def test_files_that_need_no_project_are_told_when_they_cannot_be_read(wr: Any, tmp_path: Path) -> None:
    (tmp_path / "note.txt").write_text("The council met.")
    for arguments, told in (
        (["extract", tmp_path], "is a folder"),
        (["extract", tmp_path / "none.pdf"], "none.pdf does not exist"),
        (["text", tmp_path / "note.txt", "--out", tmp_path / "note.txt"], "note.txt is a file"),
        (["init", tmp_path / "note.txt"], "note.txt is a file"),
        (["init", tmp_path / "note.txt" / "below"], "below cannot be written"),
        (["init", "/proc/project"], "/proc/project cannot be written"),
        (["check", "-p", tmp_path / "note.txt"], "note.txt is a file. A project is a folder"),
    ):
        ran = wr(*arguments)
        assert (ran.code, ran.out) == (2, ""), arguments
        assert told in ran.err


def test_a_name_that_several_places_bear_is_told_beside_the_output(wr: Any, empty: Path) -> None:
    for arguments in (["search", "steel"], ["documents"], ["institutions"], ["ties"], ["outcomes"]):
        ran = wr(*arguments, "--region", "Durham", "--json", "-p", empty)
        assert (ran.code, json.loads(ran.out)) == (0, []), arguments
        assert "Interpreting 'Durham' as the county Durham in Ontario, Canada" in ran.err


def test_corrections_share_their_options() -> None:
    found = {name: c for name, c in commands().items() if name.startswith("correct ")}
    options_of = {n: {o for p in c.params for o in p.opts if o.startswith("--")} for n, c in found.items()}
    of_documents = ("title", "year", "publisher", "type", "region", "outcome", "theme")
    for name in of_documents:
        assert {"--project", "--why", "--who", "--json"} <= options_of.pop(f"correct {name}"), name
    assert len(options_of) == 9
    for name, options in options_of.items():
        shared = {"--project", "--in", "--page", "--why", "--who", "--json", "--near"}
        assert options & shared == shared - ({"--near"} if name == "correct tie" else set()), name


def test_the_list_of_commands_cuts_no_sentence(wr: Any) -> None:
    listed = wr("--help").out.partition("Commands:")[2]
    assert "..." not in listed
    assert "Show everything that the documents state about one institution" in " ".join(listed.split())


def test_text_needs_no_project(wr: Any, tmp_path: Path) -> None:
    (tmp_path / "plan.md").write_text("# Plan\n\nThe *council* builds a yard.\n")
    ran = wr("text", tmp_path / "plan.md")
    assert (ran.code, ran.err) == (0, "")
    assert "Plan" in ran.out
    assert "The council builds a yard." in ran.out
    out = tmp_path / "texts"
    assert wr("text", tmp_path / "plan.md", "--format", "markdown", "--out", out).code == 0
    assert (out / "plan.md").read_text().startswith("# Plan")
    blocks = json.loads(wr("text", tmp_path / "plan.md", "--format", "json").out)["blocks"]
    assert [b["kind"] for b in blocks] == ["heading", "paragraph"]
    (tmp_path / "torn.pdf").write_bytes(b"%PDF-1.7 torn")
    ran = wr("text", tmp_path / "torn.pdf", tmp_path / "plan.md")
    assert ran.code == 2
    assert "torn.pdf" in ran.err
    assert "builds a yard" in ran.out  # one bad document does not stop the others
    assert wr("text", tmp_path / "plan.md", "--format", "word").code == 2
