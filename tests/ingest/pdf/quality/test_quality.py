from __future__ import annotations

import random
from pathlib import Path

import pypdfium2
import pypdfium2.raw as pdfium
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workingregions.ingest.pdf.quality.damage import is_doubtful, reads_better
from workingregions.ingest.pdf.quality.quality import Quality, assess, assess_document
from workingregions.ingest.pdf.quality.repair import find_ligatures, ligature_repair
from workingregions.ingest.text.english import word_shares

ENGLISH = (
    "The combined authority will work with colleges, employers and trade unions to raise the number of "
    "apprenticeships in advanced manufacturing. Local firms told us that skills shortages remain the main "
    "barrier to investment, and that public support is hard to find. "
)
LANGUAGES = {
    "German": "Die Landesregierung fördert die Zusammenarbeit zwischen Hochschulen und mittelständischen "
    "Unternehmen, damit neue Verfahren schneller in die Fertigung gelangen. Für die Weiterbildung der "
    "Beschäftigten stehen zusätzliche Mittel bereit.",
    "Finnish": "Maakunnan liitto vahvistaa yritysten ja korkeakoulujen yhteistyötä, jotta uusi osaaminen "
    "siirtyy nopeasti tuotantoon. Rahoitusta suunnataan myös työntekijöiden koulutukseen.",
    "French": "La région soutient la coopération entre les universités et les petites entreprises afin que "
    "les nouveaux procédés entrent plus vite dans les ateliers. Des crédits sont prévus pour la formation.",
    "Polish": "Samorząd województwa wspiera współpracę uczelni i przedsiębiorstw, aby nowe rozwiązania "
    "szybciej trafiały do produkcji. Dodatkowe środki przeznaczono na szkolenia pracowników.",
    "Russian": "Правительство области поддерживает сотрудничество вузов и предприятий, чтобы новые методы "
    "быстрее внедрялись в производство.",
    "Greek": "Η περιφέρεια στηρίζει τη συνεργασία πανεπιστημίων και επιχειρήσεων στη μεταποίηση.",
    "Arabic": "تدعم الحكومة الإقليمية التعاون بين الجامعات والشركات الصناعية الصغيرة والمتوسطة.",
    "Chinese": "地方政府支持大学与中小企业合作，使新工艺更快地进入生产。",
    "Korean": "지방 정부는 대학과 중소기업의 협력을 지원하여 새로운 기술이 생산에 빨리 적용되도록 한다.",
}


def glyph_numbers(text: str) -> str:
    """Return the text as a font without a map to Unicode gives it: glyph numbers of the TrueType order."""
    return "".join(c if c == "\n" else chr(ord(c) - 29) for c in text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_language_is_good(language: str) -> None:
    quality = assess(LANGUAGES[language])
    assert quality.verdict == "good"
    assert quality.score > 0.7


def test_tables_of_figures_and_short_texts_are_good() -> None:
    assert assess("2011 1,204 3.5%\n2012 1,377 4.1%\n2013 1,400 4.4%").verdict == "good"
    assert assess("Q3").verdict == "good"
    assert assess("L L L L L L L L " * 50).verdict == "good"


def test_nothing_is_empty() -> None:
    assert assess(" \n\t ").verdict == "empty"
    assert assess("").verdict == "empty"


def test_exchanged_letters_are_garbled() -> None:
    letters = list("abcdefghijklmnopqrstuvwxyz")
    shuffled = random.Random(3).sample(letters, len(letters))
    soup = ENGLISH.lower().translate(str.maketrans("".join(letters), "".join(shuffled)))
    assert assess(soup).verdict == "garbled"


def test_controls_and_private_codes_are_garbled() -> None:
    assert assess("".join(chr(1 + i % 8) for i in range(300))).verdict == "garbled"
    assert assess("".join(chr(0xE000 + i % 60) for i in range(300))).verdict in {"garbled", "repairable"}


def test_a_flood_of_controls_beside_text_does_no_harm() -> None:
    assert assess(ENGLISH + "\x04" * 4000).verdict == "good"


def test_shifted_codes_are_mapped_back_exactly() -> None:
    quality = assess(glyph_numbers(ENGLISH))
    assert quality.verdict == "repairable"
    assert quality.unit == "character"
    assert quality.repair is not None
    assert quality.repair(glyph_numbers(ENGLISH)) == ENGLISH


def test_signs_beyond_ascii_follow_the_order_of_glyphs() -> None:
    repair = assess(glyph_numbers(ENGLISH)).repair
    assert repair is not None
    # Quotation marks, the apostrophe, the dash and the ligature fi have numbers 180, 181, 183, 178, 192.
    assert repair("\xb4\xb5\xb7\xb2\xc0") == "“”’–ﬁ"


@given(st.integers(-31, 31).filter(bool))
def test_other_shifts_are_found(shift: int) -> None:
    moved = "".join(chr(ord(c) + shift) if ord(c) + shift > 0 and c != " " else c for c in ENGLISH)
    quality = assess(moved)
    assert quality.verdict in {"repairable", "garbled"}
    if quality.repair is not None:
        assert quality.repair(moved).count("apprenticeships") == 1


def test_a_short_page_is_repaired_with_its_document() -> None:
    pages = [glyph_numbers(ENGLISH), glyph_numbers("Regional skills and labour"), glyph_numbers(ENGLISH)]
    qualities = assess_document(pages)
    assert [q.verdict for q in qualities] == ["repairable"] * 3
    assert qualities[1].repair is not None
    assert qualities[1].repair(pages[1]) == "Regional skills and labour"


def test_ligatures_read_as_signs_are_put_back() -> None:
    pages = [
        "Our innova1on strategy s1mulates na1onal organisa1ons.",
        "We support universi1es, e2v and H2O research; 180+ people; in 2011.",
    ]
    qualities = assess_document(pages)
    repair = qualities[0].repair
    assert repair is not None
    assert qualities[0].unit == "word"
    assert repair(pages[0]) == "Our innovation strategy stimulates national organisations."
    assert repair(pages[1]) == "We support universities, e2v and H2O research; 180+ people; in 2011."
    assert repair("innova1on") == "innovation"


def test_two_signs_for_one_ligature_and_capitals() -> None:
    assert find_ligatures(["acJon naJonal educaJon and condi+ons solu+ons innova+on"]) == {
        "J": "ti",
        "+": "ti",
    }


def test_ligatures_left_out_are_put_back() -> None:
    words = "The nancial benets of a signicant rm were conrmed and dened by oce sta and scientic trac"
    text = (ENGLISH.replace("find", "see").replace("firms", "works") * 8) + words
    readings = find_ligatures([text])
    assert readings.get("") == "fi"
    assert ligature_repair(readings)("signicant benets, conrmed") == "significant benefits, confirmed"


def test_sound_documents_are_left_alone() -> None:
    text = ENGLISH + "See SelectUSA, McKinsey and LinkedIn; COVID19, B2B, Q1 and 1990s; a+b; R&D."
    assert assess_document([text, text])[0] == Quality("good", assess(text).score)


@given(st.text(max_size=200))
def test_any_text_is_judged(text: str) -> None:
    quality = assess(text)
    assert 0 <= quality.score <= 1
    assert (quality.repair is not None) == (quality.verdict == "repairable")


def test_word_list_has_both_spellings_and_the_field() -> None:
    assert {"organisation", "organization", "labour", "labor", "reshoring"} <= word_shares().keys()


def page_text(path: Path, number: int) -> str:
    page = pypdfium2.PdfDocument(path)[number - 1].get_textpage()
    return "".join(chr(pdfium.FPDFText_GetUnicode(page, i)) for i in range(pdfium.FPDFText_CountChars(page)))


@pytest.mark.shared
def test_text_layers_that_lie(shared: Path) -> None:
    for number in range(3, 8):
        path = next((shared / "documents").glob(f"{number:03}_*"))
        count = len(pypdfium2.PdfDocument(path))
        for quality in assess_document([page_text(path, n + 1) for n in range(count)]):
            assert quality.verdict in {"repairable", "empty"}
    assert assess(page_text(next((shared / "stress").glob("22_*")), 1)).verdict == "garbled"
    assert assess(page_text(next((shared / "stress").glob("31_*")), 2)).verdict == "good"
    assert assess(page_text(next((shared / "stress").glob("18_*")), 20)).verdict == "good"


CLEAN = """The natives of the island soon had reason to doubt the governor's word (see below); a new
fort was built on the coast, i.e. near the harbour, and 1990s-style houses and/or stores came with it. The
company's agents, e.g. the brothers A.B. Marsh & Co., said that the well-known trade would go on as it
had in 1872, and the people's council had nothing to say against a plan that cost them no money."""
DAMAGED = CLEAN.replace("island", "isl?nd").replace("coast", "«■'").replace("brothers", "br;th~rs")


def test_a_bad_ocr_layer_is_doubtful_and_the_better_reading_wins() -> None:
    assert is_doubtful(DAMAGED)
    assert not is_doubtful(CLEAN)
    assert not is_doubtful("isl?nd br;th~rs")  # too few words to judge
    assert reads_better(CLEAN, DAMAGED)
    assert not reads_better(DAMAGED, CLEAN)
    assert not reads_better(CLEAN[:100], DAMAGED)  # half the page is not a better reading


def test_a_semicolon_may_be_a_ligature() -> None:
    readings = find_ligatures(["innova;on in the region", "an organisa;on for opportuni;es", "first; second"])
    assert readings == {";": "ti"}
    assert ligature_repair(readings)("Innova;on; and prescrip;on") == "Innovation; and prescription"
