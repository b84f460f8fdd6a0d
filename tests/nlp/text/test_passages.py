from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from workingregions.corpus.enums import BlockKind, Voice
from workingregions.corpus.records import Block
from workingregions.nlp.text.passages import MOST_WORDS, page_of, segment
from workingregions.nlp.text.segmentation import sentences, statements

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
