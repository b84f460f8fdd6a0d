"""An exported project is valid, and its codings are on the right words where other programs read them."""

from __future__ import annotations

import shutil
import unicodedata
from pathlib import Path

import pypdfium2
import pytest

from tests.app.refi.conftest import APPRENTICES, FREIGHT, GRANTS, passage
from tests.helpers.qualcoder import read_back
from tests.helpers.under import characters, text_under
from workingregions.app import Project
from workingregions.corpus.codebook import Codebook
from workingregions.corpus.errors import InputError
from workingregions.corpus.quotes import letters
from workingregions.corpus.records import Box, Span
from workingregions.ingest.refi import read_refi, schema_faults

MACHINE = "Working Regions"


def test_codings_of_people_are_read_back_on_their_words(project: Project, tmp_path: Path) -> None:
    project.label("workforce_skills", passage(project, GRANTS), "yes", who="Béla Ö", note="wichtig")
    project.label("workforce_skills", passage(project, APPRENTICES), "yes", who="Ann")
    project.label("finance_incentives", passage(project, GRANTS), "yes", who="Ann")
    project.label("finance_incentives", passage(project, FREIGHT), "no", who="Ann")
    path = tmp_path / "p.qdpx"
    done = project.view().export_refi(path, machine=False)
    assert schema_faults(path) == []
    texts, areas = read_back(path)
    assert areas == []
    found = {(one.source, one.category, one.code, one.coder) for one in texts}
    groups = Codebook.load().groups
    skills, finance = (Codebook.load().get(name) for name in ("workforce_skills", "finance_incentives"))
    assert found == {
        ("skills.md", groups[skills.group], skills.label, "Béla Ö"),
        ("skills.md", groups[skills.group], skills.label, "Ann"),
        ("skills.md", groups[finance.group], finance.label, "Ann"),
    }
    for one in texts:
        assert APPRENTICES.replace("🏭", "\ufffd") in one.words or GRANTS in one.words
        assert one.words == unicodedata.normalize("NFC", one.words)
    when = dict(project.view().labels()[["who", "when"]].values)
    assert {one.when for one in texts if one.coder == "Béla Ö"} == {when["Béla Ö"]}
    assert (done.human, done.machine, done.no, done.notes) == (3, 0, 1, 1)
    assert [loss.file for loss in done.replaced] == ["skills.md"]
    assert "2 characters" in done.replaced[0].reason


def test_every_coding_of_the_machine_is_there_twice_on_the_same_words(
    sample: Project, tmp_path: Path
) -> None:
    view = sample.view()
    path = tmp_path / "p.qdpx"
    done = view.export_refi(path)
    assert schema_faults(path) == []
    texts, areas = read_back(path)
    scores = view.snapshot.frame("themes")
    scores = scores[scores["about"] >= sample.config.count.about]
    passages = view.passages().set_index("id")["text"]
    labels = {theme.id: theme.label for theme in view.codebook}
    expected = sorted(
        (labels[row["theme"]], letters(passages[row["passage"]])) for _, row in scores.iterrows()
    )
    assert sorted((one.code, letters(one.words)) for one in texts) == expected
    assert done.machine == len(expected) > 50
    assert {one.coder for one in texts} == {f"{MACHINE} {_version()}"}
    # On the pages: what a PDF reader finds in the areas of a coding are words of the same passage.
    by_source: dict[tuple[str, str], set[str]] = {}
    for one in texts:
        by_source.setdefault((one.source, one.code), set()).add(letters(one.words))
    assert len(areas) >= done.originals > 5
    compared = 0
    for area in areas:
        with pypdfium2.PdfDocument(area.pdf) as pdf:
            box = Box(*map(float, area.area))
            if not characters(pdf, area.page + 1):  # a scan
                continue
            under = letters(text_under(pdf, [Span(start=0, end=1, page=area.page + 1, box=box)]))
        compared += 1
        assert under
        coded = by_source[area.source, area.code]
        assert any(_shared(under, words) for words in coded), (area.source, area.code)
    assert compared > len(areas) / 2


def _shared(under: str, words: str) -> bool:
    """Whether the words of a passage are most of those in an area; headers between columns may be, too."""
    pieces = [under[at : at + 12] for at in range(0, max(1, len(under) - 12), 12)]
    return 2 * sum(piece in words for piece in pieces) >= len(pieces)


def _version() -> str:
    from importlib.metadata import version

    return version("workingregions")


def test_equal_content_gives_equal_bytes_and_ids_that_stay(sample: Project, tmp_path: Path) -> None:
    paths = [tmp_path / name for name in ("a.qdpx", "b.qdpx", "text.qdpx")]
    for path in paths[:2]:
        sample.view().export_refi(path)
    assert paths[0].read_bytes() == paths[1].read_bytes()
    sample.view().export_refi(paths[2], originals=False)
    whole, text = read_refi(paths[0]), read_refi(paths[2])
    assert [one.guid for one in whole.sources] == [one.guid for one in text.sources]
    assert {one.kind.value for one in text.sources} == {"text"}
    assert whole.codes == text.codes


def test_a_selection_and_a_threshold_limit_what_is_exported(sample: Project, tmp_path: Path) -> None:
    view = sample.view()
    theme = "workforce_skills"
    chosen = view.select(themes=[theme])
    path = tmp_path / "p.qdpx"
    done = view.export_refi(path, chosen, threshold=0.8, originals=False)
    kept = view.passages(chosen)
    assert done.documents == kept["document"].nunique() < len(view.documents())
    assert not done.complete
    texts, _ = read_back(path)
    assert {letters(one.words) for one in texts} <= set(map(letters, kept["text"]))
    scores = view.snapshot.frame("themes", where="about >= 0.8")
    assert len(texts) == scores["passage"].isin(set(kept["id"])).sum() == done.machine
    assert "selection" in read_refi(path).description
    assert view.snapshot.id in read_refi(path).description


def test_documents_have_cases_sets_and_attributes(sample: Project, tmp_path: Path) -> None:
    view, path = sample.view(), tmp_path / "p.qdpx"
    view.export_refi(path, originals=False)
    found = read_refi(path)
    documents = view.documents()
    names = {variable.guid: variable.name for variable in found.variables}
    years = {
        one.name: {names[guid]: words for guid, words in one.values}.get("year") for one in found.sources
    }
    dated = documents["year"].map(str, na_action="ignore").fillna("").tolist()
    assert years == {
        Path(path).name: year or None for path, year in zip(documents["path"], dated, strict=True)
    }
    regions = {region for held in documents["regions"] for region in held}
    assert len(found.cases) == len(regions) > 2
    held = {source for case in found.cases for source in case.sources}
    assert held <= {source.guid for source in found.sources}
    assert {one.name for one in found.sets} >= {f"Region: {case.name}" for case in found.cases}


def test_notes_and_corrections_are_memos_on_their_words(project: Project, tmp_path: Path) -> None:
    view = project.view()
    quote = view.locate(GRANTS)[0]
    project.keep(quote.id, labels=["doubt"], note="Is it half?", who="Ann")
    ident = view.passage_evidence([passage(project, FREIGHT)])[0]
    project.correct(
        "theme", evidence=ident, relation="supply_chains", value="about", why="logistics", who="Bo"
    )
    project.correct("year", document="late.md", value="2019", who="Bo")
    path = tmp_path / "p.qdpx"
    project.view().export_refi(path, machine=False)
    assert schema_faults(path) == []
    found = read_refi(path)
    notes = {note.guid: note for note in found.notes}
    users = {user.guid: user.name for user in found.users}
    placed = {
        (notes[note].name, users[notes[note].user]): source.text[one.start : one.end]
        for source in found.sources
        for one in source.selections
        for note in one.notes
    }
    assert placed["doubt", "Ann"] == GRANTS
    assert placed["Correction", "Bo"].endswith("to the harbour.")
    remarks = [notes[note].text for source in found.sources for note in source.notes]
    assert len(remarks) == 1
    assert "2019" in remarks[0]
    assert "logistics" in "".join(note.text for note in found.notes)


def test_documents_of_equal_name_get_names_of_their_own(tmp_path: Path) -> None:
    for folder, words in (("a", "mills"), ("b", "trains")):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "note.md").write_text(f"# A note\n\nOn the {words} of the county.", "utf8")
    project = Project.create(tmp_path / "project")
    project.ingest([tmp_path / "a", tmp_path / "b"])
    project.view().export_refi(tmp_path / "p.qdpx")
    names = [source.name for source in read_refi(tmp_path / "p.qdpx").sources]
    assert len(set(names)) == 2
    assert all(name.startswith("note.md (") for name in names)


def test_the_codebook_alone_is_valid_and_has_the_same_ids(sample: Project, tmp_path: Path) -> None:
    book, whole = tmp_path / "b.qdc", tmp_path / "p.qdpx"
    sample.view().export_refi(book)
    sample.view().export_refi(whole, originals=False)
    assert schema_faults(book) == []
    assert read_refi(book).codes == read_refi(whole).codes


def test_what_cannot_be_exported_is_said(sample: Project, tmp_path: Path) -> None:
    view = sample.view()
    nobody = view.select(year="1871")
    with pytest.raises(InputError, match="No document fits"):
        view.export_refi(tmp_path / "p.qdpx", nobody)
    with pytest.raises(InputError, match="between 0 and 1"):
        view.export_refi(tmp_path / "p.qdpx", threshold=1.5)
    with pytest.raises(InputError, match="nothing to export"):
        Project.create(tmp_path / "empty").view().export_refi(tmp_path / "p.qdpx")
    assert not (tmp_path / "p.qdpx").exists()


def test_an_original_that_is_gone_leaves_the_text(tmp_path: Path) -> None:
    drop = tmp_path / "drop"
    drop.mkdir()
    name = "after-the-partnerships.pdf"
    shutil.copy(Path(__file__).parents[3] / "examples" / "drop" / name, drop / name)
    project = Project.create(tmp_path / "project")
    project.ingest([drop])
    (drop / name).unlink()
    done = project.view().export_refi(tmp_path / "p.qdpx")
    assert (done.originals, [loss.file for loss in done.text_only]) == (0, [name])
    assert [one.kind.value for one in read_refi(tmp_path / "p.qdpx").sources] == ["text"]
