"""The sample drop: made again byte for byte, as varied as it claims, and as awkward as its README says."""

from __future__ import annotations

import csv
import html
import os
import re
import subprocess
import sys
import zipfile
from collections import Counter, defaultdict
from pathlib import Path

import pypdfium2
import pytest
import yaml
from docx import Document

from workingregions.corpus.enums import SCHOLARLY, DocumentType

EXAMPLES = Path(__file__).resolve().parent.parent / "examples"
DROP = EXAMPLES / "drop"
SCAN, UNDATED = "tamebridge-response.pdf", "bargaining-with-robots.docx"
BROKEN, LOCKED, PASSWORD = "tees-casting-survey.pdf", "site-appraisal-restricted.pdf", "hawthorn"


def _rows() -> list[dict[str, str]]:
    with (EXAMPLES / "expected.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


ROWS = _rows()
DOCUMENTS = [row for row in ROWS if row["expect"] == "document"]
# The same work twice (a revision, a second format) must not make the spread look better than it is.
WORKS = [row for row in DOCUMENTS if not row["duplicate_of"]]


def _pages(name: str, password: str | None = None) -> list[str]:
    pdf = pypdfium2.PdfDocument(DROP / name, password=password)
    return [page.get_textpage().get_text_bounded() for page in pdf]


def _text(name: str) -> str:
    path = DROP / name
    if path.suffix == ".pdf":
        raw = "\n".join(_pages(name))
    elif path.suffix == ".docx":
        raw = "\n".join(p.text for p in Document(str(path)).paragraphs)
    else:
        raw = re.sub(r"[*#]", "", html.unescape(re.sub(r"<[^>]+>", " ", path.read_text(encoding="utf-8"))))
    return " ".join(raw.replace("’", "'").split())


def _front_matter(name: str) -> dict[str, object]:
    text = (EXAMPLES / "source" / f"{Path(name).stem}.md").read_text(encoding="utf-8")
    meta: dict[str, object] = yaml.safe_load(text.split("---\n")[1])
    return meta


def test_script_makes_the_same_bytes(tmp_path: Path) -> None:
    env = os.environ | {"PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo", "SOURCE_DATE_EPOCH": "1"}
    script = EXAMPLES / "make_drop.py"
    subprocess.run([sys.executable, str(script), "--out", str(tmp_path)], check=True, env=env)
    made = {path.name: path.read_bytes() for path in (tmp_path / "drop").iterdir()}
    kept = {path.name: path.read_bytes() for path in DROP.iterdir()}
    assert made.keys() == kept.keys()
    changed = sorted(name for name in made if made[name] != kept[name])
    advice = "run examples/make_drop.py, with the library versions of the lock file, and commit"
    assert not changed, f"{', '.join(changed)} differ: {advice}"
    assert (tmp_path / "expected.csv").read_bytes() == (EXAMPLES / "expected.csv").read_bytes()


def test_every_file_is_expected_and_every_row_has_a_file() -> None:
    assert sorted(row["file"] for row in ROWS) == sorted(path.name for path in DROP.iterdir())
    assert len(DOCUMENTS) == 24
    assert {row["file"]: row["expect"] for row in ROWS if row not in DOCUMENTS} == {
        BROKEN: "damaged",
        LOCKED: "encrypted",
    }
    assert sum(path.stat().st_size for path in DROP.iterdir()) < 3_000_000


def test_rows_use_the_words_of_codebook_and_records() -> None:
    codebook = yaml.safe_load((EXAMPLES.parent / "corpus/data/codebook.yaml").read_text(encoding="utf-8"))
    known = {theme["id"] for theme in codebook["themes"]}
    for row in ROWS:
        assert set(row["themes"].split(";")) <= known, row["file"]
        kind = DocumentType(row["type"])
        genre = "scholarly" if kind in SCHOLARLY else "other" if kind is DocumentType.OTHER else "policy"
        assert row["genre"] == genre, row["file"]
        assert row["duplicate_of"] in {"", *(other["file"] for other in DOCUMENTS)}


def test_spread_over_regions_years_formats_and_genres() -> None:
    regions = {row["region"]: row["country"] for row in WORKS}
    assert sorted(regions.values()) == ["ES", "GB", "GB", "US", "US", "US"]
    assert min(Counter(row["region"] for row in WORKS).values()) >= 3
    assert {row["year"] for row in WORKS} == {"", *map(str, range(2009, 2025))}
    formats = Counter(Path(row["file"]).suffix for row in DOCUMENTS)
    assert formats.keys() == {".pdf", ".docx", ".html", ".md"}
    assert min(formats.values()) >= 2
    assert len({row["type"] for row in WORKS}) >= 8
    layouts = Counter(_front_matter(row["file"]).get("columns", 1) for row in DOCUMENTS)
    assert layouts[2] >= 3


def test_themes_recur_across_regions_and_years() -> None:
    seen: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for row in WORKS:
        for theme in row["themes"].split(";"):
            seen[theme].add((row["region"], row["year"]))
    recurring = [
        theme
        for theme, places in seen.items()
        if len(places) >= 3 and len({r for r, _ in places}) >= 2 and len({y for _, y in places}) >= 2
    ]
    assert len(recurring) >= 12


@pytest.mark.parametrize("row", [r for r in DOCUMENTS if r["file"] != SCAN], ids=lambda r: str(r["file"]))
def test_document_states_what_is_expected_of_it(row: dict[str, str]) -> None:
    text = _text(row["file"])
    paged = row["file"].endswith(".pdf")
    opening = " ".join(_pages(row["file"])[0].replace("’", "'").split()) if paged else text[:2000]
    assert row["title"].replace("’", "'") in opening
    assert row["publisher"] in opening
    assert row["year"] in opening
    assert 600 <= len(text.split()) <= 1200


@pytest.mark.parametrize("row", [r for r in DOCUMENTS if r["file"].endswith(".pdf")], ids=lambda r: r["file"])
def test_pdf_has_pages_headers_and_numbers(row: dict[str, str]) -> None:
    meta, pages = _front_matter(row["file"]), _pages(row["file"])
    assert 2 <= len(pages) <= 4
    if row["file"] == SCAN:
        assert not "".join(pages).strip()
        return
    first = meta.get("first_page", 1)
    assert isinstance(first, int)
    for at, page in enumerate(pages[1:], start=first + 1):
        assert str(meta["running"]) in page
        assert re.search(rf"\b{at}\b", page)


def test_no_paragraph_is_used_twice_except_in_the_revision() -> None:
    owners: dict[str, set[str]] = defaultdict(set)
    for path in sorted((EXAMPLES / "source").glob("*.md")):
        for line in path.read_text(encoding="utf-8").split("---\n", 2)[2].splitlines():
            if len(line) > 60:
                owners[line].add(path.stem)
    shared = {frozenset(names) for names in owners.values() if len(names) > 1}
    strategy = "black-country-manufacturing-strategy"
    assert shared == {frozenset({f"{strategy}-draft", f"{strategy}-final"})}


def test_undated_document_holds_no_year_anywhere() -> None:
    assert not re.search(r"\b(19|20)\d\d\b", _text(UNDATED))
    with zipfile.ZipFile(DROP / UNDATED) as docx:
        assert not re.search(rb"\b(19|20)\d\d-\d\d-\d\d", docx.read("docProps/core.xml"))


def test_broken_file_does_not_open_and_locked_one_opens_by_its_password() -> None:
    with pytest.raises(pypdfium2.PdfiumError, match="format"):
        pypdfium2.PdfDocument(DROP / BROKEN)
    with pytest.raises(pypdfium2.PdfiumError, match="password"):
        pypdfium2.PdfDocument(DROP / LOCKED)
    assert "Appraisal of Remediation Costs" in _pages(LOCKED, PASSWORD)[0]
