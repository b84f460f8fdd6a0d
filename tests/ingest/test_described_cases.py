"""Small files on which metadata and references were once misread."""

from __future__ import annotations

from pathlib import Path

import pytest

from workingregions.corpus.records import Document
from workingregions.ingest.bibliography import match, read_bibliography
from workingregions.ingest.metadata import describe
from workingregions.ingest.metadata.description import Description
from workingregions.ingest.read import read
from workingregions.ingest.references import find_references, match_references

pytestmark = pytest.mark.shared


@pytest.fixture
def cases(shared: Path) -> Path:
    return shared / "cases" / "reading"


def described(file: Path) -> Description:
    return describe(read(file.read_bytes(), name=file.name), name=file.name)


def test_vancouver_references_keep_titles_and_journals(cases: Path) -> None:
    file = cases / "11-vancouver-references" / "van.md"
    found = find_references(read(file.read_bytes(), name=file.name).blocks)
    assert [(r.title, r.year) for r in found] == [
        ("Slag heaps of the north", 2008),
        ("Moulders in old age", 2009),
        ("Apprentices and age", 2010),
        ("Casting plan 2020", 2015),
    ]
    assert found[0].source == "J Reg Sund"
    assert found[1].authors == ("O'Hare M", "van der Berg J", "de la Cruz P")


def test_a_reference_to_the_north_does_not_cite_the_south(cases: Path) -> None:
    folder = cases / "12-false-citation-link"
    cited = find_references(read((folder / "paper.md").read_bytes(), name="paper.md").blocks)
    south = Document(id="s", sha256="s", path="south.md", **described(folder / "south.md").fields())
    found = match_references(cited, [south])
    assert [r.target for r in found] == [""]


def test_a_bibliography_gives_accents_years_and_no_address_as_publisher(cases: Path) -> None:
    folder = cases / "20-bibtex-oddities"
    entries = read_bibliography((folder / "library.bib").read_bytes(), name="library.bib")
    values = match(entries, ["c.pdf", "d.pdf", "h.pdf"])
    found = {
        name: describe(read((folder / name).read_bytes(), name=name), name=name, sidecar=values[name])
        for name in values
    }
    assert found["c.pdf"].authors == ("Nguyễn, Xuân Thắng", "O'Hare, Mary")
    assert found["d.pdf"].publisher == ""
    assert found["h.pdf"].year == 1999


def test_a_sentence_and_a_subject_publish_nothing_and_a_salutation_is_no_title(cases: Path) -> None:
    folder = cases / "21-publisher-is-a-sentence"
    assert described(folder / "whitby.md").publisher in ("", "Whitby Bank")
    mail = described(folder / "forwarded.eml")
    assert "Yarm" not in mail.publisher
    assert mail.title == "Yarm College and the fund"
    assert not described(cases / "09-first-line-of-one-page" / "letter.pdf").title.startswith("Dear")
