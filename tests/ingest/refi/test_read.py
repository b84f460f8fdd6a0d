"""Project and codebook files of other programs are read, whatever their dialect; hostile ones are refused."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from tests.helpers.qda import (
    ATLAS,
    DIALECTS,
    MAXQDA,
    NVIVO,
    QUALCODER,
    Code,
    Coded,
    Dialect,
    Text,
    guid,
    write_qdpx,
)
from workingregions.corpus.errors import InputError
from workingregions.ingest.refi import archive as archives
from workingregions.ingest.refi import find_counting, read_refi
from workingregions.ingest.refi.offsets import CountedText

WORDS = "Łódź schools the 🏭 workers. Café \U0001d400gree.\nThe mill hires apprentices.\n\nTrains run late."
TEXT = Text(
    name="städte.txt",
    text=WORDS,
    coded=[
        Coded(words="Łódź schools the 🏭 workers.", code="Skills", memo="wichtig & wahr"),
        Coded(words="The mill hires apprentices.", code="Skills", who="Béla Ö"),
        Coded(words="Trains run late.", code="Transport"),
    ],
)
CODES = [Code(name="Topics", codable=False, within=[Code(name="Skills"), Code(name="Transport")])]


@pytest.mark.parametrize("dialect", DIALECTS, ids=lambda dialect: dialect.origin)
def test_each_dialect_is_read_with_every_coding_on_its_words(dialect: Dialect, tmp_path: Path) -> None:
    found = read_refi(write_qdpx(tmp_path / "p.qdpx", [TEXT], CODES, dialect))
    assert found.problems == ()
    source = found.sources[0]
    counted = CountedText.of(source, find_counting(found.sources))
    spans = [counted.span(selection) for selection in source.selections]
    assert [counted.text[slice(*span)] for span in spans if span] == [one.words for one in TEXT.coded]
    names = {code.guid: code.name for code in found.codes}
    codes = [names[coding.code] for one in source.selections for coding in one.codings]
    assert codes == [one.code for one in TEXT.coded]
    if dialect.users:
        users = {user.guid: user.name for user in found.users}
        assert [users[one.user] for one in source.selections] == [one.who for one in TEXT.coded]
    notes = {note.guid: note.text for note in found.notes}
    assert [notes[note] for one in source.selections for c in one.codings for note in c.notes] == [
        "wichtig & wahr"
    ]


def test_categories_and_colours_that_are_none_are_read(tmp_path: Path) -> None:
    found = read_refi(write_qdpx(tmp_path / "p.qdpx", [TEXT], CODES, MAXQDA))
    assert [(code.name, code.codable, code.colour) for code in found.codes] == [
        ("Topics", False, ""),
        ("Skills", True, ""),
        ("Transport", True, ""),
    ]
    assert {code.above for code in found.codes} == {"", found.codes[0].guid}


def test_cases_without_a_name_and_annotations_as_links_are_read(tmp_path: Path) -> None:
    note, text = guid("note"), guid("s" + TEXT.name + TEXT.text)
    extra = (
        f'<Notes><Note guid="{note}"><PlainTextContent>An annotation.</PlainTextContent></Note></Notes>'
        f'<Links><Link guid="{guid("l")}" originGUID="{text}" targetGUID="{note}"/></Links>'
    )
    plain = Text(name="a.txt", text="One line.")
    path = write_qdpx(tmp_path / "p.qdpx", [plain], CODES, NVIVO, extra=extra)
    found = read_refi(path)
    assert found.links == ((text.upper(), note.upper()),)
    assert found.notes[0].text == "An annotation."
    cases = '<Cases><Case guid="{0}"><SourceRef targetGUID="{0}"/></Case></Cases>'.format(guid("case"))
    found = read_refi(write_qdpx(tmp_path / "q.qdpx", [plain], CODES, extra=cases))
    assert [(case.name, case.sources) for case in found.cases] == [("", (guid("case").upper(),))]


def test_a_text_that_is_missing_or_outside_the_file_is_a_problem_and_the_rest_is_read(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("hidden words", encoding="utf8")
    texts = [
        Text(name="lost", text="x", path="internal://nothing.txt"),
        Text(name="outside", text="x", path=f"absolute://{secret}"),
        Text(name="above", text="x", path="internal://../secret.txt"),
        Text(name="relative", text="x", path="relative://secret.txt"),
        Text(name="here", text="words"),
    ]
    found = read_refi(write_qdpx(tmp_path / "p.qdpx", texts, CODES))
    assert [source.text for source in found.sources] == ["", "", "", "", "words"]
    assert len(found.problems) == 4
    assert "hidden" not in str(found)
    assert "'outside'" in found.problems[1]


def qde(tmp_path: Path, xml: str | bytes, name: str = "project.qde") -> Path:
    path = tmp_path / "p.qdpx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, xml)
    return path


BOMB = '<!DOCTYPE p [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><Project name="&b;"/>'


@pytest.mark.parametrize(
    ("xml", "words"),
    [
        (BOMB, "document type"),
        ('<!DOCTYPE p SYSTEM "file:///etc/passwd"><Project name="x"/>', "document type"),
        ("<Project", "damaged"),
        ("", "damaged"),
        ("<Projekt/>", "is not a project"),
        ("<a>" * 400 + "</a>" * 400, "damaged"),
    ],
)
def test_hostile_and_damaged_xml_is_refused(xml: str, words: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=words):
        read_refi(qde(tmp_path, xml))


def test_files_that_are_no_archive_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "p.qdpx"
    with pytest.raises(InputError, match="does not exist"):
        read_refi(path)
    path.write_bytes(b"not a zip")
    with pytest.raises(InputError, match=r"p\.qdpx cannot be read"):
        read_refi(path)
    write_qdpx(path, [TEXT], CODES)
    path.write_bytes(path.read_bytes()[:-200])
    with pytest.raises(InputError, match=r"p\.qdpx cannot be read"):
        read_refi(path)
    with pytest.raises(InputError, match=r"holds no project\.qde"):
        read_refi(qde(tmp_path, "<Project/>", "other.xml"))
    (tmp_path / "b.qdc").write_text("<Project/>", encoding="utf8")
    with pytest.raises(InputError, match="is not a codebook"):
        read_refi(tmp_path / "b.qdc")


def test_what_unpacks_to_too_much_is_refused_or_left_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_qdpx(tmp_path / "p.qdpx", [TEXT], CODES)
    monkeypatch.setattr(archives, "MOST_TEXT", 10)
    assert "the maximum is 10" in read_refi(path).problems[0]
    monkeypatch.setattr(archives, "MOST_XML", 10)
    with pytest.raises(InputError, match="the maximum is 10"):
        read_refi(path)


def test_a_text_longer_than_its_header_claims_is_cut_or_refused(tmp_path: Path) -> None:
    path = write_qdpx(tmp_path / "p.qdpx", [TEXT], CODES)
    data = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as archive:
        info = archive.infolist()[1]
    size = info.file_size.to_bytes(4, "little")
    lie = (4).to_bytes(4, "little")
    at = data.index(size, info.header_offset)
    while at >= 0:
        data[at : at + 4] = lie
        at = data.find(size, at + 4)
    path.write_bytes(data)
    found = read_refi(path)
    assert len(found.sources[0].text) <= 4


def test_sources_of_equal_name_stay_apart(tmp_path: Path) -> None:
    texts = [Text(name="a", text="One text."), Text(name="a", text="Another text.")]
    found = read_refi(write_qdpx(tmp_path / "p.qdpx", texts, CODES, MAXQDA))
    assert [source.text for source in found.sources] == ["One text.", "Another text."]
    assert len({source.guid for source in found.sources}) == 2


def test_the_project_may_have_any_name_and_the_outermost_one_counts(tmp_path: Path) -> None:
    inner = {"backup/project.qde": b"<Project name='old'/>"}
    found = read_refi(write_qdpx(tmp_path / "p.qdpx", [TEXT], CODES, ATLAS, members=inner))
    assert (found.name, found.origin) == ("p", "ATLAS.ti 23")
    found = read_refi(write_qdpx(tmp_path / "q.qdpx", [TEXT], CODES, QUALCODER, members={"x.txt": b"\x00"}))
    assert found.sources[0].text == WORDS
