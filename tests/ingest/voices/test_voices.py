"""The voices of blocks: layouts and wordings of several publishers, made up."""

from __future__ import annotations

import pytest

from workingregions.corpus.enums import BlockKind, Voice
from workingregions.corpus.records import Block, Box, Page, Span
from workingregions.corpus.voices import voice_of
from workingregions.ingest.blocks import markdown_table
from workingregions.ingest.voices import voiced

A4 = Page(number=1, width=595.0, height=842.0)
PROSE = "The board funds three colleges, and they train welders for the yards along the river. "


class Sheet:
    """Blocks set below each other on one page."""

    def __init__(self, page: int = 1) -> None:
        self.blocks: list[Block] = []
        self.page, self.y = page, 60.0

    def add(
        self,
        text: str,
        kind: BlockKind = BlockKind.PARAGRAPH,
        *,
        size: float = 10.0,
        left: float = 70.0,
        right: float = 520.0,
        lines: int = 1,
        y: float | None = None,
        section: tuple[str, ...] = (),
    ) -> Sheet:
        top = self.y if y is None else y
        step = max(1, len(text) // lines)
        spans = tuple(
            Span(
                start=n * step,
                end=len(text) if n == lines - 1 else (n + 1) * step,
                page=self.page,
                box=Box(left, top + n * 1.2 * size, right, top + n * 1.2 * size + size),
            )
            for n in range(lines)
        )
        box = Box(left, top, right, top + (lines - 1) * 1.2 * size + size)
        self.blocks.append(
            Block(
                ordinal=len(self.blocks), page=self.page, kind=kind, text=text, box=box, spans=spans,
                section=section,
            )
        )  # fmt: skip
        self.y = box.y1 + size
        return self

    def voices(self) -> list[str]:
        return [voice_of(b).value for b in voiced(self.blocks, [A4])]


def plain(*texts: str, kind: BlockKind = BlockKind.PARAGRAPH, section: tuple[str, ...] = ()) -> list[str]:
    """Return the voices of blocks of a format without pages."""
    blocks = [Block(ordinal=n, page=1, kind=kind, text=text, section=section) for n, text in enumerate(texts)]
    return [voice_of(b).value for b in voiced(blocks, [Page(number=1, width=0.0, height=0.0)])]


@pytest.mark.parametrize(
    "text",
    [
        "Contact: Jane Roe, tel. +44 1632 960001, j.roe@harker.example",
        "Harker County Hall, Market Road, Harker, HK1 1AB",
        "© Crown copyright 2014. All rights reserved.",
        "ISBN978-1-2345-6789-7 (print)",
        "Yours sincerely,\nJane Roe\nDirector, Harker Board",
        "Please cite as: Roe, J. (2014). Boards of the river.",
        "Department of Commerce, 1401 River Avenue, Akron, OH 44308",
    ],
)
def test_who_wrote_and_where_they_are_reached(text: str) -> None:
    assert plain(PROSE * 3, text) == ["body", "affiliation"]


@pytest.mark.parametrize(
    "text",
    [
        "Education isn’t a partisan issue, e.g. in Ohio. It’s the state’s.",
        "It employs 1,250 people, 8,716 8,965 in all years.",
        "The university of the county trains 300 welders a year.",
        "To receive the grant, firms apply to the board by mail or phone before June.",
    ],
)
def test_running_text_stays_the_body(text: str) -> None:
    assert plain(PROSE * 3, text) == ["body", "body"]


def test_a_quotation_is_told_by_its_marks_its_margins_or_its_mark_up() -> None:
    said = "“We came for the welders, and we stayed, as the college heard what our yard needed every year.”"
    assert plain(PROSE, f"{said} Jane Roe, Harker Forge") == ["body", "quotation"]
    sheet = Sheet().add(PROSE * 6, lines=6).add(PROSE * 3, lines=4, left=95, right=495, size=9)
    sheet.add("Skills: " + PROSE * 3, lines=4, left=95, right=495, size=9).add(PROSE * 6, lines=6)
    assert sheet.voices() == ["body", "quotation", "body", "body"]


def test_notes_at_the_foot_of_the_page_are_found_together() -> None:
    sheet = Sheet().add(PROSE * 20, lines=24)
    sheet.add("and see the annex. 6 Roe, Yards, p. 3.", size=8)
    sheet.add("7 Board of Trade, Annual report (London: TSO, 2012).", size=8)
    sheet.add("Ibid, p. 11.", size=8)
    assert sheet.voices() == ["body", "footnote", "footnote", "footnote"]


def test_the_numbers_of_notes_may_stand_beside_them() -> None:
    sheet = Sheet().add(PROSE * 20, lines=24).add("1\n2", size=8, right=80, y=700)
    sheet.add("Maakuntastrategia 2014; Tulli 2014.", size=8, left=95, y=700)
    assert sheet.voices() == ["body", "footnote", "footnote"]


def test_contents_without_leaders_end_where_the_text_begins() -> None:
    sheet = Sheet().add("Contents", BlockKind.HEADING, size=16)
    for title in ("1. Boards", "2. Yards", "3. Colleges"):
        sheet.add(title, BlockKind.HEADING, size=12)
    sheet.add("1. Boards", BlockKind.HEADING, size=12).add(PROSE * 3, lines=3)
    sheet.add("2. Yards", BlockKind.HEADING, size=12).add(PROSE * 3, lines=3)
    sheet.add("3. Colleges", BlockKind.HEADING, size=12).add(PROSE * 3, lines=3)
    assert sheet.voices() == ["contents"] * 4 + ["body"] * 6


def test_leaders_to_numbers_that_do_not_rise_are_figures() -> None:
    rows = ["Steel ........ 730", "Timber ........ 95", "Grain ........ 412", "Coal ........ 88"]
    assert plain(*rows, kind=BlockKind.CONTENTS) == ["statistics"] * 4
    pages = ["Boards ........ 3", "Yards ........ 9", "Colleges ........ 12", "Annex ........ 30"]
    assert plain(*pages, kind=BlockKind.CONTENTS) == ["contents"] * 4


def test_entries_without_a_heading_are_told_by_each_other() -> None:
    entries = [
        "Roe, J. (2012). Boards of the river. Journal of Yards, 12(3), 33-49.",
        "Doe, A. and Kerr, B. (2010). Colleges. Cambridge: Harker University Press.",
        "Kerr, B. (2008). The yard. Working Paper No. 12, available at https://harker.example.",
    ]
    assert plain(PROSE, *entries, PROSE) == ["body", *["reference"] * 3, "body"]
    assert plain("Roe, J. (2012) is chair. The journal came later.", PROSE) == ["body", "body"]


def test_a_section_called_sources_that_cites_nothing_is_no_list_of_references() -> None:
    texts = [
        "The World Bank ranks the country fourth among large economies.",
        "Executives of the largest firms answer its questions every spring.",
    ]
    assert plain(*texts, kind=BlockKind.REFERENCE) == ["body", "body"]


def test_numbers_of_a_chart_are_figures_and_large_figures_are_not() -> None:
    chart = ["600,000", "500,000", "400,000", "Retail", "300,000", "200,000", "100,000", "Yards"]
    assert plain(PROSE, *chart, PROSE) == ["body", *["statistics"] * 8, "body"]
    assert plain("1,200", "jobs created", "45%", "of firms exported", PROSE) == ["body"] * 5


def table(*rows: tuple[str, ...]) -> str:
    block = Block(ordinal=0, page=1, kind=BlockKind.TABLE, text=markdown_table(rows), cells=rows)
    return voice_of(voiced([block], [A4])[0]).value


def test_tables_of_names_figures_answers_sentences_and_fields() -> None:
    assert table(("Funder", "Grant"), ("Harker Board", "£2m"), ("TSB", "£1m")) == "table"
    years = tuple((f"County {n}", "1,234", "5,678", "9.1") for n in range(6))
    assert table(("County", "2010", "2011", "2012"), *years) == "statistics"
    assert table(("Opinion", "No."), ("Strongly agree", "3"), ("Agree", "5"), ("Disagree", "2")) == "survey"
    assert table((PROSE, PROSE), (PROSE, PROSE)) == "body"
    assert table(("Name of firm:", "________"), ("Signature", "________")) == "form"


def test_slides_are_one_voice_and_begin_with_their_title() -> None:
    pages = [Page(number=n, width=720.0, height=540.0) for n in (1, 2, 3)]
    blocks: list[Block] = []
    for page in pages:
        sheet = Sheet(page.number)
        sheet.add("Wages rise abroad", BlockKind.LIST, size=24)
        sheet.add("Freight costs more", BlockKind.LIST, size=24)
        sheet.add(f"Why firms return, part {page.number}", size=40, y=440)
        blocks += sheet.blocks
    found = voiced(blocks, pages)
    assert {voice_of(b) for b in found} == {Voice.SLIDE}
    assert [b.text for b in found[:3]] == [
        "Why firms return, part 1",
        "Wages rise abroad",
        "Freight costs more",
    ]
    assert [b.ordinal for b in found] == list(range(9))


def test_what_recurs_at_one_place_of_every_slide_is_furniture() -> None:
    pages = [Page(number=n, width=720.0, height=540.0) for n in range(1, 6)]
    blocks: list[Block] = []
    for page in pages:
        sheet = Sheet(page.number).add(f"Topic {'abcde'[page.number - 1]} of the day", size=30)
        blocks += sheet.add(f"Harker Forum | {page.number}", size=12, y=300, left=600).blocks
    kinds = [b.kind for b in voiced(blocks, pages)]
    assert kinds == [BlockKind.PARAGRAPH, BlockKind.FOOTER] * 5


def test_a_publishers_list_of_other_works_is_a_list_of_references() -> None:
    sheet = Sheet().add("Discussion papers 2012", BlockKind.HEADING, size=14)
    for name, number in (("Jane Roe", 101), ("Karl Doe and Ann Kerr (Eds.)", 102), ("Olaf Holm", 103)):
        sheet.add(name).add(f"The yards of the river\nOrder no.: HB I 12-{number}")
        sheet.add(f"Ida Berg / {name}").add(f"Colleges compared\nOrder no.: HB II 12-{number}")
    assert set(sheet.voices()) == {"reference"}
    board = Sheet()
    for name in ("Jane Roe", "Karl Doe", "Olaf Holm", "Ida Berg", "Ann Kerr"):
        board.add(name).add("Member of the board of Harker Forge since 2010.")
    assert set(board.voices()) == {"body"}
