"""The contract of a run: same tables whatever the order, the workers or the crashes; nothing lost."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from email.message import EmailMessage
from pathlib import Path

import pytest

from workingregions.app.pipeline import due
from workingregions.app.project import Project
from workingregions.corpus.drops import DropReport, Outcome
from workingregions.corpus.store import TABLES

ROOT = Path(__file__).resolve().parent.parent.parent
DROP = ROOT / "examples" / "drop"


def digests(project: Project, *leave_out: str) -> dict[str, str]:
    now = project.snapshot
    return {name: now.digest(name) for name in TABLES if name not in leave_out}


def outcomes(report: DropReport) -> dict[str, str]:
    return {item.path: item.outcome.value for item in report.items}


def texts(folder: Path, **files: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / f"{name}.md").write_text(text, encoding="utf8")
    return folder


PLAN = "# Ohio Skills Plan 2014\n\nThe Ohio Development Agency funds the Akron Workforce Board.\n"
NOTE = "# Sheffield note\n\nSheffield City Council works with the University of Sheffield on steel.\n"


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project.create(tmp_path / "review")


def test_a_second_run_does_nothing_and_a_changed_file_is_read(project: Project, tmp_path: Path) -> None:
    folder = texts(tmp_path / "in", plan=PLAN, note=NOTE)
    first = project.ingest([folder], workers=1)
    assert outcomes(first) == {"plan.md": "new", "note.md": "new"}
    before, snapshot = digests(project), project.snapshot.id
    second = project.ingest([folder], workers=1)
    assert outcomes(second) == {"plan.md": "known", "note.md": "known"}
    assert (digests(project), project.snapshot.id) == (before, snapshot)
    texts(folder, plan=PLAN + "\nThe board hired forty trainers.\n")
    third = project.ingest([folder], workers=1)
    assert outcomes(third) == {"plan.md": "updated", "note.md": "known"}
    assert len(project.documents()) == 2  # the earlier content of the file is gone with it
    assert project.check() == []


def test_identical_files_are_one_document_and_both_are_told(project: Project, tmp_path: Path) -> None:
    folder = texts(tmp_path / "in", a=PLAN, b=PLAN, c=NOTE)
    report = project.ingest([folder], workers=1)
    assert outcomes(report) == {"a.md": "new", "b.md": "duplicate", "c.md": "new"}
    assert next(i for i in report.items if i.path == "b.md").of == "a.md"
    assert len(project.documents()) == 2
    again = project.ingest([folder], workers=1)
    assert again.count(Outcome.FAILED) == 0


def test_bad_files_are_told_and_stop_nothing(project: Project, tmp_path: Path) -> None:
    folder = texts(tmp_path / "in", plan=PLAN)
    (folder / "torn.pdf").write_bytes(b"%PDF-1.7\n1 0 obj <<")
    (folder / "empty.docx").write_bytes(b"")
    (folder / "picture.xyz").write_bytes(bytes(range(256)))
    report = project.ingest([folder], workers=1)
    failed = {i.path: (i.category, bool(i.message), bool(i.advice)) for i in report.items if i.category}
    assert failed == {
        "torn.pdf": ("damaged", True, True),
        "empty.docx": ("empty", True, True),
        "picture.xyz": ("unsupported", True, True),
    }
    assert len(project.documents()) == 1
    before = digests(project)
    project.ingest([folder], workers=1)
    assert digests(project) == before


def test_retry_takes_up_what_was_mended(project: Project, tmp_path: Path) -> None:
    folder = texts(tmp_path / "in", plan=PLAN)
    torn = folder / "torn.md"
    torn.write_bytes(b"")
    assert project.ingest([folder], workers=1).count(Outcome.FAILED) == 1
    torn.write_text(NOTE, encoding="utf8")
    report = project.retry()
    assert outcomes(report) == {"torn.md": "updated"}
    assert len(project.documents()) == 2
    assert project.snapshot.records("failures") == []


def test_files_in_zips_and_attachments_of_mails_are_documents(project: Project, tmp_path: Path) -> None:
    folder = texts(tmp_path / "in")
    with zipfile.ZipFile(folder / "pack.zip", "w") as pack:
        pack.writestr("inner/plan.md", PLAN)
    mail = EmailMessage()
    mail["Subject"], mail["From"] = "Note on steel", "office@example.org"
    mail.set_content("Please read the attached note about the steel works in Sheffield.")
    mail.add_attachment(NOTE.encode(), maintype="text", subtype="markdown", filename="note.md")
    (folder / "letter.eml").write_bytes(bytes(mail))
    report = project.ingest([folder], workers=1)
    assert outcomes(report) == {
        "letter.eml": "new",
        "letter.eml/note.md": "new",
        "pack.zip/inner/plan.md": "new",
    }


def test_a_bibliography_beside_the_documents_wins(project: Project, tmp_path: Path) -> None:
    folder = texts(tmp_path / "in", plan=PLAN)
    (folder / "library.bib").write_text(
        "@report{x, title = {The Right Title}, year = {2011}, institution = {Right Body}, file = {plan.md}}"
    )
    report = project.ingest([folder], workers=1)
    assert report.sidecars == ("library.bib",)
    (document,) = project.snapshot.records("documents")
    assert (document.title, document.year, document.publisher) == ("The Right Title", 2011, "Right Body")


def test_stages_are_due_whose_fingerprint_changed() -> None:
    assert due({"read": "1", "segment": "2"}, {}) == ("read", "segment")
    assert due({"read": "1", "segment": "2"}, {"read": "1", "segment": "old"}) == ("segment",)
    assert due({"read": "1"}, {"read": "1"}) == ()


@pytest.mark.slow
def test_order_of_files_and_number_of_workers_change_no_table(tmp_path: Path) -> None:
    names = sorted(p.name for p in DROP.iterdir() if p.suffix in (".md", ".html", ".docx"))
    found = []
    for workers, order in ((1, names), (2, names[::-1])):
        project = Project.create(tmp_path / f"with{workers}")
        half = len(order) // 2
        if workers == 2:
            # Two drops, the later files first: the tables may not tell the difference.
            project.ingest([DROP / n for n in order[:half]], workers=2)
        project.ingest([DROP / n for n in order], workers=workers)
        found.append(digests(project, "sources"))
    assert found[0] == found[1]


@pytest.mark.slow
@pytest.mark.parametrize("seconds", [2.0, 9.0, 14.0])
def test_kill_and_run_again_gives_the_tables_of_an_undisturbed_run(tmp_path: Path, seconds: float) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for path in sorted(DROP.glob("*.md")) + sorted(DROP.glob("*.html")):
        shutil.copy(path, folder)
    calm = Project.create(tmp_path / "calm")
    calm.ingest([folder], workers=1)
    rough = Project.create(tmp_path / "rough")
    config = rough.root / "workingregions.toml"
    config.write_text(config.read_text().replace("commit = 24", "commit = 1"))
    command = [
        sys.executable,
        "-m",
        "workingregions.app",
        "ingest",
        folder,
        "-p",
        rough.root,
        "--workers",
        "1",
    ]
    process = subprocess.Popen(
        command, start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    time.sleep(seconds)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    assert rough.check() == []
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert digests(rough) == digests(calm)
    assert rough.check() == []
