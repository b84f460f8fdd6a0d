"""Characters to words, on files written by hand: what fonts claim about their glyphs."""

from __future__ import annotations

import pytest

from workingregions.corpus.enums import BlockKind
from workingregions.corpus.records import Block
from workingregions.ingest.pdf.reader import read_pdf


def pdf(content: str, *, font: str = "Times-Roman", to_unicode: dict[int, str] | None = None) -> bytes:
    """Return a page of 300 by 200 points with `content` in one font, F1, whose codes mean `to_unicode`."""
    pairs = "\n".join(
        f"<{code:02x}> <{text.encode('utf-16-be').hex()}>" for code, text in (to_unicode or {}).items()
    )
    cmap = (
        "/CIDInit /ProcSet findresource begin begincmap 1 begincodespacerange <00> <ff> endcodespacerange\n"
        f"{len(to_unicode or {})} beginbfchar\n{pairs}\nendbfchar endcmap end"
    )
    parts = [
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Count 1/Kids[3 0 R]>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 200]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        f"<</Length {len(content)}>>stream\n{content}\nendstream",
        f"<</Type/Font/Subtype/Type1/BaseFont/{font}/ToUnicode 6 0 R/FirstChar 0/LastChar 255"
        f"/Widths[{' '.join(['500'] * 256)}]>>",
        f"<</Length {len(cmap)}>>stream\n{cmap}\nendstream",
    ]
    return file_of(parts)


def file_of(parts: list[str]) -> bytes:
    """Return a PDF of these objects, the first of which is the catalogue."""
    body, offsets = "%PDF-1.4\n", []
    for number, part in enumerate(parts, start=1):
        offsets.append(len(body))
        body += f"{number} 0 obj{part}endobj\n"
    table = "".join(f"{offset:010} 00000 n \n" for offset in offsets)
    start, size = len(body), len(parts) + 1
    body += f"xref\n0 {size}\n0000000000 65535 f \n{table}"
    body += f"trailer<</Size {size}/Root 1 0 R>>\nstartxref\n{start}\n%%EOF"
    return body.encode("latin-1")


def tagged_pdf(tags: list[str], lines: list[str]) -> bytes:
    """Return a tagged page: each line in a separate element, all in one typeface."""
    content = "".join(
        f"/{tag} <</MCID {i}>> BDC BT /F1 10 Tf 20 {180 - 12 * i} Td ({line}) Tj ET EMC\n"
        for i, (tag, line) in enumerate(zip(tags, lines, strict=True))
    )
    first = 8
    elements = [f"{first + i} 0 R" for i in range(len(tags))]
    parts = [
        "<</Type/Catalog/Pages 2 0 R/MarkInfo<</Marked true>>/StructTreeRoot 6 0 R>>",
        "<</Type/Pages/Count 1/Kids[3 0 R]>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 200]/Contents 4 0 R/StructParents 0"
        "/Resources<</Font<</F1 5 0 R>>>>>>",
        f"<</Length {len(content)}>>stream\n{content}\nendstream",
        "<</Type/Font/Subtype/Type1/BaseFont/Times-Roman>>",
        f"<</Type/StructTreeRoot/K[7 0 R]/ParentTree<</Nums[0[{' '.join(elements)}]]>>>>",
        f"<</Type/StructElem/S/Document/P 6 0 R/K[{' '.join(elements)}]>>",
        *(f"<</Type/StructElem/S/{tag}/P 7 0 R/Pg 3 0 R/K {i}>>" for i, tag in enumerate(tags)),
    ]
    return file_of(parts)


def text(data: bytes) -> str:
    return " ".join(block.text for block in read_pdf(data, ocr=False).blocks)


def test_a_glyph_that_is_spelt_out_as_two_like_letters_is_no_shadow() -> None:
    letters = {code: chr(code) for code in range(32, 127)} | {1: "ff", 2: "ffi"}
    shown = "BT /F1 10 Tf 20 100 Td (The o\\002ce o\\001ered di\\001erent terms) Tj ET"
    assert text(pdf(shown, to_unicode=letters)) == "The office offered different terms"


def test_a_letter_drawn_twice_by_itself_is_a_shadow() -> None:
    shown = (
        "BT /F1 10 Tf 20 100 Td (o) Tj ET BT /F1 10 Tf 25 100 Td (f) Tj ET BT /F1 10 Tf 25 100 Td (f) Tj ET"
    )
    assert text(pdf(shown)) == "of"


def test_letters_set_apart_keep_their_words() -> None:
    spaced = "BT /F1 10 Tf 2 Tc 20 100 Td (investor services of the region) Tj ET"
    assert text(pdf(spaced)) == "investor services of the region"


BODY = [
    "The board met in the spring to settle what the valley",
    "should do with the works, and it asked the colleges to",
    "say how many places they could offer to new trainees,",
    "to whom, at what cost, and in which of the trades that",
    "the firms had named, so that all could begin in autumn.",
]


def headings(data: bytes) -> list[Block]:
    return [block for block in read_pdf(data, ocr=False).blocks if block.kind is BlockKind.HEADING]


def test_headings_are_what_the_tags_say() -> None:
    found = headings(tagged_pdf(["H2", *["P"] * 5], ["what was done:", *BODY]))
    assert [(block.text, block.level) for block in found] == [("what was done:", 2)]


def test_tags_that_make_all_headings_are_not_believed() -> None:
    assert headings(tagged_pdf(["H2", *["H1"] * 5], ["what was done:", *BODY])) == []


def test_one_hyphen_written_in_several_ways_is_one() -> None:
    letters = {code: chr(code) for code in range(32, 127)} | {1: "-\u00ad\u2010"}
    assert text(pdf("BT /F1 10 Tf 20 100 Td (in\\001house) Tj ET", to_unicode=letters)) == "in-house"


def named_pdf(font: str, differences: str, content: str) -> bytes:
    """Return a page in one font, F1, whose encoding names some of its glyphs."""
    parts = [
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Count 1/Kids[3 0 R]>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 200]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        f"<</Length {len(content)}>>stream\n{content}\nendstream",
        f"<</Type/Font/Subtype/Type1/BaseFont/{font}/FirstChar 0/LastChar 255"
        f"/Encoding<</BaseEncoding/WinAnsiEncoding/Differences[{differences}]>>"
        f"/Widths[{' '.join(['500'] * 256)}]>>",
    ]
    return file_of(parts)


def text_of(data: bytes) -> str:
    return " ".join(block.text for block in read_pdf(data, ocr=False).blocks)


def test_ligatures_named_by_their_parts_are_spelt_out() -> None:
    content = r"BT /F1 10 Tf 20 150 Td (\037e o\036ce of the \035eld) Tj ET"
    data = named_pdf("ABCDEF+MinionPro-Regular", "29 /f_i /f_f_i /T_h", content)
    assert text_of(data) == "The office of the field"


def test_numbered_signs_of_mathematical_fonts_are_known() -> None:
    content = r"BT /F1 10 Tf 20 150 Td (growth of 5 \001 2, p \003 0.05 \004see above\005) Tj ET"
    data = named_pdf("ABCDEF+Universal-GreekwithMathPi", "1 /H11006 /H11001 /H11005 /H20851 /H20852", content)
    assert text_of(data) == "growth of 5 ± 2, p = 0.05 [see above]"


def test_signs_of_adv_fonts_are_known_and_fractions_elsewhere_stay() -> None:
    content = r"BT /F1 10 Tf 20 150 Td (shares p \274 0, \3601\336) Tj ET"
    data = named_pdf("AdvP4C4E74", "188 /onequarter 222 /Thorn 240 /eth", content)
    assert text_of(data) == "shares p = 0, (1)"
    assert "¼" in text_of(named_pdf("Times-Roman", "188 /onequarter", content))


def test_letters_named_by_their_codes_are_read() -> None:
    text = "Regional growth"
    letters = sorted(set(text) - {" "})
    codes = {letter: 1 + index for index, letter in enumerate(letters)}
    shown = "".join(" " if c == " " else f"\\{codes[c]:03o}" for c in text)
    names = " ".join(f"/MT{ord(letter)}" for letter in letters)
    data = named_pdf("ABCDEF+Gen.Swis721", f"1 {names} 32 /MT32", f"BT /F1 10 Tf 20 150 Td ({shown}) Tj ET")
    assert text_of(data) == text


def test_no_space_before_a_bracket_after_a_raised_sign() -> None:
    content = (
        "BT /F1 10 Tf 20 150 Td (as told \\(see it) Tj 4 Ts /F1 5 Tf (2) Tj ( ) Tj 0 Ts /F1 10 Tf "
        "(\\) by all) Tj ET"
    )
    assert "2) by all" in text_of(pdf(content))


@pytest.mark.parametrize(
    ("before", "sign", "rise", "after", "read"),
    [
        ("a site of 3 km", "2", 4, " by the river", "3 km² by"),
        ("some 10", "-6", 4, " of it", "10⁻⁶ of"),
        ("with R", "2", 4, " of one half", "R² of"),
        ("voir n", "o", 4, " 12", "n° 12"),
        ("a plant for H", "2", -2, "O and more", "for H2O and"),
        # The mark of a note is not a power, and stays separate from the word.
        ("the council", "2", 4, " voted", "council 2 voted"),
        ("by 2010", "2", 4, " it", "2010 2 it"),
    ],
)
def test_powers_are_raised_and_notes_set_apart(
    before: str, sign: str, rise: int, after: str, read: str
) -> None:
    content = (
        f"BT /F1 10 Tf 20 150 Td ({before}) Tj {rise} Ts /F1 6 Tf ({sign}) Tj 0 Ts /F1 10 Tf ({after}) Tj ET"
    )
    assert read in text_of(pdf(content))
