"""Blocks as text and as Markdown."""

from __future__ import annotations

from workingregions.corpus.enums import BlockKind
from workingregions.corpus.records import Block
from workingregions.ingest.render import markdown, plain_text

BLOCKS = [
    Block(ordinal=0, page=1, kind=BlockKind.HEADER, text="Valley Studies 12"),
    Block(ordinal=1, page=1, kind=BlockKind.HEADING, text="A plan\nfor the works", level=2),
    Block(ordinal=2, page=1, kind=BlockKind.PARAGRAPH, text="The board met."),
    Block(ordinal=3, page=1, kind=BlockKind.LIST, text="• fitters"),
    Block(ordinal=4, page=1, kind=BlockKind.LIST, text="2. turners"),
    Block(ordinal=5, page=1, kind=BlockKind.FOOTER, text="17"),
    Block(
        ordinal=6,
        page=2,
        kind=BlockKind.TABLE,
        text="| a | b |\n| --- | --- |\n| 1 | 2 |",
        cells=(("a", "b"), ("1", "2\n")),
    ),
    Block(ordinal=7, page=2, kind=BlockKind.PARAGRAPH, text="  "),
]


def test_markdown_marks_headings_lists_and_tables_and_leaves_furniture_out() -> None:
    assert markdown(BLOCKS) == (
        "## A plan for the works\n\nThe board met.\n\n- fitters\n2. turners\n\n"
        "| a | b |\n| --- | --- |\n| 1 | 2 |"
    )


def test_plain_text_gives_tables_as_rows() -> None:
    assert (
        plain_text(BLOCKS) == "A plan\nfor the works\n\nThe board met.\n\n• fitters\n2. turners\n\na\tb\n1\t2"
    )


def test_plain_text_of_one_page() -> None:
    assert plain_text(BLOCKS, page=2) == "a\tb\n1\t2"
    assert plain_text(BLOCKS, page=3) == ""
