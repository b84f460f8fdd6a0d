"""Labels and ledgers from elsewhere: each where its words are, none silently over another, all by name."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import xlsxwriter

from tests.conftest import Wr
from tests.helpers.towns import BOARD, SAME
from workingregions.app import Project
from workingregions.corpus.errors import InputError

THEME = "workforce_skills"
QUOTE = "Summit Valley College hired forty trainers."


def sheet(folder: Path, *rows: str, head: str = "theme,file,page,quote,coder,date,answer") -> Path:
    path = folder / "codings.csv"
    path.write_text("\n".join((head, *rows)) + "\n", encoding="utf8")
    return path


def state(project: Project) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in project.root.glob("*.jsonl")}


def test_codings_land_exactly_shifted_or_fail_by_name(project: Project, tmp_path: Path) -> None:
    source = sheet(
        tmp_path,
        f'{THEME},skills.md,1,"{QUOTE}",Ada,2025-05-01,',
        f'{THEME},skills.md,3,"{QUOTE}",Ben,2025-05-02,no',
        f'{THEME},review.md,,"praised by the Steelworker Union",Ada,,',
        f'{THEME},skills.md,,"words that are nowhere in the corpus at all",Ada,,',
        f'no_such_theme,skills.md,,"{QUOTE}",Ada,,',
        f'{THEME},none.md,,"{QUOTE}",Ada,,',
        f'{THEME},skills.md,,"{QUOTE}",,,',
        f'{THEME},skills.md,,"{QUOTE}",Ada,2999-01-01,',
        f'{THEME},skills.md,,"{QUOTE}",Cem,2025-01-01,perhaps',
    )
    tried = project.import_codings(source, dry_run=True)
    assert not (project.root / "labels.jsonl").exists()
    done = project.import_codings(source)
    assert (done.added, done.exact, len(done.shifted), len(done.failed)) == (3, 1, 2, 6)
    assert (tried.added, tried.failed) == (done.added, done.failed)
    assert {note.place for note in done.failed} == {f"line {n}" for n in (5, 6, 7, 8, 9, 10)}
    assert all(note.reason for note in (*done.failed, *done.shifted))
    found = project.view().labels()
    by = found.set_index("who")
    assert by.loc["Ben", "answer"] == "no"
    assert by.loc["Ben", "when"] == "2025-05-02T00:00:00Z"
    assert set(found["state"]) == {"exact"}


def test_labels_come_in_once_and_never_over_another(project: Project, tmp_path: Path) -> None:
    source = sheet(tmp_path, f'{THEME},skills.md,1,"{QUOTE}",Ada,2025-05-01,yes')
    project.import_codings(source)
    again = project.import_codings(source)
    assert (again.added, again.known) == (0, 1)
    other = sheet(tmp_path, f'{THEME},skills.md,1,"{QUOTE}",Ada,2025-06-01,no')
    kept = project.import_codings(other)
    assert (kept.added, len(kept.kept)) == (0, 1)
    assert list(project.view().labels()["answer"]) == ["yes"]
    project.import_codings(other, replace=True)
    assert list(project.view().labels()["answer"]) == ["no"]
    assert len((project.root / "labels.jsonl").read_text().splitlines()) == 2


def test_rows_that_contradict_each_other_are_named(project: Project, tmp_path: Path) -> None:
    rows = [f'{THEME},skills.md,1,"{QUOTE}",Ada,2025-05-01,{answer}' for answer in ("yes", "no", "yes")]
    done = project.import_codings(sheet(tmp_path, *rows))
    assert (done.added, done.known) == (1, 1)
    assert [(note.place, note.reason) for note in done.failed] == [
        ("line 3", "it contradicts line 2, which says yes")
    ]


def test_workbooks_json_lines_and_projects_are_read(
    project: Project, original: Project, tmp_path: Path
) -> None:
    passage = project.view().passages().iloc[0]
    (evidence,) = project.view().passage_evidence([passage["id"]])
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as book:
        page = book.add_worksheet()
        page.write_row(0, 0, ["Code", "Evidence ID", "Coded by", "Date", "Memo"])
        page.write_row(1, 0, [THEME, evidence, "Ada", 45778])
        page.write_string(1, 4, "=1+1")
    done = project.import_codings(tmp_path / "a.xlsx")
    assert (done.added, done.exact) == (1, 1)
    row = project.view().labels().iloc[0]
    assert (row["when"], row["note"]) == ("2025-05-01T00:00:00Z", "=1+1")
    lines = [{"theme": THEME, "evidence": evidence, "coder": "Ben", "page": 1}, ["no"], {"theme": THEME}]
    (tmp_path / "a.jsonl").write_text("\n".join(map(json.dumps, lines)) + "\n{torn")
    done = project.import_codings(tmp_path / "a.jsonl")
    assert (done.added, [note.place for note in done.failed]) == (1, ["line 2", "line 3", "line 4"])
    other = Project.create(tmp_path / "other")
    other.ingest([original.root.parent / "drop"])
    taken = other.import_codings(project.root)
    assert (taken.added, taken.exact) == (2, 2)
    assert other.import_codings(project.root).known == 2


@pytest.mark.parametrize(
    ("name", "data", "match"),
    [
        ("a.csv", b"", "no column"),
        ("a.csv", b"theme,colour\nx,y\n", "line 1: there is no column 'evidence'"),
        ("a.csv", b"theme,quote\nx,\xff\xfe\n", "line 2, is not UTF-8"),
        ("a.csv", b'theme,quote,coder\nx,"' + b"y" * 200_000 + b'",z\n', "line 2"),
        ("a.csv", b"theme,quote,coder\n", "no labels"),
        ("a.xlsx", b"PK\x03\x04 no workbook", "not a workbook|damaged"),
        ("a.xlsx", b"theme,quote", "damaged"),
        ("a.jsonl", b"\x00\xff\n[[[[", "line 1"),
        ("a.txt", b"theme", "not a file of labels"),
    ],
)
def test_files_that_are_none_change_nothing(
    project: Project, tmp_path: Path, name: str, data: bytes, match: str
) -> None:
    (tmp_path / name).write_bytes(data)
    before = state(project)
    with pytest.raises(InputError, match=match):
        project.import_codings(tmp_path / name)
    assert state(project) == before


def test_the_command_lists_what_failed(project: Project, tmp_path: Path, wr: Wr) -> None:
    source = sheet(tmp_path, f'{THEME},skills.md,1,"{QUOTE}",,,', f'{THEME},none.md,1,"{QUOTE}",,,')
    ran = wr("import", "labels", source, "--coder", "Ada", "-p", project.root)
    assert ran.code == 4
    assert "Added 1 label of 2 rows" in ran.out
    assert "line 3, failed" in ran.err


# --- ledgers


def test_a_ledger_is_tried_and_then_added_in_its_authors_name(
    project: Project, original: Project, tmp_path: Path, wr: Wr
) -> None:
    other = Project.create(tmp_path / "other")
    other.ingest([original.root.parent / "drop"])
    other.correct("merge", BOARD, SAME, who="Ada")
    ledger = tmp_path / "theirs.jsonl"
    ledger.write_bytes((other.root / "corrections.jsonl").read_bytes() + b'{"action": "merge"}\n{torn\n')
    before, snapshot = state(project), project.view().snapshot.id
    tried = wr("import", "ledger", ledger, "--dry-run", "-p", project.root)
    assert (tried.code, state(project), project.view().snapshot.id) == (4, before, snapshot)
    assert "Would add 1 correction" in tried.out
    assert f"line 2 of {ledger}" in tried.err
    assert f"line 3 of {ledger}" in tried.err
    done = project.import_ledger(ledger)
    assert [line.who for line in done.imported.added] == ["Ada"]
    assert done.changes
    ties = len(project.view().institutions())
    project.undo(done.imported.added[0].id, who="Ben")
    assert len(project.view().institutions()) == ties + 1


def test_conflicts_of_a_ledger_are_listed(project: Project, original: Project, tmp_path: Path) -> None:
    project.correct("retype", BOARD, value="union", who="Ben")
    other = Project.create(tmp_path / "other")
    other.ingest([original.root.parent / "drop"])
    other.correct("retype", BOARD, value="university", who="Ada")
    tried = project.import_ledger(other.root, dry_run=True)
    assert len(tried.conflicts) == 1
    assert len(project.import_ledger(other.root).conflicts) == 1


def test_a_ledger_without_a_usable_line_changes_nothing(project: Project, tmp_path: Path) -> None:
    before = state(project)
    for data in (b"{torn\n", b"[" * 100_000, b"\xff\n", b'{"action": "format_disk", "id": "x"}\n'):
        (tmp_path / "evil.jsonl").write_bytes(data)
        with pytest.raises(InputError, match="line 1"):
            project.import_ledger(tmp_path / "evil.jsonl")
    with pytest.raises(InputError):
        project.import_ledger(tmp_path / "none.jsonl")
    assert state(project) == before
