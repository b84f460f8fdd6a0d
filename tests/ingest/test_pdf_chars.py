"""Characters to words, on files written by hand: what fonts claim about their glyphs."""

from __future__ import annotations

from workingregions.ingest.pdf.reader import read_pdf


def pdf(content: str, *, font: str = "Times-Roman", to_unicode: dict[int, str] | None = None) -> bytes:
    """A page of 300 by 200 points that shows `content` in one font, F1, whose codes mean `to_unicode`."""
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
    body, offsets = "%PDF-1.4\n", []
    for number, part in enumerate(parts, start=1):
        offsets.append(len(body))
        body += f"{number} 0 obj{part}endobj\n"
    table = "".join(f"{offset:010} 00000 n \n" for offset in offsets)
    start = len(body)
    body += f"xref\n0 7\n0000000000 65535 f \n{table}trailer<</Size 7/Root 1 0 R>>\nstartxref\n{start}\n%%EOF"
    return body.encode("latin-1")


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
