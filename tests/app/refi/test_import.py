"""Codings of other programs become labels on the right passages; what does not land is named."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from tests.app.refi.conftest import APPRENTICES, FREIGHT, GRANTS, TEXTS, passage
from tests.helpers.qda import (
    ATLAS,
    DIALECTS,
    QUALCODER,
    TAGUETTE,
    Code,
    Coded,
    Dialect,
    Text,
    write_qdpx,
)
from workingregions.app import Project
from workingregions.corpus.errors import InputError

SKILLS, TRAINS = (
    "\n".join(TEXTS[name].split("---\n")[2].splitlines()).strip() for name in ("skills", "trains")
)
CODES = [
    Code(
        name="Policy instruments",
        codable=False,
        within=[Code(name="Workforce and skills"), Code(name="Rivers", description="Water as a way.")],
    ),
    Code(name="Money"),
]
CODED = Text(
    name="skills.md",
    text=SKILLS,
    coded=[
        Coded(words=APPRENTICES, code="Workforce and skills", memo="wichtig & wahr"),
        Coded(words=GRANTS, code="Workforce and skills", who="Béla Ö"),
        Coded(words="forty of them", code="Money"),
    ],
)
BARGES = Text(name="renamed.txt", text=TRAINS, coded=[Coded(words=FREIGHT, code="Rivers")])


def labelled(project: Project) -> set[tuple[str, str, str, str]]:
    """Coder, theme, answer and passage of each current label."""
    return set(map(tuple, project.view().labels()[["who", "theme", "answer", "passage"]].values.tolist()))


@pytest.mark.parametrize("dialect", DIALECTS, ids=lambda dialect: dialect.origin)
def test_codings_of_each_dialect_land_on_their_words(
    dialect: Dialect, project: Project, tmp_path: Path
) -> None:
    path = write_qdpx(tmp_path / "p.qdpx", [CODED, BARGES], CODES, dialect)
    table = tmp_path / "codes.csv"
    table.write_text("code;theme\nMoney;finance_incentives\nRivers;Supply chains\n", encoding="utf8")
    done = project.import_refi(path, table=table, who="Somebody")
    assert (done.exact, done.shifted, done.failed) == (4, 0, 0), (done.moved, done.lost)
    first, second = ("Ann", "Béla Ö") if dialect.users else ("Somebody", "Somebody")
    apprentices = passage(project, APPRENTICES)
    assert labelled(project) == {
        (first, "workforce_skills", "yes", apprentices),
        (second, "workforce_skills", "yes", passage(project, GRANTS)),
        (first, "finance_incentives", "yes", apprentices),
        (first, "supply_chains", "yes", passage(project, FREIGHT)),
    }
    labels = project.view().labels()
    assert set(labels["when"]) == {"2024-05-06T07:08:09Z"}
    assert set(labels["note"]) == {"", "wichtig & wahr"}
    assert {(one.source, one.document, one.how) for one in done.sources} == {
        ("skills.md", "skills.md", "text"),
        ("renamed.txt", "trains.md", "text"),
    }


def test_what_was_exported_comes_back_as_it_was(project: Project, other: Project, tmp_path: Path) -> None:
    view = project.view()
    ids = view.passages()["id"].tolist()
    for number, ident in enumerate(ids):
        for who in ("Ann", "Béla Ö", "李"):
            theme = view.codebook.ids[(number + len(who)) % len(view.codebook.ids)]
            project.label(theme, ident, "yes", who=who, note=f"Memo {number} é 🙂" if number % 2 else "")
    path = tmp_path / "p.qdpx"
    project.view().export_refi(path)
    done = other.import_refi(path)
    assert (done.exact, done.shifted, done.failed) == (3 * len(ids), 0, 0)
    assert done.machine > 0
    assert labelled(other) == labelled(project)
    columns = ["who", "theme", "when", "note", "evidence", "quote"]
    before, after = (one.view().labels().sort_values(columns)[columns] for one in (project, other))
    assert before.values.tolist() == after.values.tolist()
    # Imported labels count as all others do.
    theme = view.codebook.ids[3]
    assert other.view().agreement(theme) == project.view().agreement(theme)
    again = other.import_refi(path)
    assert (again.new, again.known) == (0, 3 * len(ids))


def test_an_answer_of_the_same_coder_is_not_overwritten_unless_asked(
    project: Project, tmp_path: Path
) -> None:
    path = write_qdpx(tmp_path / "p.qdpx", [CODED], CODES)
    project.label("workforce_skills", passage(project, GRANTS), "no", who="Béla Ö")
    done = project.import_refi(path)
    assert [(one.who, one.code) for one in done.differing] == [
        ("Béla Ö", "Policy instruments > Workforce and skills")
    ]
    assert "answered no" in done.differing[0].reason
    assert ("Béla Ö", "workforce_skills", "no", passage(project, GRANTS)) in labelled(project)
    before = labelled(project)
    project.import_refi(path, overwrite=True)
    assert ("Béla Ö", "workforce_skills", "yes", passage(project, GRANTS)) in labelled(project)
    project.undo_refi(path)
    assert labelled(project) == {one for one in before if one[0] == "Béla Ö"}


def test_an_import_is_undone_as_one_and_may_be_repeated(project: Project, tmp_path: Path) -> None:
    path = write_qdpx(tmp_path / "p.qdpx", [CODED], CODES)
    project.label("workforce_skills", passage(project, FREIGHT), "yes", who="Ann")
    before = labelled(project)
    project.import_refi(path)
    after = labelled(project)
    assert len(after) == len(before) + 2
    assert project.undo_refi(path) == 2
    assert labelled(project) == before
    with pytest.raises(InputError, match="No label in force came from"):
        project.undo_refi(path)
    project.import_refi(path)
    assert labelled(project) == after


def test_a_trial_run_writes_nothing(project: Project, tmp_path: Path) -> None:
    path = write_qdpx(tmp_path / "p.qdpx", [CODED], CODES)
    before = _files(project)
    done = project.import_refi(path, add_themes=True, dry_run=True)
    assert (done.new, done.batch, done.themes) == (3, "", ("rivers", "money"))
    assert _files(project) == before


def test_codes_without_a_theme_become_themes_of_a_new_version(project: Project, tmp_path: Path) -> None:
    path = write_qdpx(tmp_path / "p.qdpx", [CODED, BARGES], CODES)
    before = project.codebook
    done = project.import_refi(path)
    assert done.unmapped == ("Policy instruments > Rivers", "Money")
    assert {one.reason for one in done.lost} == {"its code has no theme"}
    done = project.import_refi(path, add_themes=True)
    book = project.codebook
    assert done.themes == ("rivers", "money")
    assert done.codebook == book.version != before.version
    assert set(book.ids) == {*before.ids, "rivers", "money"}
    assert book.get("rivers").definition == "Water as a way."
    assert book.groups[book.get("rivers").group] == "Policy instruments"
    assert book.groups[book.get("money").group] == "Codes"
    assert before.version in {one.version for one in project.view().codebook_versions()}
    assert {theme for _, theme, _, _ in labelled(project)} == {"workforce_skills", "rivers", "money"}


def test_codes_within_codes_become_narrower_themes(project: Project, tmp_path: Path) -> None:
    codes = [Code(name="Workforce and skills", within=[Code(name="Trainers", within=[Code(name="Pay")])])]
    path = write_qdpx(tmp_path / "p.qdpx", [], codes)
    done = project.import_refi(path, add_themes=True)
    assert done.themes == ("trainers", "pay")
    assert project.codebook.get("trainers").broader == "workforce_skills"
    assert project.codebook.get("pay").broader == "trainers"


def test_words_that_are_not_where_the_file_says_are_found_or_the_coding_fails(
    project: Project, tmp_path: Path
) -> None:
    coded = [
        Coded(words=APPRENTICES, code="Workforce and skills", shift=40),
        Coded(words=GRANTS, code="Workforce and skills", shift=100_000),
        Coded(words="Skills for Łódź", code="Workforce and skills", who="Bo", shift=2),
    ]
    path = write_qdpx(tmp_path / "p.qdpx", [replace(CODED, coded=coded)], CODES, ATLAS)
    done = project.import_refi(path)
    assert done.shifted == 3
    assert done.failed == 0
    assert {one.reason for one in done.moved} == {"its words are not at the positions that the file states"}
    found = {(who, place) for who, _, _, place in labelled(project)}
    assert {("Ann", passage(project, APPRENTICES)), ("Ann", passage(project, GRANTS))} <= found
    # Without quoted words nothing shows what was meant.
    path = write_qdpx(tmp_path / "q.qdpx", [replace(CODED, coded=coded[1:2])], CODES, QUALCODER)
    done = project.import_refi(path)
    assert (done.shifted, done.failed) == (0, 1)
    assert "are not in its text" in done.lost[0].reason
    assert (done.lost[0].source, done.lost[0].who) == ("skills.md", "Ann")


def test_a_text_that_differs_lands_by_its_words(project: Project, tmp_path: Path) -> None:
    text = "Preface of another edition.\n\n" + SKILLS.replace("forty of them", "forty-one of these")
    words = APPRENTICES.replace("forty of them", "forty-one of these")
    changed = Text(
        name="edition.docx",
        text=text,
        coded=[
            Coded(words=GRANTS, code="Workforce and skills"),
            Coded(words=words, code="Workforce and skills"),
            Coded(words="Preface of another edition.", code="Workforce and skills"),
        ],
    )
    done = project.import_refi(write_qdpx(tmp_path / "p.qdpx", [changed], CODES))
    assert (done.exact, done.shifted, done.failed) == (1, 1, 1)
    assert "of its letters agree" in done.moved[0].reason
    assert done.lost[0].quote == "Preface of another edition."
    assert {place for *_, place in labelled(project)} == {
        passage(project, APPRENTICES),
        passage(project, GRANTS),
    }


def test_a_source_that_is_no_document_is_reported(project: Project, tmp_path: Path) -> None:
    strange = Text(
        name="strange.txt",
        text="Nothing of this is in the project, neither words nor name, nor anything that is like them.",
        coded=[Coded(words="Nothing of this", code="Workforce and skills")],
    )
    same_name = replace(strange, name="late.md")
    missing = Text(
        name="lost",
        text=SKILLS,
        coded=[Coded(words=GRANTS, code="Workforce and skills")],
        path="internal://x",
    )
    done = project.import_refi(write_qdpx(tmp_path / "p.qdpx", [strange, same_name, missing], CODES))
    assert done.failed == 3
    assert labelled(project) == set()
    assert [one.reason for one in done.sources] == [
        "no document of the project has its text",
        "no document of the project has its text",
        "it has no text to compare, and no document has its name",
    ]
    assert "is not in the file" in done.problems[0]


def test_a_whole_source_cannot_be_labelled(project: Project, tmp_path: Path) -> None:
    path = write_qdpx(tmp_path / "p.qdpx", [CODED], CODES)
    import zipfile

    with zipfile.ZipFile(path) as archive:
        xml = archive.read("project.qde").decode()
        text = {name: archive.read(name) for name in archive.namelist() if name != "project.qde"}
    selection = xml[xml.index("<PlainTextSelection") :]
    coding = selection[selection.index("<Coding") : selection.index("</Coding>") + len("</Coding>")]
    xml = xml.replace("</TextSource>", f"{coding}</TextSource>", 1)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("project.qde", xml)
        for name, data in text.items():
            archive.writestr(name, data)
    done = project.import_refi(path)
    assert [one.reason for one in done.lost if one.quote == ""] == [
        "it is on the whole source, and labels are on passages"
    ]


def test_codings_on_pages_land_by_their_area(sample: Project, tmp_path: Path) -> None:
    shutil.copytree(sample.root, tmp_path / "one")
    shutil.copytree(sample.root, tmp_path / "two")
    one, two = Project.open(tmp_path / "one"), Project.open(tmp_path / "two")
    view = one.view()
    rows = view.passages()
    paged = view.documents()
    pdfs = set(paged[paged["path"].str.endswith(".pdf")]["id"])
    own = rows[rows["document"].isin(pdfs) & (rows["text"].str.len() > 200)]["id"].tolist()[::5]
    for ident in own:
        one.label("reshoring", ident, "yes", who="Ann")
    path = tmp_path / "p.qdpx"
    one.view().export_refi(path, machine=False)
    _without_texts(path)
    done = two.import_refi(path)
    assert labelled(two) == labelled(one)
    assert done.failed == 0
    assert len(own) > 10


def _without_texts(path: Path) -> None:
    """Takes the texts and their selections out of a project, so that areas alone are left."""
    import re
    import zipfile

    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist() if not name.endswith(".txt")}
    xml = parts["project.qde"].decode()
    xml = re.sub(r"<PlainTextSelection.*?</PlainTextSelection>", "", xml, flags=re.DOTALL)
    parts["project.qde"] = re.sub(r"<Representation[^>]*/?>|</Representation>", "", xml).encode()
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)


def test_dates_that_are_none_and_coders_without_a_name_do_no_harm(project: Project, tmp_path: Path) -> None:
    coded = [
        Coded(words=APPRENTICES, code="Workforce and skills", when="yesterday"),
        Coded(words=GRANTS, code="Workforce and skills", when="9999-01-01T00:00:00Z"),
    ]
    path = write_qdpx(tmp_path / "p.qdpx", [replace(CODED, coded=coded)], CODES, TAGUETTE)
    project.import_refi(path)
    labels = project.view().labels()
    assert set(labels["who"]) == {"unnamed coder of p"}
    assert all("2024" < when < "9" for when in labels["when"])


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ("code,thema\n", "no column 'theme'"),
        ("code,theme\nNothing,reshoring\n", "row 2: There is no code 'Nothing'"),
        ("code,theme\nMoney,nothing\n", "row 2: There is no theme 'nothing'"),
    ],
)
def test_a_faulty_row_of_the_table_is_named_and_nothing_is_written(
    rows: str, words: str, project: Project, tmp_path: Path
) -> None:
    path = write_qdpx(tmp_path / "p.qdpx", [CODED], CODES)
    table = tmp_path / "codes.csv"
    table.write_text(rows, encoding="utf8")
    before = _files(project)
    with pytest.raises(InputError, match=words):
        project.import_refi(path, table=table)
    assert _files(project) == before


def test_a_code_that_the_table_leaves_out_is_no_fault(project: Project, tmp_path: Path) -> None:
    path = write_qdpx(tmp_path / "p.qdpx", [CODED], CODES)
    table = tmp_path / "codes.csv"
    table.write_text("code,theme\nMoney,-\nPolicy instruments > Rivers,-\n", encoding="utf8")
    assert project.import_refi(path, table=table, add_themes=True).unmapped == ()


def test_a_damaged_file_changes_nothing(project: Project, tmp_path: Path) -> None:
    path = write_qdpx(tmp_path / "p.qdpx", [CODED], CODES)
    before = _files(project)
    data = path.read_bytes()
    for cut in (0, 10, len(data) // 2, len(data) - 5):
        path.write_bytes(data[:cut])
        with pytest.raises(InputError, match=r"p\.qdpx"):
            project.import_refi(path, add_themes=True)
    assert _files(project) == before


def _files(project: Project) -> dict[str, bytes]:
    return {
        str(path): path.read_bytes()
        for path in sorted(project.root.rglob("*"))
        if path.is_file() and ".cache" not in path.parts
    }
