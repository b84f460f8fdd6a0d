from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from workingregions.corpus.enums import BlockKind
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
