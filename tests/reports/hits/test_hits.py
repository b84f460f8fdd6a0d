"""Hits as files: citation keys, and what BibTeX, RIS, CSV, XLSX and Markdown must not break."""

from __future__ import annotations

import csv
import io
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from workingregions.corpus.enums import DocumentType
from workingregions.corpus.errors import InputError
from workingregions.corpus.records import Document, Page
from workingregions.ingest.bibliography import Entry, read_bibliography
from workingregions.reports.hits import CitedHit, citation_keys, write_hits

REPORT = Document(
    id="a1", sha256="", path="one.pdf", title="The R&D of 100% green_steel: #1 in Łódź & Müller's $5 plan",
    authors=("van der Berg, Jan", "Ann O'Neil"), year=2014, date="2014-06-17",
    publisher="Smith & Sons, Research and Development", type=DocumentType.EVALUATION,
    pages=(Page(number=1, width=595.0, height=842.0),),
    identifiers=("doi:10.1080/a_b(c)", "isbn:9789517662376", "isbn:9789517662383", "report:GAO-12"),
)  # fmt: skip
BODY = Document(
    id="b2", sha256="", path="two.pdf", title="Skills plan", year=2016,
    publisher="Department for Business, Innovation and Skills",
)  # fmt: skip
ARTICLE = replace(REPORT, id="c3", title="=SUM(A1) {open", type=DocumentType.ARTICLE, identifiers=())


def hit(document: Document, key: str, quote: str = "Skills\nfell by 5 %.", **fields: object) -> CitedHit:
    plain = CitedHit(rank=1, key=key, document=document, page=3, quote=quote, evidence="wr1.x")
    return replace(plain, **fields)  # type: ignore[arg-type]


def written(folder: Path, name: str, *hits: CitedHit) -> bytes:
    return write_hits(hits, folder / name, query="skills").read_bytes()


def entries(folder: Path, name: str, *hits: CitedHit) -> tuple[Entry, ...]:
    return read_bibliography(written(folder, name, *hits), name=name)


def test_keys_are_author_year_and_word() -> None:
    named = {
        "berg": replace(REPORT, authors=("Jan Berg",), title="On the clusters of Ohio"),
        "vanderberg": replace(REPORT, title="A Clusters"),
        "oneil": replace(REPORT, authors=("Ann O’Neil",), title="Clusters"),
        "dbis": replace(BODY, title="Über clusters"),
        "oecd": replace(BODY, publisher="O.E.C.D.", title="«Clusters»"),
        "whitehouse": replace(BODY, publisher="The White House", title="The"),
        "weiss": replace(BODY, authors=("Weiß, A.",), title="Łódź"),
        "anon": replace(BODY, publisher="", title="東京", year=None),
    }
    documents = [replace(d, id=name) for name, d in named.items()]
    keys = citation_keys(documents)
    assert list(keys.values()) == [
        "berg2014clusters", "vanderberg2014clusters", "oneil2014clusters", "dbis2016uber",
        "oecd2016clusters", "whitehouse2016the", "weiss2016lodz", "anonnduntitled",
    ]  # fmt: skip


def test_keys_are_unique_and_stay_when_documents_are_added() -> None:
    same = [replace(BODY, id=ident) for ident in "abc"]
    before = citation_keys(same)
    assert list(before.values()) == ["dbis2016skills", "dbis2016skills-2", "dbis2016skills-3"]
    assert before.items() <= citation_keys([*same, replace(BODY, id="0")]).items()


@pytest.mark.parametrize("name", ["hits.bib", "hits.RIS"])
def test_bibliographies_are_read_back_as_they_were(tmp_path: Path, name: str) -> None:
    first, second = entries(tmp_path, name, hit(REPORT, "k1"), hit(BODY, "k2"), hit(REPORT, "k1", "Twice."))
    assert (first.title, first.date, first.type) == (REPORT.title, REPORT.date, "evaluation")
    assert first.authors == ("van der Berg, Jan", "O'Neil, Ann")
    assert first.publisher == REPORT.publisher
    assert {"doi:10.1080/a_b(c)", "isbn:9789517662376"} <= set(first.identifiers)
    # A document without authors is by its publisher, whose "and" joins no two persons.
    assert (second.title, second.authors) == (BODY.title, (BODY.publisher,))


def test_bibtex_keeps_its_braces_in_pairs(tmp_path: Path) -> None:
    text = written(
        tmp_path, "x.bib", hit(ARTICLE, "k", "50 % of {A} \\ ~ ^ _ } in A&B #2 $3\n@misc{x,")
    ).decode()
    assert text.count("{") == text.count("}")
    assert "\n@misc" not in text
    assert r"50 \% of \textbraceleft{}A\textbraceright{} \textbackslash{}" in text
    assert "title = {{=SUM(A1) \\textbraceleft{}open}}" in text
    assert text.startswith("@article{k,\n")
    assert "journal = {Smith \\& Sons" in text


def test_ris_has_one_line_per_value(tmp_path: Path) -> None:
    lines = written(tmp_path, "x.ris", hit(REPORT, "k", "One\nTY  - JOUR\r\nER  - ")).decode().split("\r\n")
    assert lines[0] == "TY  - RPRT"
    assert "ID  - k" in lines
    assert "DA  - 2014/06/17/" in lines
    assert "N1  - p. 3: “One TY - JOUR ER -”" in lines
    assert sum(line.startswith(("TY  -", "ER  -")) for line in lines) == 2
    assert not any("\n" in line for line in lines)


def test_csv_holds_no_formula(tmp_path: Path) -> None:
    rows = list(csv.DictReader(io.StringIO(written(tmp_path, "x.csv", hit(ARTICLE, "k")).decode())))
    assert rows[0]["title"] == "'=SUM(A1) {open"
    assert (rows[0]["key"], rows[0]["quote"], rows[0]["page"]) == ("k", "Skills fell by 5 %.", "3")


def test_xlsx_holds_text_and_numbers(tmp_path: Path) -> None:
    data = written(tmp_path, "x.xlsx", hit(ARTICLE, "k", "a\x00b" * 20_000))
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
        texts = book.read("xl/sharedStrings.xml").decode()
    assert "<f>" not in sheet
    assert "=SUM(A1) {open" in texts
    assert "\x00" not in texts


def test_markdown_quotes_with_page_and_key(tmp_path: Path) -> None:
    text = written(
        tmp_path, "x.md", hit(REPORT, "k1", "# 5 *stars*\n[x](y)"), hit(BODY, "k2", "1. One")
    ).decode()
    assert "   > \\# 5 \\*stars\\* \\[x\\](y) [@k1, p. 3]" in text
    assert "   > 1\\. One [@k2]" in text
    assert text.index("- `k1`: ") < text.index("- `k2`: ")


def test_bad_files_are_refused_and_nothing_is_left(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="format") as caught:
        write_hits([], tmp_path / "hits.docx", query="x")
    assert "csv, xlsx, bib, ris, md" in str(caught.value)
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError):
        write_hits([hit(BODY, "k")], tmp_path / "file" / "hits.bib", query="x")
    (tmp_path / "folder.csv").mkdir()
    with pytest.raises(InputError, match="is a folder"):
        write_hits([hit(BODY, "k")], tmp_path / "folder.csv", query="x")
    for name in ("none.csv", "none.xlsx", "none.bib", "none.ris", "none.md"):
        assert write_hits([], tmp_path / name, query="x").exists()
    assert not list(tmp_path.glob("*.tmp"))
