"""Faults that were found in public reports, each with a small file: what a reader must see in it."""

from __future__ import annotations

from pathlib import Path

import pytest

from workingregions.corpus.enums import FURNITURE, BlockKind
from workingregions.corpus.records import Parsed
from workingregions.ingest.read import read

CASES = Path(__file__).parents[1] / "data" / "reading"


def parsed(name: str) -> Parsed:
    return read((CASES / name).read_bytes(), name=name, ocr=False)


def texts(name: str, *kinds: BlockKind) -> list[str]:
    return [block.text for block in parsed(name).blocks if not kinds or block.kind in kinds]


def test_a_ligature_of_three_letters_is_in_its_word() -> None:
    words = " ".join(texts("ligature.pdf")).split()
    assert {"Office", "Traffic", "Sheffield", "difficult", "efficient", "office", "sufficient"} <= set(words)
    assert "f" not in words


@pytest.mark.parametrize("name", ["table_beside_text.pdf", "table_beside_text_nobox.pdf"])
def test_text_beside_a_table_is_read_before_the_next_heading(name: str) -> None:
    blocks = parsed(name).blocks
    starts = [block.text.split("\n")[0] for block in blocks]
    first = next(i for i, text in enumerate(starts) if text.startswith("Table 2 gives the size"))
    assert starts[first].endswith("leave the daily business to a manager.")
    assert starts[first + 1].startswith("The typical firm")
    assert starts[first + 1].endswith("largest of them, Grimsby.")
    heading = starts.index("2.3 WHAT FIRMS OWN")
    assert heading > first + 1
    assert blocks[heading].kind is BlockKind.HEADING
    (table,) = [block for block in blocks if block.kind is BlockKind.TABLE]
    assert table.cells[0] == ("Kind", "Ports", "Inland", "All")
    assert table.cells[-1][0] == "Number of firms"


def test_text_to_the_right_of_a_table_is_in_its_section() -> None:
    sections = {block.text[:14]: block.section for block in parsed("table_left_of_text.pdf").blocks}
    assert sections["Table 7 shows "] == sections["Loans from kin"] == ("3.4 Who lends",)
    assert sections["The working gr"] == ("3.5 What lenders ask",)


def test_answers_stand_below_the_questions_of_a_form() -> None:
    text = "\n".join(texts("consultation_form.pdf"))
    order = ["Name of organisation", "Vale Castings Ltd", "Region", "Black Country", "Question 1"]
    order += ["We would hire 14 apprentices", "Question 2", "The Tipton Growth Programme"]
    assert sorted(order, key=text.index) == order
    assert parsed("consultation_form.pdf").pages[0].origin == "form"


def test_a_table_of_layout_is_no_table() -> None:
    assert texts("bulletin.html", BlockKind.TABLE) == []
    assert texts("bulletin.html", BlockKind.HEADING) == ["Bulletin of March"]
    assert texts("bulletin.html", BlockKind.LIST) == ["First works: 40 jobs", "Second works: 60 jobs"]
    assert len(texts("bulletin.html", BlockKind.PARAGRAPH)) == 3
    assert not any("About us" in text or "Contact" in text for text in texts("bulletin.html"))


def test_a_page_bound_twice_has_no_header_of_prose() -> None:
    prose = [block for block in parsed("memo_twice.pdf").blocks if block.kind is BlockKind.PARAGRAPH]
    for page in (1, 2):
        assert any(b.page == page and b.text.startswith("The county lost firms") for b in prose)


@pytest.mark.parametrize("name", ["letter.pdf", "one_line.pdf", "two_lines.pdf"])
def test_the_first_line_of_a_page_alone_is_text(name: str) -> None:
    assert texts(name, *FURNITURE) == []


def test_a_folded_section_is_below_its_heading() -> None:
    blocks = parsed("guidance.html").blocks
    (folded,) = [block for block in blocks if block.text.startswith("Write to the Durham")]
    assert folded.section[-1] == "How to ask"
    assert not any("cookies" in block.text or "Training grants" in block.text for block in blocks)


@pytest.mark.parametrize("name", ["black_box.pdf", "white_text.pdf"])
def test_text_that_no_one_sees_is_left_out(name: str) -> None:
    text = " ".join(texts(name))
    assert "Blackbox" not in text
    assert text.startswith("The county lost firms")
    assert "A survey of members" in text


@pytest.mark.parametrize(
    ("name", "caption", "head"),
    [
        ("jobs.pdf", "Table 4. Jobs by port", ("Port", "Works", "Jobs 2010", "Jobs 2014")),
        ("grants.pdf", "Table 1. Grants made 2008 to 2016", ("Institution", "Type", "Grant (£)", "Year")),
    ],
)
def test_the_head_right_below_a_caption_is_in_the_table(
    name: str, caption: str, head: tuple[str, ...]
) -> None:
    blocks = parsed(name).blocks
    assert [block.text for block in blocks if block.kind is BlockKind.CAPTION] == [caption]
    assert [block.cells[0] for block in blocks if block.kind is BlockKind.TABLE] == [head]


@pytest.mark.parametrize(
    ("name", "title"),
    [("spaced_title.pdf", "HARBOUR FUND OF GOOLE"), ("letterspaced.pdf", "FOUNDRY COUNCIL OF GWENT")],
)
def test_a_title_in_spaced_letters_is_one_heading(name: str, title: str) -> None:
    assert texts(name, BlockKind.HEADING, *FURNITURE) == [title]


def test_a_note_typed_on_a_page_is_text() -> None:
    note = "Added by the clerk: the council agreed to fund the Wrexham centre with £2 million."
    assert texts("typed_on.pdf")[-1] == note


def test_hidden_text_of_word_is_left_out() -> None:
    assert texts("hidden_text.docx", BlockKind.PARAGRAPH) == ["The board met on 3 May and chose Redcar."]


def test_note_marks_of_a_book_are_no_figures() -> None:
    assert texts("towns.epub", BlockKind.PARAGRAPH) == [
        "Works with 900 jobs closed in 2009. The works at Yarm had 120 jobs."
    ]
    assert len(texts("towns.epub", BlockKind.FOOTNOTE)) == 2
