"""A page, its findings and what describes its document: each leads to the words that it names."""

from __future__ import annotations

import random

import pypdfium2
import pytest

from tests.helpers.under import text_under
from workingregions.app import Project, View
from workingregions.app.ask.pages import origin_note
from workingregions.corpus.errors import NotFoundError
from workingregions.corpus.quotes import letters
from workingregions.corpus.records import Document, Page, Span

PLAN = "devolution-and-the-battery-corridor.pdf"


@pytest.fixture(scope="module")
def view(sample: Project) -> View:
    return sample.view()


def read_pages(view: View) -> list[tuple[Document, pypdfium2.PdfDocument, int]]:
    """The pages with a text layer of the PDF files of the sample."""
    found = []
    for ident in view.documents()["id"]:
        document = view.document(ident)
        original = view.original(document)
        if original.has_pages:
            opened = pypdfium2.PdfDocument(original.read())
            found += [(document, opened, page.number) for page in document.pages if page.origin == "text"]
    return found


def test_the_words_under_a_findings_boxes_are_its_words(view: View) -> None:
    checked = 0
    for document, opened, number in read_pages(view):
        for found in view.page(document, number).findings:
            under = text_under(opened, [Span(start=0, end=0, page=number, box=box) for box in found.boxes])
            wanted = letters(found.text)
            whole = view.evidence(found.evidence).pages == (number,)
            assert letters(under) == wanted or (not whole and letters(under) in wanted), found
            checked += 1
    assert checked > 300


def test_the_words_under_the_boxes_of_evidence_are_its_quote(view: View) -> None:
    documents = {(d.id, n): opened for d, opened, n in read_pages(view)}
    passages = view.snapshot.records("passages")
    readable = [p for p in passages if all((p.document, page) in documents for page in p.pages)]
    for passage in random.Random(14).sample(readable, 60):
        evidence = view.evidence(view.evidence_ids([passage])[0])
        under = "".join(
            text_under(
                documents[passage.document, boxes.page],
                [Span(start=0, end=0, page=boxes.page, box=box) for box in boxes.boxes],
            )
            for boxes in evidence.boxes
        )
        assert evidence.quote == passage.text
        assert letters(under) == letters(evidence.quote)


def test_findings_are_the_words_that_their_marks_delimit(view: View) -> None:
    for name in (PLAN, "annual-dinner-remarks.html"):
        page = view.page(view.document(name), 1)
        blocks = {block.ordinal: block.text for block in page.blocks}
        assert page.findings
        for found in page.findings:
            marked = "".join(blocks[mark.block][mark.start : mark.end] for mark in found.marks)
            assert letters(marked) == letters(found.text)


def test_the_findings_of_a_document_are_those_of_its_pages(view: View) -> None:
    document = view.document(PLAN)
    every = view.findings(document)
    pages = [view.page(document, page.number) for page in document.pages]
    on_pages = {(f.kind, f.passage, f.start, f.name) for page in pages for f in page.findings}
    assert on_pages == set(zip(every["kind"], every["passage"], every["start"], every["name"], strict=True))
    assert {"institution", "tie", "outcome", "theme", "place"} <= set(every["kind"])


@pytest.mark.parametrize("kind", ["passage", "tie", "outcome", "theme", "institution", "place"])
def test_steps_go_through_everything_once_and_back(view: View, kind: str) -> None:
    document = view.document(PLAN)
    steps = view.steps(document, kind)
    total, seen, pages = steps.total, [], []
    assert total > 1
    while steps.next:
        seen.append(steps.next)
        pages.append(steps.next_page)
        found = view.evidence(steps.next)
        assert steps.next_page in found.pages
        steps = view.steps(document, kind, at=found)
        assert steps.place == len(seen)
    assert len(set(seen)) == len(seen) == total
    assert pages == sorted(pages)
    assert steps.previous == seen[-2]


def test_steps_can_stay_with_one_institution(view: View) -> None:
    document = view.document(PLAN)
    names = view.findings(document).query("kind == 'institution' and counted and id != ''")
    of = names["id"].value_counts().index[0]
    assert view.steps(document, "institution", of=of).total == (names["id"] == of).sum() > 1
    with pytest.raises(NotFoundError, match="kind of finding"):
        view.steps(document, "weather")


def test_the_outline_has_the_headings_with_their_pages(view: View) -> None:
    outline = view.outline(view.document(PLAN))
    assert "Who works with whom" in list(outline["text"])
    assert list(outline["page"]) == sorted(outline["page"])


def test_metadata_shows_what_was_chosen_and_where_it_was_read(view: View) -> None:
    document = view.document(PLAN)
    rows = view.metadata(document)
    chosen = rows[rows["chosen"]].set_index("field")
    assert chosen.loc["title", "value"] == document.title
    assert chosen.loc["year", "value"] == str(document.year)
    assert chosen.loc["publisher", "value"] == document.publisher
    assert chosen.loc["year", "page"] == 1
    assert not (rows["correction"] != "").any()


@pytest.mark.parametrize(
    ("page", "words"),
    [
        (Page(number=1, width=1, height=1), ""),
        (Page(number=1, width=1, height=1, origin="ocr", confidence=0.97), "read from the picture"),
        (Page(number=1, width=1, height=1, origin="ocr", confidence=0.5), "Many words may be wrong"),
        (Page(number=1, width=1, height=1, origin="repaired"), "restored"),
        (Page(number=1, width=1, height=1, origin="none"), "No text was found"),
    ],
)
def test_a_page_says_where_its_text_came_from(page: Page, words: str) -> None:
    assert words in origin_note(page)
    assert bool(origin_note(page)) == bool(words)


def test_a_page_that_is_not_there_is_named(view: View) -> None:
    with pytest.raises(NotFoundError, match="pages 1 to 2"):
        view.page(view.document(PLAN), 3)
