from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workingregions.corpus.enums import BlockKind, Voice
from workingregions.corpus.records import Block
from workingregions.ingest.blocks import markdown_table
from workingregions.nlp.text.passages import MOST_WORDS, page_of, segment
from workingregions.nlp.text.segmentation import sentences, statements
from workingregions.nlp.text.table_heads import repeated_heads

KINDS = st.sampled_from(list(BlockKind))
TEXTS = st.text(alphabet=st.sampled_from("abcdE. ,;!?\n•é1"), max_size=400)
LONG = st.builds(
    lambda word, n: (word + " ") * n, st.sampled_from(["steel", "Ohio.", "x"]), st.integers(1, 700)
)


def block(ordinal: int, text: str, kind: BlockKind = BlockKind.PARAGRAPH, **more: object) -> Block:
    return Block(ordinal=ordinal, page=more.pop("page", 1), kind=kind, text=text, **more)  # type: ignore[arg-type]


@given(st.lists(st.tuples(KINDS, TEXTS | LONG), max_size=12))
def test_every_word_is_kept_once_and_every_piece_slices_back(drawn: list[tuple[BlockKind, str]]) -> None:
    blocks = [block(i, text, kind, page=i + 1) for i, (kind, text) in enumerate(drawn)]
    passages = segment("doc", blocks)
    seen: dict[int, str] = {}
    for passage in passages:
        for piece in passage.pieces:
            length = piece.end - piece.start
            source = blocks[piece.block].text[piece.offset : piece.offset + length]
            assert passage.text[piece.start : piece.end] == source
            seen[piece.block] = seen.get(piece.block, "") + source
            assert piece.page in passage.pages
        assert len(passage.text.split()) <= MOST_WORDS + 1
    for b in blocks:
        furniture = b.kind in (BlockKind.HEADER, BlockKind.FOOTER)
        kept = "".join(seen.get(b.ordinal, "").split())
        assert kept == ("" if furniture else "".join(b.text.split()))


def test_passages_do_not_cross_sections_and_headings_lead_theirs() -> None:
    passages = segment(
        "doc",
        [
            block(0, "Skills", BlockKind.HEADING, section=("Skills",)),
            block(1, "Colleges train welders.", section=("Skills",)),
            block(2, "Land", BlockKind.HEADING, section=("Land",)),
            block(3, "Sites are cleared.", section=("Land",)),
        ],
    )
    assert [p.text for p in passages] == ["Skills\nColleges train welders.", "Land\nSites are cleared."]
    assert [p.section for p in passages] == [("Skills",), ("Land",)]


def test_a_quoted_sentence_leaves_out_the_heading_before_it() -> None:
    blocks = [
        block(0, "Plan", BlockKind.HEADING, section=("Plan",)),
        block(1, "4.4 Skills for  Industry", BlockKind.HEADING, section=("Plan", "4.4 Skills for Industry")),
        block(
            2,
            "Colleges train welders. They also train\nfitters.",
            section=("Plan", "4.4 Skills for Industry"),
        ),
        block(3, "Land", BlockKind.HEADING, section=("Plan", "Land")),
    ]
    found = [[p.text[a:b] for a, b in statements(p)] for p in segment("doc", blocks)]
    assert found[-2:] == [["Colleges train welders.", "They also train\nfitters."], ["Land"]]


def test_a_footnote_does_not_cut_the_sentence_that_runs_over_the_page() -> None:
    passages = segment(
        "doc",
        [
            block(0, "The board was founded by the"),
            block(1, "1 See annex.", BlockKind.FOOTNOTE),
            block(2, "county in 2011.", page=2),
        ],
    )
    assert [p.text for p in passages] == ["The board was founded by the county in 2011.", "1 See annex."]
    assert page_of(passages[0], passages[0].text.index("county")) == 2


def test_reference_lists_are_marked() -> None:
    passages = segment("d", [block(0, "Text."), block(1, "Amin, A. (1994) Book.", BlockKind.REFERENCE)])
    assert [p.reference for p in passages] == [False, True]


def test_abbreviations_do_not_end_a_sentence() -> None:
    text = "The U.S. Department paid Acme Inc. in Jan. 2014. It closed. No. 5 stayed."
    assert [text[a:b] for a, b in sentences(text)] == [
        "The U.S. Department paid Acme Inc. in Jan. 2014.",
        "It closed.",
        "No. 5 stayed.",
    ]


def test_a_passage_is_in_one_voice_and_a_table_has_its_caption_and_source() -> None:
    blocks = [
        block(0, "The region has three boards."),
        block(1, "Table 1: Boards", BlockKind.CAPTION),
        block(2, "| Board | Town |\n| --- | --- |\n| A | B |", BlockKind.TABLE),
        block(3, "Source: the councils", BlockKind.CAPTION),
        block(4, "Figure 2: Map of the towns", BlockKind.CAPTION),
        block(5, "They met in May."),
        block(6, "1 Ibid.", BlockKind.FOOTNOTE),
    ]
    passages = segment("d", blocks)
    assert [(p.voice.value, p.first_block, p.last_block) for p in passages] == [
        ("body", 0, 5),
        ("table", 1, 3),
        ("caption", 4, 4),
        ("footnote", 6, 6),
    ]


def test_a_slide_is_one_passage() -> None:
    blocks = [
        replace(block(0, "Why firms return", BlockKind.HEADING, page=1), voice=Voice.SLIDE),
        replace(block(1, "Wages rise abroad", BlockKind.LIST, page=1), voice=Voice.SLIDE),
        replace(block(2, "What comes next", BlockKind.HEADING, page=2), voice=Voice.SLIDE),
        replace(block(3, "Automation", BlockKind.LIST, page=2), voice=Voice.SLIDE),
    ]
    assert [p.text for p in segment("d", blocks)] == [
        "Why firms return\nWages rise abroad",
        "What comes next\nAutomation",
    ]


def table(ordinal: int, rows: list[tuple[str, ...]], page: int = 1) -> Block:
    return block(ordinal, markdown_table(rows), BlockKind.TABLE, cells=tuple(rows), page=page)


HEAD = [("", "Jobs", ""), ("Port", "2010", "2014")]
ROWS = [(f"Port of town {n}", f"{n},100", f"{n},250") for n in range(1, 61)]


def test_each_passage_of_a_long_table_begins_with_its_head() -> None:
    passages = segment("doc", [table(0, [*HEAD, *ROWS])])
    assert len(passages) > 2
    head = passages[0].text[: passages[0].text.index("\n| Port of town 1 ")]
    assert "2014" in head
    assert all(p.text.startswith(f"{head}\n| Port of town") for p in passages)
    assert all(p.pieces[0].offset == 0 and len(p.text.split()) <= MOST_WORDS + 1 for p in passages[1:])
    rows = [line for p in passages for line in p.text.splitlines() if line.startswith("| Port of town")]
    assert len(rows) == len(ROWS)


def test_a_table_that_goes_on_overleaf_has_the_head_of_the_page_before() -> None:
    first, second = table(0, [*HEAD, *ROWS[:3]], 4), table(3, ROWS[3:6], 5)
    asides = [
        block(1, "1. As reported.", BlockKind.FOOTNOTE, page=4),
        block(2, "Ports", BlockKind.HEADER, page=5),
    ]
    before, after = (p for p in segment("doc", [first, *asides, second]) if "Port of town" in p.text)
    head = before.text[: before.text.index("\n| Port of town 1 ")]
    assert after.text == f"{head}\n{second.text}"
    assert [page_of(after, 0), page_of(after, len(after.text) - 1), after.pages] == [4, 5, (4, 5)]
    assert (after.first_block, after.last_block) == (3, 3)


@pytest.mark.parametrize(
    "second",
    [
        [("Town", "Firms", "Grants"), *ROWS[3:6]],  # a head of its own
        [row[:2] for row in ROWS[3:6]],  # another number of columns
    ],
)
def test_another_table_overleaf_keeps_to_itself(second: list[tuple[str, ...]]) -> None:
    blocks = [table(0, [*HEAD, *ROWS[:3]], 4), table(1, second, 5)]
    assert segment("doc", blocks)[1].text == blocks[1].text


def test_a_table_without_a_head_is_given_none() -> None:
    passages = segment("doc", [table(0, ROWS)])
    assert len(passages) > 1
    assert not passages[1].text.startswith(passages[0].text.splitlines()[0])


def test_passages_that_repeat_a_head_are_known_by_it() -> None:
    passages = segment("doc", [block(0, "Text before."), table(1, [*HEAD, *ROWS]), block(2, "Text after.")])
    ends = repeated_heads(passages)
    tables = [p for p in passages if "Port of town" in p.text]
    assert [p.id in ends for p in tables] == [False] + [True] * (len(tables) - 1)
    assert set(ends) <= {p.id for p in tables}
    assert all(p.text[ends[p.id] :].lstrip().startswith("| Port of town") for p in tables[1:])
