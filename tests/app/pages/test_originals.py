"""A document's file is the one that was read, or an error says what became of it."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from reportlab.pdfgen.canvas import Canvas

from tests.helpers.here import Here
from workingregions.app import Project
from workingregions.app.pages import OriginalState, Pictures
from workingregions.corpus.enums import FailureCategory
from workingregions.corpus.errors import InputError, NotFoundError, ReadError


def pdf(text: str, pages: int = 1) -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(400, 300))
    for number in range(1, pages + 1):
        canvas.drawString(40, 200, f"{text} The council funds the foundry of page {number}.")
        canvas.showPage()
    canvas.save()
    return out.getvalue()


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    made = Project.create(tmp_path / "project")
    drop = tmp_path / "drop"
    drop.mkdir()
    (drop / "plan.pdf").write_bytes(pdf("A plan.", pages=3))
    (drop / "notes.html").write_text("<title>Notes</title><script>alert(1)</script><p>Words of the town.</p>")
    with zipfile.ZipFile(drop / "more.zip", "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("inner/report.pdf", pdf("A report."))
    made.ingest([drop], engine=Here())
    yield made
    made.pictures.drawer.close()


def test_files_and_members_of_zips_are_read_again(project: Project, tmp_path: Path) -> None:
    view = project.view()
    assert view.original(view.document("plan.pdf")).read() == (tmp_path / "drop/plan.pdf").read_bytes()
    assert view.original(view.document("report.pdf")).read()[:5] == b"%PDF-"
    assert view.picture(view.document("report.pdf"))[8:12] == b"WEBP"


def test_a_file_that_moved_or_changed_is_told(project: Project, tmp_path: Path) -> None:
    view = project.view()
    plan, file = view.document("plan.pdf"), tmp_path / "drop" / "plan.pdf"
    kept = file.read_bytes()
    file.write_bytes(pdf("Another plan.", pages=3))
    assert view.original(plan).state is OriginalState.THERE
    with pytest.raises(ReadError, match="has changed since it was read"):
        view.original(plan).read()
    with pytest.raises(ReadError, match="has changed since it was read"):
        view.picture(plan, 1)
    file.unlink()
    assert view.original(plan).state is OriginalState.MISSING
    with pytest.raises(ReadError, match=r"no longer at .*moved, renamed or deleted"):
        view.picture(plan, 1)
    file.write_bytes(kept)
    assert view.picture(plan, 1)[8:12] == b"WEBP"


def test_a_link_put_in_a_files_place_is_not_followed(project: Project, tmp_path: Path) -> None:
    view, file = project.view(), tmp_path / "drop" / "plan.pdf"
    secret = tmp_path / "secret"
    secret.write_text("not of this project")
    file.unlink()
    file.symlink_to(secret)
    with pytest.raises(ReadError):
        view.original(view.document("plan.pdf")).read()


def test_pictures_are_kept_and_the_oldest_removed(project: Project) -> None:
    view = project.view()
    original = view.original(view.document("plan.pdf"))
    pictures = Pictures(project.root, drawer=project.pictures.drawer)
    first = pictures.get(original, 1, 100)
    kept = project.root / ".cache" / "pages"
    assert pictures.folder == kept
    assert [path.read_bytes() for path in kept.iterdir()] == [first]
    small = Pictures(project.root, most=int(2.5 * len(first)), drawer=pictures.drawer)
    small.get(original, 2, 100)
    small.get(original, 1, 100)  # used again: page 2 is the oldest now
    small.get(original, 3, 100)
    left = {path.name.split("-")[1] for path in kept.iterdir()}
    assert "3" in left
    assert "2" not in left
    with pytest.raises(InputError, match="120 dpi"):
        pictures.get(original, 1, 120)
    with pytest.raises(NotFoundError):
        pictures.get(original, 9)


def test_a_password_opens_pages_until_the_process_ends_and_none_is_kept(tmp_path: Path) -> None:
    project = Project.create(tmp_path / "project")
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(400, 300), encrypt="secret")
    canvas.drawString(40, 200, "The council funds the foundry, and the minutes are confidential.")
    canvas.save()
    (tmp_path / "minutes.pdf").write_bytes(out.getvalue())
    project.ingest([tmp_path / "minutes.pdf"], passwords=["secret"], engine=Here())
    view = project.view()
    minutes = view.document("minutes.pdf")
    for password in ("", "wrong"):
        with pytest.raises(ReadError) as caught:
            view.picture(minutes, password=password)
        assert caught.value.category is FailureCategory.ENCRYPTED
    with pytest.raises(ReadError):
        project.pictures.unlock(view.original(minutes), "wrong")
    project.pictures.unlock(view.original(minutes), "secret")
    assert view.picture(minutes)[8:12] == b"WEBP"
    assert list(project.pictures.folder.iterdir()) == []
    project.pictures.drawer.close()


def test_a_project_that_cannot_be_written_keeps_pictures_elsewhere(project: Project, tmp_path: Path) -> None:
    view = project.view()
    original = view.original(view.document("plan.pdf"))
    closed = tmp_path / "closed"
    closed.write_text("a file, in which no folder can be made")
    pictures = Pictures(closed, drawer=project.pictures.drawer)
    assert pictures.get(original, 1) == pictures.get(original, 1)
    assert not pictures.folder.is_relative_to(tmp_path)
    assert len(list(pictures.folder.iterdir())) == 1


def test_uploads_are_found_after_the_project_was_moved(tmp_path: Path) -> None:
    made = Project.create(tmp_path / "before")
    upload = made.root / "uploads" / "u0001"
    upload.mkdir(parents=True)
    (upload / "plan.pdf").write_bytes(pdf("A plan."))
    (upload / "broken.pdf").write_bytes(b"%PDF-1.4 nothing")
    made.ingest([upload], engine=Here())
    (tmp_path / "before").rename(tmp_path / "after")
    moved = Project.open(tmp_path / "after")
    view = moved.view()
    assert view.original(view.document("plan.pdf")).read()[:5] == b"%PDF-"
    (tmp_path / "after/uploads/u0001/broken.pdf").write_bytes(pdf("A report."))
    report = moved.retry()
    assert report is not None
    assert [item.path for item in report.items] == ["broken.pdf"]
