"""The contract of a run: same tables whatever the order, the workers or the crashes; nothing lost."""

from __future__ import annotations

import os
import zipfile
from collections.abc import Sequence
from dataclasses import replace
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from workingregions.app.project import Project
from workingregions.app.run import corpus_wide as afterwards
from workingregions.app.run import plan
from workingregions.app.run.jobs import due
from workingregions.app.run.watcher import Silent
from workingregions.corpus.drops import DropReport, FileOutcome
from workingregions.corpus.store import TABLES, Snapshot
from workingregions.ingest.drop import DroppedFile

ROOT = Path(__file__).resolve().parents[3]
DROP = ROOT / "examples" / "drop"


def digests(project: Project, *leave_out: str) -> dict[str, str]:
    now = project.store.snapshot()
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
    before, snapshot = digests(project), project.store.snapshot().id
    second = project.ingest([folder], workers=1)
    assert outcomes(second) == {"plan.md": "known", "note.md": "known"}
    assert (digests(project), project.store.snapshot().id) == (before, snapshot)
    texts(folder, plan=PLAN + "\nThe board hired forty trainers.\n")
    third = project.ingest([folder], workers=1)
    assert outcomes(third) == {"plan.md": "updated", "note.md": "known"}
    assert len(project.view().documents()) == 2  # the earlier content of the file is gone with it
    assert project.check() == []


def test_identical_files_are_one_document_and_both_are_told(project: Project, tmp_path: Path) -> None:
    folder = texts(tmp_path / "in", a=PLAN, b=PLAN, c=NOTE)
    report = project.ingest([folder], workers=1)
    assert outcomes(report) == {"a.md": "new", "b.md": "duplicate", "c.md": "new"}
    assert next(i for i in report.items if i.path == "b.md").of == "a.md"
    assert len(project.view().documents()) == 2
    again = project.ingest([folder], workers=1)
    assert again.count(FileOutcome.FAILED) == 0


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
    assert len(project.view().documents()) == 1
    before = digests(project)
    project.ingest([folder], workers=1)
    assert digests(project) == before


def test_retry_takes_up_what_was_mended(project: Project, tmp_path: Path) -> None:
    folder = texts(tmp_path / "in", plan=PLAN)
    torn = folder / "torn.md"
    torn.write_bytes(b"")
    assert project.ingest([folder], workers=1).count(FileOutcome.FAILED) == 1
    torn.write_text(NOTE, encoding="utf8")
    report = project.retry()
    assert outcomes(report) == {"torn.md": "updated"}
    assert len(project.view().documents()) == 2
    assert project.store.snapshot().records("failures") == []


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
    (document,) = project.store.snapshot().records("documents")
    assert (document.title, document.year, document.publisher) == ("The Right Title", 2011, "Right Body")


def test_stages_are_due_whose_fingerprint_changed() -> None:
    assert due({"read": "1", "segment": "2"}, {}) == ("read", "segment")
    assert due({"read": "1", "segment": "2"}, {"read": "1", "segment": "old"}) == ("segment",)
    assert due({"read": "1"}, {"read": "1"}) == ()


@pytest.mark.slow
@pytest.mark.workers
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


def test_patterns_and_zips_below_folders(project: Project, tmp_path: Path) -> None:
    folder = texts(tmp_path / "in" / "2014" / "ohio", plan=PLAN)
    (folder / "plan.txt~").write_text("draft")
    with zipfile.ZipFile(folder / "pack.zip", "w") as pack:
        pack.writestr("inner/note.md", NOTE)
        pack.writestr("__MACOSX/._note.md", "x")
    texts(tmp_path / "in" / "2015", other=NOTE + "\nIt was signed in May.\n")
    report = project.ingest([str(tmp_path / "in" / "**" / "*.md")], workers=1)
    assert outcomes(report) == {"2014/ohio/plan.md": "new", "2015/other.md": "new"}
    report = project.ingest([tmp_path / "in" / "2014"], workers=1)
    found = outcomes(report)
    assert found.pop("ohio/pack.zip/inner/note.md") in ("new", "duplicate")
    assert found.pop("ohio/plan.md") == "known"
    assert not [path for path in found if "MACOSX" in path]
    again = project.ingest([tmp_path / "in"], workers=1)
    assert {item.outcome for item in again.items if not item.category} <= {
        FileOutcome.KNOWN,
        FileOutcome.DUPLICATE,
    }


def test_files_that_a_bibliography_misses_are_told(project: Project, tmp_path: Path) -> None:
    folder = texts(tmp_path / "in", plan=PLAN)
    (folder / "library.bib").write_text(
        "@report{x, title = {Skills Plan}, year = {2011}, file = {files/1/plan.md}}\n"
        "@report{y, title = {Lost}, year = {2012}, file = {PDF:files/2/lost report.pdf:application/pdf}}\n"
        "@report{z, title = {Never had a file}, year = {2013}}\n"
    )
    report = project.ingest([folder], workers=1)
    assert report.missing == ("files/2/lost report.pdf",)
    assert project.drop(report.id).missing == report.missing


def test_a_drop_interrupted_half_way_goes_on_where_it_stopped(project: Project, tmp_path: Path) -> None:
    config = project.root / "workingregions.toml"
    config.write_text(config.read_text().replace("commit = 24", "commit = 1"))
    folder = texts(tmp_path / "in", a=PLAN, b=NOTE)

    class Interrupted(Silent):
        def advance(self, path: str, pages: int, failed: bool) -> None:  # noqa: ARG002
            raise KeyboardInterrupt

    opened = Project.open(project.root)
    with pytest.raises(KeyboardInterrupt):
        opened.ingest([folder], workers=1, watcher=Interrupted())
    assert len(opened.store.snapshot().records("documents")) == 1
    report = opened.ingest([folder], workers=1)
    assert sorted(outcomes(report).values()) == ["known", "new"]
    assert opened.check() == []


def test_a_second_drop_reads_no_old_text_to_find_its_duplicates(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    long = "\n\n".join(f"Paragraph {n} of the plan for mill number {n * 7919}." for n in range(40))
    folder = texts(tmp_path / "in", a=PLAN + long, b=NOTE)
    project.ingest([folder], workers=1)
    asked: list[str] = []
    fetch = afterwards.running_texts

    def counted(snapshot: Snapshot, ids: Sequence[str]) -> dict[str, str]:
        asked.extend(ids)
        return fetch(snapshot, ids)

    monkeypatch.setattr(afterwards, "running_texts", counted)
    texts(folder, c=NOTE + "\nThe forges of Rotherham joined in May and brought ninety apprentices.\n")
    project.ingest([folder], workers=1)
    new = next(d.id for d in project.store.snapshot().records("documents") if d.path == "c.md")
    assert asked.count(new) >= 1
    assert len(set(asked) - {new}) <= 1, "only a text that may be the new one's twin is read again"
    asked.clear()
    texts(folder, d="# Unlike\n\nA short remark on looms.\n")
    project.ingest([folder], workers=1)
    assert len(set(asked)) == 1


CITED = (
    "---\ntitle: Furnaces without owners in the upper valley\nauthor: Ada Quoin\ndate: 2009-05-01\n---\n\n"
    + NOTE
)
CITING = (
    "# Who tends the fire\n\nThe council reads old reports and writes new ones.\n\n## References\n\n"
    "Quoin, A. (2009). Furnaces without owners in the upper valley. Sheffield: Moor Press.\n\n"
    "Moss, B. (2011). Looms and ledgers of the lower valley. Leeds: Mill Press.\n"
)


def test_who_cites_whom_inside_the_corpus(wr: Any, project: Project, tmp_path: Path) -> None:
    folder = texts(tmp_path / "in", cited=CITED, citing=CITING)
    project.ingest([folder], workers=1)
    frame = project.view().references()
    assert list(frame["cites"]) == ["cited.md", ""], "an absent work is linked to nothing"
    assert frame["score"][0] > 0.5
    cited = project.view().document("cited.md")
    assert list(project.view().references(cited, cited_by=True)["file"]) == ["citing.md"]
    assert project.view().references(project.view().document("citing.md"), cited_by=True).empty
    assert "citing.md" in wr("references", "cited.md", "--cited-by", "-p", project.root).out
    assert "No document" in wr("references", "citing.md", "--cited-by", "-p", project.root).out


@pytest.mark.parametrize("name", ["Act now!.md", "a!b/c!!.md", "[x]!.md"])
def test_retry_finds_files_whose_names_hold_the_mark_of_members(
    project: Project, tmp_path: Path, name: str
) -> None:
    path = tmp_path / "in" / name
    path.parent.mkdir(parents=True)
    path.write_bytes(b"")
    assert project.ingest([tmp_path / "in"], workers=1).count(FileOutcome.FAILED) == 1
    path.write_text(NOTE, encoding="utf8")
    report = project.retry()
    assert report is not None
    assert list(outcomes(report).values()) == ["updated"]
    assert project.store.snapshot().records("failures") == []


def test_retry_finds_zips_and_files_that_could_not_be_opened(project: Project, tmp_path: Path) -> None:
    folder = texts(tmp_path / "in", plan=PLAN)
    (folder / "pack!.zip").write_bytes(b"PK\x03\x04 torn")
    (folder / "gone.md").symlink_to(folder / "nowhere.md")
    first = project.ingest([folder], workers=1)
    assert {p: o for p, o in outcomes(first).items() if o == "failed"} == {
        "pack!.zip": "failed",
        "gone.md": "failed",
    }
    assert project.retry() is not None  # as bad as before
    assert len(project.store.snapshot().records("failures")) == 2
    with zipfile.ZipFile(folder / "pack!.zip", "w") as pack:
        pack.writestr("a!b.md", NOTE)
    (folder / "gone.md").unlink()
    (folder / "gone.md").write_text(NOTE + "\nMore on steel.\n", encoding="utf8")
    report = project.retry()
    assert report is not None
    assert report.count(FileOutcome.FAILED) == 0
    assert len(project.view().documents()) == 3
    assert project.store.snapshot().records("failures") == []
    assert project.check() == []


def test_a_file_that_cannot_be_opened_for_a_while_keeps_its_document(
    project: Project, tmp_path: Path
) -> None:
    folder = texts(tmp_path / "in", plan=PLAN, note=NOTE)
    project.ingest([folder], workers=1)
    (folder / "note.md").rename(tmp_path / "aside.md")
    (folder / "note.md").symlink_to(folder / "nowhere.md")
    assert outcomes(project.ingest([folder], workers=1)) == {"plan.md": "known", "note.md": "failed"}
    assert len(project.view().documents()) == 2
    (folder / "note.md").unlink()
    (tmp_path / "aside.md").rename(folder / "note.md")
    assert outcomes(project.ingest([folder], workers=1)) == {"plan.md": "known", "note.md": "known"}
    assert project.store.snapshot().records("failures") == []


def test_locations_of_earlier_releases_are_taken_for_the_same_files(project: Project, tmp_path: Path) -> None:
    folder = texts(tmp_path / "in", **{"Act now!": PLAN})
    project.ingest([folder], workers=1)
    (source,) = project.store.snapshot().records("sources")
    with project.store.writer() as writer:
        older = replace(source, location=str(folder / "Act now!.md"))
        writer.replace("sources", "true", [older])
        writer.commit("as an earlier release wrote it")
    assert list(outcomes(project.ingest([folder], workers=1)).values()) == ["known"]
    texts(folder, **{"Act now!": PLAN + "\nThe board hired forty trainers.\n"})
    assert list(outcomes(project.ingest([folder], workers=1)).values()) == ["updated"]
    assert len(project.store.snapshot().records("sources")) == len(project.view().documents()) == 1


def test_what_is_not_a_file_is_reported_and_stops_nothing(wr: Any, project: Project, tmp_path: Path) -> None:
    folder = texts(tmp_path / "in", plan=PLAN)
    os.mkfifo(folder / "pipe.md")
    (folder / "passwd.txt").symlink_to("/etc/passwd")
    with (folder / "sparse.pdf").open("wb") as file:
        file.truncate(3 * 2**30)
    ran = wr("ingest", folder, "-p", project.root, "--workers", "1")
    assert ran.code == 0, ran.err
    assert "pipe.md is a named pipe, not a file." in ran.err
    report = project.drops()[-1]
    assert outcomes(report) == {"plan.md": "new", "sparse.pdf": "failed"}
    assert len(report.skipped) == 2
    page = (project.root / "drops" / f"{report.id}.html").read_text("utf8")
    assert "passwd.txt is a link that leads out of the drop." in page


@pytest.mark.parametrize("error", [MemoryError(), RecursionError()])
def test_memory_that_runs_out_over_one_file_costs_that_file(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    folder = texts(tmp_path / "in", plan=PLAN, bad=NOTE)
    (folder / "x.bib").write_text("@article{a, title={T}}")
    read = DroppedFile.read

    def greedy(found: DroppedFile) -> bytes:
        if found.path == "bad.md" and isinstance(error, MemoryError):
            raise error
        return read(found)

    def greedy_bibliography(data: bytes, *, name: str) -> tuple[object, ...]:  # noqa: ARG001
        raise error

    monkeypatch.setattr(DroppedFile, "read", greedy)
    monkeypatch.setattr(plan, "read_bibliography", greedy_bibliography)
    report = project.ingest([folder], workers=1)
    failed = {i.path: i.category for i in report.items if i.outcome is FileOutcome.FAILED}
    memory = isinstance(error, MemoryError)
    assert failed == ({"bad.md": "memory", "x.bib": "memory"} if memory else {"x.bib": "damaged"})
    assert len(project.view().documents()) == (1 if memory else 2)
