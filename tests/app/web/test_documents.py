"""The pages of documents: list, page with its evidence, pictures, originals, corrections."""

from __future__ import annotations

import csv
import io
import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest
from PIL import Image
from starlette.testclient import TestClient

from tests.app.web.conftest import BASE, token
from workingregions.app import Project, View
from workingregions.app.ask import PageBlock
from workingregions.app.web import Desk, create_app
from workingregions.app.web.sheets import outlines, rows
from workingregions.corpus.enums import BlockKind, Voice
from workingregions.corpus.records import Box

PLAN = "devolution-and-the-battery-corridor.pdf"
SPEECH = "annual-dinner-remarks.html"


@pytest.fixture(scope="module")
def copy(sample: Project, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    """A copy of the sample, whose pages may be drawn and corrected."""
    folder = tmp_path_factory.mktemp("documents") / "project"
    shutil.copytree(sample.root, folder)
    project = Project.open(folder)
    yield project
    project.pictures.drawer.close()


@pytest.fixture(scope="module")
def reader(copy: Project) -> Iterator[TestClient]:
    with TestClient(create_app(Desk(copy)), base_url=BASE) as made:
        yield made


@pytest.fixture(scope="module")
def view(copy: Project) -> View:
    return copy.view()


def text_of(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def test_the_list_has_every_document_and_its_filters(reader: TestClient, view: View) -> None:
    page = reader.get("/documents").text
    assert all(f"/documents/{ident}" in page for ident in view.documents()["id"])
    some = view.documents(view.select(types=["strategy"]))
    narrowed = reader.get("/documents?type=strategy&sort=year&order=descending").text
    assert f"{len(some)} documents: document type strategy" in text_of(narrowed)
    nothing = reader.get("/documents?type=law&year=1950").text
    assert "Remove one above, or show all documents" in nothing


def test_the_list_downloads_whole_with_links(reader: TestClient, view: View) -> None:
    rows = list(
        csv.DictReader(io.StringIO(reader.get("/documents?format=csv&limit=5").text.lstrip("\ufeff")))
    )
    assert {row["id"] for row in rows} == set(view.documents()["id"])
    assert rows[0]["link"] == f"{BASE}/documents/{rows[0]['id']}"
    assert reader.get("/documents?format=xlsx").content[:2] == b"PK"


def test_evidence_leads_to_its_page_with_a_box(reader: TestClient, view: View) -> None:
    tie = view.ties().query(f"file == '{PLAN}'").iloc[0]
    answer = reader.get(f"/evidence/{tie['evidence']}", follow_redirects=False)
    document = view.document(PLAN)
    wanted = f"/documents/{document.id}?page={tie['page']}&evidence={tie['evidence']}#box"
    assert (answer.status_code, answer.headers["location"]) == (303, wanted)
    page = reader.get(wanted).text
    assert 'id="box"' in page
    quoted = re.search(r'<p class="quoted">.*?<mark>(.*?)</mark>', page, re.S)
    assert quoted
    assert unescape(quoted[1]) == view.evidence(tie["evidence"]).quote == tie["sentence"]
    marked = "".join(re.findall(r"<mark>(.*?)</mark>", page.split('id="text"')[1], re.S))
    assert text_of(marked).replace(" ", "") == tie["sentence"].replace(" ", "")


def test_a_page_of_a_format_without_pages_is_its_text(reader: TestClient, view: View) -> None:
    outcome = view.outcomes().query(f"file == '{SPEECH}'").iloc[0]
    page = reader.get(f"/evidence/{outcome['evidence']}").text
    assert "<img" not in page
    assert "<mark><a" in page or "<mark>" in page.split('id="text"')[1]


def test_counts_of_the_legend_are_the_rows_behind_them(reader: TestClient, view: View) -> None:
    document = view.document(PLAN)
    page = reader.get(f"/documents/{document.id}?page=2").text
    legend = re.findall(r'href="(/documents/[^"]+/findings\?[^"]+)">[^<]*?(\d+)</a>', page)
    assert len(legend) > 3
    for address, count in legend:
        rows = reader.get(unescape(address) + "&format=csv").text.lstrip("\ufeff")
        assert len(list(csv.DictReader(io.StringIO(rows)))) == int(count)


def test_pictures_are_of_the_size_that_the_page_announces(
    reader: TestClient, view: View, copy: Project
) -> None:
    document = view.document(PLAN)
    page = reader.get(f"/documents/{document.id}").text
    for address, width in re.findall(r"(/documents/\S+?webp\?dpi=\d+) (\d+)w", page):
        answer = reader.get(address)
        assert answer.headers["content-type"] == "image/webp"
        assert Image.open(io.BytesIO(answer.content)).width == int(width)
    assert len(list((copy.root / ".cache" / "pages").iterdir())) == 3


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/documents/{plan}?page=99", 404),
        ("/documents/{plan}?page=0", 422),
        ("/documents/{plan}/pages/99.webp", 404),
        ("/documents/{plan}/pages/1.webp?dpi=9999", 422),
        ("/documents/{speech}/pages/1.webp", 422),
        ("/documents/no-such-document", 404),
        ("/evidence/wr1.x", 422),
        ("/originals/..%2F..%2Fetc%2Fpasswd", 404),
        ("/originals/%2Fetc%2Fpasswd", 404),
        ("/documents/..%2F..%2Fworkingregions.toml/pages/1.webp", 404),
    ],
)
def test_what_is_not_there_is_answered_and_no_path_escapes(
    reader: TestClient, view: View, path: str, status: int
) -> None:
    path = path.format(plan=view.document(PLAN).id, speech=view.document(SPEECH).id)
    answer = reader.get(path)
    assert answer.status_code == status
    assert "root:" not in answer.text


def test_originals_are_shown_only_as_pdf_and_run_nothing(reader: TestClient, view: View) -> None:
    plan, speech = view.document(PLAN), view.document(SPEECH)
    answer = reader.get(f"/originals/{plan.id}")
    assert answer.content == view.original(plan).read()
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["content-disposition"].startswith("inline")
    saved = reader.get(f"/originals/{speech.id}")
    assert saved.headers["content-type"] == "application/octet-stream"
    assert saved.headers["content-disposition"].startswith("attachment")
    assert "sandbox" in saved.headers["content-security-policy"]
    assert saved.headers["x-content-type-options"] == "nosniff"


def test_a_title_is_corrected_where_it_is_read_and_undone(reader: TestClient, copy: Project) -> None:
    document = copy.view().document("clusters-without-walls.pdf")
    form = {"field": "title", "value": "Clusters & <b>walls</b>", "why": "cover", "wr_token": token(reader)}
    saved = reader.post(f"/documents/{document.id}/correct", data=form)
    assert saved.status_code == 200
    assert "Clusters &amp; &lt;b&gt;walls&lt;/b&gt;" in saved.text
    assert "<b>walls" not in saved.text
    assert copy.view().document(document.id).title == "Clusters & <b>walls</b>"
    page = reader.get(f"/documents/{document.id}").text
    assert "<b>walls" not in page
    line = re.search(r'name="correction" value="([^"]+)"', page)
    assert line
    undone = reader.post(
        f"/documents/{document.id}/undo", data={"correction": line[1], "wr_token": token(reader)}
    )
    assert "The correction is undone" in undone.text
    assert copy.view().document(document.id).title == document.title
    refused = reader.post(f"/documents/{document.id}/correct", data={**form, "field": "sha256"})
    assert refused.status_code == 404


def test_words_that_moved_changed_or_are_gone_are_told(tmp_path: Path) -> None:
    root = tmp_path / "project"
    project = Project.create(root)
    file = tmp_path / "drop" / "note.md"
    file.parent.mkdir()
    first, second = (
        "The mill in Dudley closed in 2009.",
        "The council funds a foundry in Tipton for 40 people.",
    )
    file.write_text(f"# A note\n\n{first}\n\n{second}\n\nNothing else was said by anybody that year.\n")
    project.ingest([file.parent])
    before = project.view()
    ids = [found.id for text in (first, second) for found in before.locate(text)]
    assert len(ids) == 2
    file.write_text(
        f"# A note\n\nIt was a mild winter.\n\n{first}\n\nNothing else was said by anybody then.\n"
    )
    project.ingest([file.parent])
    client = TestClient(create_app(Desk(project)), base_url=BASE)
    states = [project.view().evidence(ident).state.value for ident in ids]
    assert states[1] == "gone"
    gone = client.get(f"/evidence/{ids[1]}")
    assert (gone.status_code, "no longer has the words" in gone.text) == (410, True)
    there = client.get(f"/evidence/{ids[0]}").text
    assert "the file has been updated since" in there
    assert "mill in Dudley closed in 2009" in text_of(there)


def test_outlines_go_round_the_lines_of_a_column() -> None:
    lines = [Box(100, 10, 200, 20), Box(50, 22, 200, 32), Box(50, 34, 120, 44)]
    (path,) = outlines(lines)
    assert path.startswith("M201.2 8.8")
    assert path.endswith("Z")
    assert len(outlines([*lines, Box(300, 10, 400, 20)])) == 2
    assert len(outlines([Box(10, 10, 50, 20), Box(52, 10, 90, 20)])) == 1


def test_the_row_of_a_table_that_is_evidence_is_marked() -> None:
    text = "| Town | Jobs |\n| --- | --- |\n| Dudley | 40 |\n| Tipton | 12 |"
    block = PageBlock(
        ordinal=7,
        kind=BlockKind.TABLE,
        level=0,
        voice=Voice.TABLE,
        text=text,
        cells=(("Town", "Jobs"), ("Dudley", "40"), ("Tipton", "12")),
        start=0,
        end=len(text),
    )
    start = text.index("| Tipton")
    marked = rows(block, [(7, start, len(text))])
    assert marked == [(("Town", "Jobs"), False), (("Dudley", "40"), False), (("Tipton", "12"), True)]
    assert rows(replace(block, cells=()), []) == []
    on_this_page = rows(replace(block, start=start), [])
    assert on_this_page == [(("Tipton", "12"), False)]
