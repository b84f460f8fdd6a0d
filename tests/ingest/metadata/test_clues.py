"""The input of the metadata rules, printed lines, and the rules that propose a publisher."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from workingregions.corpus.enums import BlockKind
from workingregions.corpus.records import Block, Box, MetadataValue, Page, Parsed, Span
from workingregions.ingest.metadata.clues import Clues, gather
from workingregions.ingest.metadata.publisher import publisher_candidates, settled_name
from workingregions.ingest.metadata.typography import (
    gap,
    groups_of,
    is_other_matter,
    is_people,
    printed_lines,
)
from workingregions.ingest.metadata.vote import Choice

B = BlockKind
Row = tuple[str, float, BlockKind]
BODY: Row = ("The council and its partners fund skills in the mills of the valley.", 10, B.PARAGRAPH)


def block(number: int, page: int, top: float, row: Row) -> Block:
    """Return a block of one line, or of one line for each newline, set solid from `top`."""
    text, size, kind = row
    spans, start = [], 0
    for n, line in enumerate(text.split("\n")):
        box = Box(60, top + 1.2 * size * n, 60 + 5 * len(line), top + 1.2 * size * n + size)
        spans.append(Span(start=start, end=start + len(line), page=page, box=box))
        start += len(line) + 1
    box = Box(60, top, 400, spans[-1].box.y1)
    return Block(ordinal=number, page=page, kind=kind, text=text, box=box, spans=tuple(spans))


def parsed(*pages: Sequence[Row], wide: bool = False, hints: Sequence[MetadataValue] = ()) -> Parsed:
    blocks: list[Block] = []
    for number, rows in enumerate(pages, 1):
        top = 60.0
        for row in rows:
            blocks.append(block(len(blocks), number, top, row))
            top = blocks[-1].spans[-1].box.y1 + 0.3 * row[1]
    size = (720.0, 540.0) if wide else (595.0, 842.0)
    made = [Page(number=n, width=size[0], height=size[1]) for n in range(1, len(pages) + 1)]
    return Parsed(pages=tuple(made), blocks=tuple(blocks), hints=tuple(hints))


def seen(*pages: Sequence[Row], name: str = "x.pdf", wide: bool = False) -> Clues:
    return gather(parsed(*pages, wide=wide), name, 2027)


def test_cover_end_margins_and_body() -> None:
    head: Row = ("Growth Plan 1", 8, B.HEADER)
    clues = seen(
        [head, ("Growth Plan", 30, B.HEADING), BODY],
        [("Growth Plan 2", 8, B.HEADER), BODY, BODY],
        [("Growth Plan 3", 8, B.HEADER), ("Contents", 10, B.CONTENTS), ("The end of it.", 10, B.PARAGRAPH)],
    )
    assert [line.text for line in clues.first()] == ["Growth Plan", BODY[0]]
    assert {line.page for line in clues.cover} == {1, 2}
    assert [line.text for line in clues.end] == ["Contents", "The end of it."]
    assert [(line.text, pages) for line, pages in clues.margins] == [("Growth Plan 1", 3)]
    assert "Contents" not in clues.body
    assert "Growth Plan 1" not in clues.body
    assert clues.words == len(clues.body.split())
    assert {"council", "partners"} <= clues.common
    assert "The" not in clues.common


def test_the_size_of_type_is_relative_to_the_body() -> None:
    clues = seen([("Growth Plan", 30, B.HEADING), *[BODY] * 5])
    assert [line.size for line in clues.cover[:2]] == [3.0, 1.0]


def test_slides_are_wide_pages_with_few_words() -> None:
    assert seen([BODY], wide=True).slides
    assert not seen([BODY]).slides
    assert not seen([BODY] * 40, wide=True).slides


@pytest.mark.parametrize(
    ("name", "stem"),
    [
        ("012_growth_plan.pdf", "growth_plan"),
        ("a/b\\Plan.final.docx", "Plan.final"),
        ("paper.pdf.pdf", "paper"),
        ("2014-plan.html", "2014-plan"),
    ],
)
def test_the_stem_of_a_name(name: str, stem: str) -> None:
    assert seen([BODY], name=name).stem == stem


def test_lines_of_one_size_close_below_each_other_are_one_group() -> None:
    clues = seen([("Rebuilding the belt", 24, B.HEADING), ("of the valley towns", 24, B.HEADING), BODY, BODY])
    group, *_ = groups_of(printed_lines(clues.cover, clues), clues)
    assert [line.text for line in group] == ["Rebuilding the belt", "of the valley towns"]


def test_a_line_of_another_size_or_far_below_begins_a_group() -> None:
    clues = seen([("Rebuilding the belt", 24, B.HEADING), ("A summary", 14, B.HEADING), BODY])
    assert [len(g) for g in groups_of(clues.cover, clues)] == [1, 1, 1]
    one, two, _ = clues.cover
    assert 0 < gap(one, two) < 1
    assert gap(two, one) == 9.0


def test_a_block_is_cut_where_names_and_dates_begin() -> None:
    clues = seen([("Rebuilding the belt\nby Ada Moss\n6 June 2014", 14, B.HEADING), BODY])
    assert [line.text for line in printed_lines(clues.cover, clues)][:3] == [
        "Rebuilding the belt",
        "by Ada Moss",
        "6 June 2014",
    ]


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ("6 June 2014", True),
        ("www.wessex.gov.uk", True),
        ("Volume 4, Issue 2", True),
        ("by Ada Moss", True),
        ("Table 3: Jobs", True),
        ("Chairman and CEO Kelmotec Corporation", True),
        ("Deputy Director, Wessex Growth Agency", True),
        ("Director of studies", False),
        ("Dear members of the committee,", True),
        ("Sehr geehrte Damen und Herren", True),
        ("2. Background", True),
        ("Overview of the concept", True),
        ("What we do", True),
        ("Map of Wessex", True),
        ("Overview of foundries in Wessex", False),
        ("“Skills to steel”", False),
        ("“We could never have done it without the fund and all its many people.”", True),
        ("Our Reshoring Story...", False),
        ("Rebuilding the belt", False),
        ("Skills for 2020 and after", False),
    ],
)
def test_other_matter_is_no_title(text: str, other: bool) -> None:
    assert is_other_matter(text, seen([BODY])) is other


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("Ada Moss, Jan de Vries and Bo Quoin", True),
        ("Moss, Ada; Vries, Jan", True),
        ("of the valley", False),
    ],
)
def test_people(text: str, people: bool) -> None:
    assert is_people(text, seen([BODY])) is people


@pytest.mark.parametrize(
    ("row", "name", "rule"),
    [
        (("© Wessex Growth Agency 2014", 9, B.PARAGRAPH), "Wessex Growth Agency", "copyright line"),
        (("Published by the Wessex Growth Agency", 9, B.PARAGRAPH), "Wessex Growth Agency", "published by"),
        (("Wessex Growth Agency", 9, B.PARAGRAPH), "Wessex Growth Agency", "organisation on first page"),
        (("About Invest Wessex", 9, B.PARAGRAPH), "Invest Wessex", "about section"),
    ],
)
def test_rules_for_the_publisher_say_what_they_saw(row: Row, name: str, rule: str) -> None:
    clues = seen([("Growth Plan", 30, B.HEADING), BODY, row])
    found = next(c for c in publisher_candidates(clues, "") if c.rule == rule)
    assert (found.value, found.page, found.quote) == (name, 1, row[0])
    assert 0 < found.confidence < 1


def test_a_citation_of_another_work_is_no_imprint() -> None:
    cited = "Published by Kelmotec Press in 1999"
    rules = [
        {
            c.rule
            for c in publisher_candidates(seen([("Growth Plan", 30, B.HEADING), BODY, (cited, 9, kind)]), "")
        }
        for kind in (B.PARAGRAPH, B.REFERENCE)
    ]
    assert ["published by" in found for found in rules] == [True, False]


def test_the_chosen_name_is_completed_from_another_place() -> None:
    members = tuple(
        MetadataValue(field="publisher", value=value, rule="made up", confidence=0.5)
        for value in ("Wessex Bureau", "Wessex Bureau of Crafts")
    )
    assert settled_name(Choice(members, 0.75), seen([BODY])) == "Wessex Bureau of Crafts"
