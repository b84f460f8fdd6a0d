"""Citations and bibliographies: golden strings per style, written after the styles' own guides."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

from workingregions.corpus.enums import DocumentType
from workingregions.corpus.errors import InputError
from workingregions.corpus.records import Document, MetadataValue, Page
from workingregions.reports.citing import (
    Citations,
    Citing,
    Name,
    as_html,
    as_markdown,
    as_text,
    cite,
    reference,
    style_named,
    styles,
)

GOLDEN = Path(__file__).parent / "golden.json"
PAGES = (Page(number=1, width=595.0, height=842.0),)
BIS = "Department for Business, Innovation and Skills"


def document(ident: str, **fields: object) -> Document:
    plain = Document(id=ident, sha256="", path=f"{ident}.pdf", type=DocumentType.POLICY_REPORT, pages=PAGES)
    return replace(plain, **fields)  # type: ignore[arg-type]


DOCUMENTS = {
    known.id: known
    for known in (
        document("north", title="Clusters of the North: the UK", publisher=BIS, date="2014-06-03", year=2014,
                 identifiers=("report:BIS/14-123",)),
        document("next", title="Who acts next?", publisher=BIS, year=2014),
        document("undated", title="An undated plan", publisher="Essex County Council"),
        document("unsigned", title="A Plan that Nobody Signed", year=2009),
        document("file", path="drop.zip!in/plan-final-2.pdf"),
        document("article", title="Reshoring in the UK", authors=("Bailey, David", "Lisa De Propris"),
                 date="2014-05-07", year=2014, publisher="Revue d'Économie industrielle",
                 type=DocumentType.ARTICLE, identifiers=("doi:10.4000/rei.(5732)_a",)),
        document("four", title="The governance of Brexit", year=2020, publisher="SAGE",
                 authors=("John Connolly", "Arno van der Zwet", "Christopher Huggins", "Craig McAngus"),
                 type=DocumentType.ARTICLE),
        document("chapter", title="Working regions", authors=("Christopherson, Susan",), year=2013,
                 publisher="Routledge", type=DocumentType.CHAPTER),
        document("thesis", title="A thesis", authors=("Li, N.",), year=2015, publisher="University of Leeds",
                 type=DocumentType.THESIS),
        document("web", title="A web page", publisher="techUK (London)", year=2015, pages=()),
    )
}  # fmt: skip
GROUPS: list[list[Citing]] = [
    [("article", (3,))],
    [("north", (3, 4, 5))],
    [("next", (7,)), ("north", (3,)), ("north", (9,))],
    [("undated", (2,))],
    [("unsigned", ())],
    [("file", (4,))],
    [("four", (12, 14)), ("chapter", (1,)), ("undated", ())],
    [],
    [("article", (9,))],
    [("thesis", (1,)), ("web", (1,))],
]


def made(style: str, groups: list[list[Citing]] = GROUPS, **changed: Document) -> Citations:
    return cite(groups, DOCUMENTS | changed, style=style)


def texts(citations: Citations) -> list[str]:
    return [as_text(group) for group in citations.groups]


def listed(citations: Citations) -> dict[str, str]:
    return {entry.key: entry.text for entry in citations.entries}


RULES = {
    # Two reports of one department in one year, the pages of each, in one bracket.
    "apa": f"({BIS}, 2014a, pp. 3, 9; 2014b, p. 7)",
    "harvard-cite-them-right": f"({BIS}, 2014a, pp. 3, 9; 2014b, p. 7)",
    "chicago-author-date": f"({BIS} 2014a, 3, 9; 2014b, 7)",
    "chicago-notes": f"{BIS}, Who acts next? (2014), 7; {BIS}, Clusters of the North: the UK, 3, 9.",
    "mhra": f"{BIS}, Who acts next? (2014), p. 7; {BIS}, Clusters of the North: the UK, pp. 3, 9.",
    "ieee": "[2, pp. 3, 9], [3, p. 7]",
    "elsevier-harvard": f"({BIS}, 2014a, pp. 3, 9, 2014b, p. 7)",
    "mla": f"({BIS}, Clusters of the North: the UK 3, 9; {BIS}, Who acts next? 7)",
    "asa": f"({BIS} 2014a:3, 9; 2014b:7)",
}
ARTICLE = {
    "apa": "Bailey, D., & De Propris, L. (2014). Reshoring in the UK. Revue d'Économie industrielle. "
    "https://doi.org/10.4000/rei.(5732)_a",
    "harvard-cite-them-right": "Bailey, D. and De Propris, L. (2014) ‘Reshoring in the UK’, "
    "Revue d'Économie industrielle. Available at: https://doi.org/10.4000/rei.(5732)_a.",
    "chicago-author-date": "Bailey, David, and Lisa De Propris. 2014. “Reshoring in the UK.” "
    "Revue d'Économie industrielle. https://doi.org/10.4000/rei.(5732)_a.",
    "chicago-notes": "Bailey, David, and Lisa De Propris. “Reshoring in the UK.” "
    "Revue d'Économie industrielle, 2014. https://doi.org/10.4000/rei.(5732)_a.",
    "mhra": "Bailey, David, and Lisa De Propris, ‘Reshoring in the UK’, Revue d'Économie industrielle, 2014, "
    "doi:10.4000/rei.(5732)_a",
    "ieee": "[1] D. Bailey and L. De Propris, “Reshoring in the UK,” Revue d'Économie industrielle, 2014, "
    "doi: 10.4000/rei.(5732)_a.",
    "elsevier-harvard": "Bailey, D., De Propris, L., 2014. Reshoring in the UK. "
    "Revue d'Économie industrielle. https://doi.org/10.4000/rei.(5732)_a",
    "mla": "Bailey, David, and Lisa De Propris. “Reshoring in the UK.” Revue d'Économie industrielle, 2014, "
    "https://doi.org/10.4000/rei.(5732)_a.",
    "asa": "Bailey, David, and Lisa De Propris. 2014. “Reshoring in the UK.” Revue d'Économie industrielle. "
    "doi:10.4000/rei.(5732)_a.",
}  # fmt: skip


def test_at_least_eight_styles_each_with_golden_strings() -> None:
    assert len(styles()) >= 8
    assert set(styles()) == set(RULES) == set(ARTICLE)


@pytest.mark.parametrize("style", RULES)
def test_style_cites_as_its_guide_says(style: str) -> None:
    citations = made(style)
    assert texts(citations)[2] == RULES[style]
    assert listed(citations)["article"] == ARTICLE[style]


@pytest.mark.parametrize("style", RULES)
def test_style_writes_its_golden_strings(style: str, request: pytest.FixtureRequest) -> None:
    citations = made(style)
    new = {
        "citations": [as_markdown(group) for group in citations.groups],
        "bibliography": [
            " ".join(filter(None, (e.label, as_markdown(e.rich), e.note))) for e in citations.entries
        ],
    }
    known = json.loads(GOLDEN.read_text(encoding="utf-8")) if GOLDEN.exists() else {}
    if request.config.getoption("--golden"):
        GOLDEN.write_text(
            json.dumps(known | {style: new}, ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
        )
    else:
        assert new == known[style]


@pytest.mark.parametrize("style", RULES)
def test_no_style_doubles_a_sign_or_invents_a_fact(style: str) -> None:
    citations = made(style)
    for text in [*texts(citations), *listed(citations).values()]:
        for wrong in (
            "..",
            ",.",
            ",)",
            " ,",
            "  ",
            "()",
            "?.",
            ",”,",
            "”,",
            "Preprint",
            "ahead of print",
            "published online",
        ):
            assert wrong not in text, text
        assert not any(ord(sign) >= 0xE000 for sign in text), text
    assert all(BIS in text for key, text in listed(citations).items() if key == "north")


MANY = {
    f"{body}{title}": document(
        f"{body}{title}", title=f"Plan {title}", publisher=f"Council of {body}", year=2014
    )
    for body in "ABCDEFGHIJKL"
    for title in "123"
}


@pytest.mark.parametrize("style", ["apa", "harvard", "chicago", "elsevier-harvard", "asa"])
def test_works_of_many_bodies_in_one_year_are_told_apart_by_letters(style: str) -> None:
    citations = cite([[(key, (1000,))] for key in MANY], MANY, style=style)
    for (key, known), text in zip(MANY.items(), texts(citations), strict=True):
        letter = "abc"[int(key[1]) - 1]
        assert re.search(rf"Council of {key[0]},? 2014{letter}\W+(?:p\. )?1000\)", text), text
        (entry,) = (entry for entry in citations.entries if entry.key == known.id)
        assert f"2014{letter}" in entry.text
    order = [entry.key for entry in citations.entries]
    assert order == sorted(order)


def test_works_of_many_bodies_are_told_apart_by_titles_in_mla() -> None:
    citations = cite([[(key, (7,))] for key in MANY], MANY, style="mla")
    for key, text in zip(MANY, texts(citations), strict=True):
        assert text == f"(Council of {key[0]}, Plan {key[1]} 7)"


def test_gaps_are_named() -> None:
    notes = {entry.key: entry.note for entry in made("apa").entries}
    assert notes["file"] == "[Title, author and date not known.]"
    assert notes["undated"] == "[Date not known.]"
    assert notes["unsigned"] == "[Author not known.]"
    assert notes["four"] == "[Journal not known.]"  # SAGE is the house
    assert notes["north"] == notes["article"] == ""
    assert "(n.d.)" in listed(made("apa"))["undated"]
    assert "[journal not known]" in listed(made("mla"))["four"]


def test_notes_cite_in_full_first_and_then_short() -> None:
    first, last = (texts(made("mhra"))[place] for place in (0, 8))
    assert first.startswith("David Bailey and Lisa De Propris, ‘Reshoring in the UK’, Revue")
    assert last == "Bailey and De Propris, ‘Reshoring in the UK’, p. 9."


@pytest.mark.parametrize("style", ["harvard", "ieee", "mhra"])
def test_words_of_documents_come_out_as_they_went_in(style: str) -> None:
    title = "#let x = $5$ *_@y_* <b> \\ {z} [w] `v` ~ «Ünï» 中文 🏭 עברית UK D2N2 \ue000\U000f0000end"
    hostile = replace(
        DOCUMENTS["north"],
        title=title,
        publisher='#panic("x") & <i> $a$ {b}',
        identifiers=('doi:10.1/<>"&\\',),
    )
    citations = made(style, north=hostile)
    shown = listed(citations)["north"]
    for words in (title, hostile.publisher, '10.1/<>"&\\'):
        assert words in shown
    html = as_html(next(e.rich for e in citations.entries if e.key == "north"))
    assert "<b>" not in html
    assert "https://doi.org/10.1/%3C%3E%22%26%5C" in html


def test_unpaged_formats_have_no_page_and_titles_keep_their_case() -> None:
    citations = made("apa", [[("web", (1,))]])
    assert texts(citations) == ["(techUK (London), 2015)"]
    assert "Reshoring in the UK" in listed(citations)["article"]


def test_citations_link_to_their_references() -> None:
    bracket = as_html(made("apa").groups[2], "ref-")
    assert bracket == (
        f'(<a href="#ref-north">{BIS}, 2014a, pp. 3, 9</a>; <a href="#ref-next">2014b, p. 7</a>)'
    )


def test_all_documents_are_listed_also_those_that_nothing_cites() -> None:
    for style in ("apa", "ieee"):
        assert set(listed(made(style, []))) == set(DOCUMENTS)
    assert cite([[]], {}, style="apa").entries == ()


def test_names_of_bodies_stay_whole() -> None:
    for name in (BIS, "Essex County Council", "OECD", "U.S. Department of Commerce (SelectUSA)", "Deal Hub"):
        assert reference(document("x", authors=(name,))).authors == (Name(name, body=True),)
    named = reference(document("x", authors=("Arno van der Zwet", "De Propris, Lisa", "Huggins, C.")))
    assert [name.whole for name in named.authors] == ["van der Zwet, Arno", "De Propris, Lisa", "Huggins, C."]


def test_the_house_of_an_article_is_not_its_journal() -> None:
    article, four = (reference(DOCUMENTS[name]) for name in ("article", "four"))
    assert (article.container, article.publisher) == ("Revue d'Économie industrielle", "")
    assert (four.container, four.publisher, four.gaps) == ("", "SAGE", ("journal",))


def test_unknown_styles_get_a_suggestion() -> None:
    assert style_named("Harvard").name == "harvard-cite-them-right"
    with pytest.raises(InputError, match="not a citation style") as refused:
        style_named("harvrd")
    assert "harvard-cite-them-right" in str(refused.value.advice)


@pytest.mark.parametrize(
    ("genre", "confidence", "cited"),
    [("policy", 0.5, BIS), ("policy", 0.65, "Smith, Ann"), ("scholarly", 0.35, "Smith, Ann")],
)
def test_a_body_is_cited_for_what_nobody_surely_signed(genre: str, confidence: float, cited: str) -> None:
    value = MetadataValue(field="authors", value="Ann Smith", rule="properties", confidence=confidence)
    own = document(
        "own", title="A plan", publisher=BIS, authors=("Ann Smith",), genre=genre, metadata=(value,)
    )
    assert reference(own).authors[0].whole == cited
    assert reference(replace(own, publisher="")).authors[0].whole == "Smith, Ann"
