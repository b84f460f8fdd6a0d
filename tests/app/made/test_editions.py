"""Reports made again and compared: equal bytes from an earlier snapshot, and a cause for each difference."""

from __future__ import annotations

import json
import shutil
import zipfile
from pathlib import Path

import docx
import pytest

from tests.conftest import Wr
from tests.helpers.kinds import INVENTORY
from workingregions.app import Project, made
from workingregions.app.made import CauseKind, FileState
from workingregions.corpus.errors import InputError, NotFoundError, UserError
from workingregions.reports.editions import Change
from workingregions.reports.report import load_report


@pytest.fixture(autouse=True)
def _kind(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(made.KINDS, INVENTORY.id, INVENTORY)  # type: ignore[arg-type]


@pytest.fixture
def kept(project: Project) -> Path:
    """The folder of a report that the project keeps."""
    return project.root / "reports" / project.make_report("inventory", who="Ann").id


def test_a_report_is_kept_in_all_formats_with_its_data(project: Project, kept: Path) -> None:
    names = {file.name for file in project.reports()[0].files}
    assert {"report.html", "report.docx", "report.pdf", "report.md", "report.json"} <= names
    assert {"data/list.csv", "data/list.parquet", "data/dictionary.csv", "README.txt"} <= names
    assert {"references.bib", "codebook.yaml", "corrections.jsonl", "report.zip"} <= names
    with zipfile.ZipFile(kept / "report.zip") as archive:
        assert set(archive.namelist()) == names - {"report.zip"}
        assert archive.testzip() is None


@pytest.mark.parametrize("source", ["r0001", "folder", "report.json", "report.zip"])
def test_the_same_bytes_after_the_project_went_on(project: Project, kept: Path, source: str) -> None:
    top = project.view().institutions().iloc[0]["name"]
    project.correct("reject", top, who="Bo")
    given = {"r0001": "r0001", "folder": kept}.get(source, kept / source)
    again = project.rebuild_report(given)
    assert again.equal
    assert set(again.states) == {"report.html", "report.docx", "report.pdf", "report.md", "report.json"}
    assert set(again.states.values()) == {FileState.EQUAL}
    assert again.notes == ()


def test_a_report_in_a_house_style_is_made_again_in_it(project: Project, tmp_path: Path) -> None:
    house = docx.Document()
    house.sections[0].header.paragraphs[0].text = "Ministry of Moulding"
    house.save(str(tmp_path / "house.docx"))
    made = project.make_report("inventory", formats=["docx"], template=tmp_path / "house.docx")
    folder = project.root / "reports" / made.id
    assert docx.Document(str(folder / "report.docx")).sections[0].header.paragraphs[0].text
    (tmp_path / "house.docx").unlink()
    for source in (folder, folder / "report.zip"):
        again = project.rebuild_report(source)
        assert again.equal
        assert "report.docx" in again.states


def test_a_template_without_a_word_document_is_a_mistake(project: Project, tmp_path: Path) -> None:
    docx.Document().save(str(tmp_path / "house.docx"))
    with pytest.raises(InputError, match="Word documents alone"):
        project.make_report("inventory", formats=["md"], template=tmp_path / "house.docx")
    with pytest.raises(InputError, match=r"absent\.docx"):
        project.make_report("inventory", template=tmp_path / "absent.docx")
    assert project.reports() == []


def test_it_is_written_where_it_is_wanted(project: Project, kept: Path, tmp_path: Path) -> None:
    project.rebuild_report("r0001", tmp_path / "again")
    for path in sorted(kept.rglob("*")):
        if path.is_file() and path.name != "record.json":
            assert (tmp_path / "again" / path.relative_to(kept)).read_bytes() == path.read_bytes()


def test_what_is_not_as_it_was_is_said(project: Project, kept: Path) -> None:
    text = (kept / "report.json").read_text()
    (kept / "report.json").write_text(text.replace('"version": "', '"version": "9.'))
    settings = project.root / "workingregions.toml"
    settings.write_text(settings.read_text().replace("about = 0.65", "about = 0.9"))
    again = Project.open(project.root).rebuild_report("r0001")
    assert again.states["report.json"] is FileState.DIFFERENT
    assert not again.equal
    assert any(note.startswith("It was made by workingregions 9.") for note in again.notes)
    assert "The setting about was 0.65; now it is 0.9." in again.notes


def test_a_snapshot_that_is_gone_is_explained(project: Project, kept: Path) -> None:
    top = project.view().institutions().iloc[0]["name"]
    project.correct("reject", top, who="Bo")
    project.prune(1)
    with pytest.raises(InputError, match="was removed to save space"):
        project.rebuild_report("r0001")
    text = (kept / "report.json").read_text()
    (kept / "report.json").write_text(text.replace(project.reports()[0].snapshot, "s009999"))
    with pytest.raises(InputError, match="has no snapshot s009999"):
        project.rebuild_report("r0001")


@pytest.mark.parametrize("content", [b"", b"{}", b"PK\x03\x04 torn", b"[" * 100_000, b"\xff\xfe"])
def test_what_is_no_report_is_refused(project: Project, tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "report.json"
    file.write_bytes(content)
    with pytest.raises(InputError, match=r"report\.json"):
        project.rebuild_report(file)
    with pytest.raises(InputError, match="There is no report"):
        project.rebuild_report(tmp_path / "none")


@pytest.mark.usefixtures("kept")
def test_a_correction_explains_what_it_changed(project: Project) -> None:
    top = project.view().institutions().iloc[0]["name"]
    project.correct("reject", top, who="Bo")
    project.make_report("inventory")
    found = project.diff_reports("r0001", "r0002")
    (change,) = found.changes
    assert (change.id, change.what) == ("top", (Change.NUMBERS, Change.WORDS))
    (number,) = change.numbers
    assert number.before is not None
    assert number.now == number.before - 1
    (cause,) = change.causes
    assert cause.kind is CauseKind.CORRECTION
    assert top in cause.words
    assert "Bo" in cause.words
    assert found.same == found.old.claims - 1
    assert found.half_life is not None
    assert found.half_life.exact == found.half_life.quotes > 0


@pytest.mark.usefixtures("kept")
def test_new_documents_explain_new_claims_and_counts(project: Project, tmp_path: Path) -> None:
    file = tmp_path / "plan.md"
    file.write_text(
        "# A plan for machinists\n\nThe council will train two hundred machinists in Sheffield.\n"
    )
    project.ingest([file])
    project.make_report("inventory")
    found = project.diff_reports("r0001", "r0002")
    changes = {change.id: change for change in found.changes}
    assert Change.NUMBERS in changes["all"].what
    assert changes["all"].causes[0].kind is CauseKind.DOCUMENTS
    assert "A plan for machinists" in changes["all"].causes[0].words
    (added,) = [change for change in found.changes if change.what == (Change.ADDED,)]
    assert [cause.kind for cause in added.causes] == [CauseKind.DOCUMENTS]
    back = project.diff_reports("r0002", "r0001")
    assert [c.id for c in back.changes if c.what == (Change.DROPPED,)] == [added.id]


def test_a_changed_codebook_and_other_settings_are_causes(project: Project, kept: Path) -> None:
    project.make_report("inventory", spelling="american")
    (change,) = project.diff_reports("r0001", "r0002").changes
    assert [cause.kind for cause in change.causes] == [CauseKind.SETTINGS]
    folder = kept.with_name("r0003")
    shutil.copytree(kept, folder)
    report = json.loads((folder / "report.json").read_text())
    report["report"]["provenance"]["codebook"] = "0000beef"
    report["report"]["sections"][0]["blocks"][0]["claims"][1]["numbers"][0]["value"] += 1
    (folder / "report.json").write_text(json.dumps(report))
    found = project.diff_reports("r0001", "r0003")
    assert [cause.kind for change in found.changes for cause in change.causes] == [CauseKind.CODEBOOK]


def test_editions_are_compared_without_their_project(kept: Path, tmp_path: Path) -> None:
    folder = shutil.copytree(kept, tmp_path / "elsewhere")
    found = made.diff(made.earlier(None, kept), made.earlier(None, folder), None)
    assert found.changes == ()
    assert found.half_life is None
    assert any("without its project" in note for note in found.notes)


def test_the_quotes_of_a_document_that_is_gone_are_counted(project: Project, kept: Path) -> None:
    text = (kept / "report.json").read_text()
    report = load_report(text)
    ident = report.used()[0]
    lost = ident[:7] + "00000000" + ident[15:]
    (kept / "report.json").write_text(text.replace(ident, lost))
    half_life = project.diff_reports("r0001", "r0001").half_life
    assert half_life is not None
    assert half_life.gone == 1
    assert half_life.standing < half_life.claims


def test_a_folder_with_other_files_is_left_alone(project: Project, tmp_path: Path) -> None:
    out = tmp_path / "out"
    project.write_report("inventory", out, formats=["md"])
    project.write_report("inventory", out, formats=["html"])
    assert not (out / "report.md").exists()
    (out / "report.html").write_text("mine")
    with pytest.raises(InputError, match="was changed since it was written"):
        project.write_report("inventory", out)
    assert (out / "report.html").read_text() == "mine"
    with pytest.raises(InputError, match="is not a part of a report"):
        project.write_report("inventory", tmp_path)


@pytest.mark.parametrize(
    "look", [{"formats": ["odt"]}, {"style": "my own"}, {"spelling": "scots"}, {"base": "javascript:x"}]
)
def test_a_look_that_is_unknown_writes_nothing(project: Project, look: dict[str, object]) -> None:
    with pytest.raises(UserError):
        project.make_report("inventory", **look)  # type: ignore[arg-type]
    assert project.reports() == []


def test_the_command_line_lists_rebuilds_and_compares(wr: Wr, project: Project, kept: Path) -> None:
    assert "Inventory" in wr("report", "list", "-p", project.root).out
    again = wr("report", "rebuild", "r0001", "-p", project.root)
    assert again.code == 0, again.err
    assert "report.pdf: equal" in again.out
    (kept / "report.md").write_text("another text")
    assert wr("report", "rebuild", "r0001", "-p", project.root).code == 3
    same = wr("report", "diff", "r0001", "r0001", "--json", "-p", project.root)
    assert json.loads(same.out)["changes"] == []
    assert wr("report", "rebuild", "nothing", "-p", project.root).code == 2


def test_unknown_arguments_are_refused(project: Project) -> None:
    with pytest.raises(NotFoundError):
        project.make_report("inventory", colour="red")
