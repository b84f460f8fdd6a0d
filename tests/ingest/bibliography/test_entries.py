"""Side-car bibliographies as Zotero exports them."""

# ruff: noqa: E501 (the exports are lines as Zotero writes them)
from __future__ import annotations

import json
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workingregions.corpus.enums import FailureCategory
from workingregions.corpus.errors import ReadError
from workingregions.ingest.bibliography import Entry, match, read_bibliography
from workingregions.ingest.bibliography import entries as bibliography
from workingregions.ingest.bibliography.bibtex import parse_bibtex, plain
from workingregions.ingest.bibliography.entries import parse_ris

BIBTEX = r"""
@comment{ignored, title = {Not this}}
@string{jtown = "Journal of " # {Towns}}

@article{munoz_2014,
	title = {The {Wessex} Foundry: {A} \textit{Second} Look at R\&D},
	volume = {12},
	doi = {10.9999/wx.2014.1},
	journal = jtown,
	author = {Mu{\~n}oz, Jos{\'e} and M{\"u}ller, Anna and {Office for Towns}},
	month = jun,
	year = {2014},
	langid = {english},
	file = {Full Text PDF:/home/me/Zotero/storage/AB12CD34/Munoz - 2014 - The Wessex Foundry.pdf:application/pdf;Snapshot:C\:\\Users\\me\\snap.html:text/html},
}
@techreport{plan, title = "Plan {"}quoted{"} 2020", institution = {Wessex Council}, number={WC-7}, date = {2013-05-17} }
@phdthesis{broken, title = {Never closed, author = {Lost, Ann}
@book{after, title = {After the Break}, year = 2001, publisher = {{Ox and Bow}}}
"""

RIS = """TY  - RPRT
TI  - A Plan for the Northern
  Valleys
AU  - Berg, Kari
A1  - Council of the Valleys
DA  - 2015/03/09/
PY  - 2015
PB  - Council of the Valleys
M1  - CV-15-2
LA  - nb-NO
L1  - file:///C:/drop/valleys.pdf
ER  -
TY  - JOUR
T1  - Mills and Markets
DO  - https://doi.org/10.9999/MM.7
SN  - 1234-5679
JF  - Journal of Mills
PY  - 2009
"""

CSL = [
    {
        "id": "a",
        "type": "article-journal",
        "title": "Rivers of steel",
        "author": [
            {"family": "Vries", "given": "Jan", "non-dropping-particle": "de"},
            {"literal": "Steel Office"},
        ],
        "issued": {"date-parts": [["2011", 4]]},
        "container-title": "Metals",
        "DOI": "10.9999/ros",
        "ISSN": "1234-5679",
        "language": "en-GB",
    },
    {
        "id": "b",
        "type": "report",
        "title": "Towns at work",
        "genre": "Evaluation",
        "issued": {"raw": "Spring 1998"},
    },
    {"no": "item"},
]


def test_bibtex_reads_strings_accents_nested_braces_and_zotero_files() -> None:
    first, report, *_rest = read_bibliography(BIBTEX.encode(), name="lib.bib")
    assert first.title == "The Wessex Foundry: A Second Look at R&D"
    assert first.authors == ("Muñoz, José", "Müller, Anna", "Office for Towns")
    assert first.publisher == "Journal of Towns"
    assert first.date == "2014-06"
    assert first.type == "article"
    assert first.identifiers == ("doi:10.9999/wx.2014.1",)
    assert first.files == (
        "/home/me/Zotero/storage/AB12CD34/Munoz - 2014 - The Wessex Foundry.pdf",
        "C:/Users/me/snap.html",
    )
    assert report.title == 'Plan "quoted" 2020'
    assert (report.date, report.publisher, report.identifiers) == (
        "2013-05-17",
        "Wessex Council",
        ("report:WC-7",),
    )


def test_bibtex_entry_that_never_closes_does_not_swallow_the_next() -> None:
    titles = [fields.get("title") for _, fields in parse_bibtex(BIBTEX)]
    assert titles[-1] == "After the Break"
    assert len(titles) == 4


@pytest.mark.parametrize(
    ("tex", "text"),
    [
        (r"{\'e}t{\'e}", "été"),
        (r"\'{\i}", "í"),
        (r"\c{c}a \v{s}koda \ss{} \o re", "ça škoda ß øre"),
        (r"10\,000 -- ``so''", "10,000 – “so”"),
        (r"\emph{Stadt} und {L}and", "Stadt und Land"),
        (r"Nguy{\~\^e}n, Th{\'\u a}ng Ti{\'{\^e}}n", "Nguyễn, Thắng Tiến"),
    ],
)
def test_tex_becomes_plain_text(tex: str, text: str) -> None:
    assert plain(tex).replace("\\,", ",") == text


def test_what_managers_of_references_write_beside_names_years_and_bodies_is_left_out() -> None:
    lines = [
        r"@misc{a, title={A}, year={1999a}, howpublished={\url{http://example.org/d.pdf}},"
        r" author={{Board for Ships and Steel} and others}}",
        r"@misc{b, title={B}, year={[c. 1987]}, howpublished={Available at www.example.org/b, accessed},"
        r" author={family=Linden, given=Jan, prefix=van der, useprefix=true}}",
        r"@misc{c, title={C}, date={2014-05/2014-06}, publisher={http://x.org}, institution={Tees Office}}",
    ]
    first, second, third = read_bibliography("\n".join(lines).encode(), name="lib.bib")
    assert (first.date, first.publisher, first.authors) == ("1999", "", ("Board for Ships and Steel",))
    assert (second.date, second.publisher, second.authors) == ("1987", "", ("van der Linden, Jan",))
    assert (third.date, third.publisher) == ("2014-05", "Tees Office")


def test_ris_reads_continued_lines_records_without_end_and_file_links() -> None:
    report, article = read_bibliography(RIS.encode("utf-8-sig"), name="lib.ris")
    assert report.title == "A Plan for the Northern Valleys"
    assert report.authors == ("Berg, Kari", "Council of the Valleys")
    assert (report.date, report.publisher) == ("2015-03-09", "Council of the Valleys")
    assert report.files == ("/C:/drop/valleys.pdf",)
    assert report.language == "nb"
    assert article.identifiers == ("doi:10.9999/mm.7", "issn:1234-5679")
    assert article.type == "article"


def test_csl_json_reads_names_dates_and_genre_and_skips_what_is_no_item() -> None:
    article, report = read_bibliography(json.dumps(CSL).encode(), name="lib.json")
    assert article.authors == ("de Vries, Jan", "Steel Office")
    assert (article.date, article.language, article.publisher) == ("2011-04", "en", "Metals")
    assert (report.date, report.type) == ("1998", "evaluation")


def test_broken_json_and_other_endings_are_typed_errors() -> None:
    with pytest.raises(ReadError) as damaged:
        read_bibliography(b"[{", name="lib.json")
    assert damaged.value.category is FailureCategory.DAMAGED
    with pytest.raises(ReadError) as other:
        read_bibliography(b"", name="lib.enl")
    assert other.value.category is FailureCategory.UNSUPPORTED


def test_files_join_by_path_title_and_doi_and_values_are_certain() -> None:
    entries = [
        Entry(form="RIS", title="Attached", files=("storage/X1/same.pdf",)),
        Entry(form="RIS", title="Rivers of steel: a history"),
        Entry(form="RIS", title="Something else", identifiers=("doi:10.9999/ab.12",)),
        Entry(form="RIS", title="Nobody has this"),
    ]
    names = [
        "a/X1/same.pdf",
        "a/X2/same.pdf",
        "Jones - 2011 - Rivers of Steel.pdf",
        "10.9999_ab.12.pdf",
        "x.pdf",
    ]
    joined = match(entries, names)
    titles = {name: next(v.value for v in values if v.field == "title") for name, values in joined.items()}
    assert titles == {
        "a/X1/same.pdf": "Attached",
        "Jones - 2011 - Rivers of Steel.pdf": "Rivers of steel: a history",
        "10.9999_ab.12.pdf": "Something else",
    }
    assert {v.confidence for values in joined.values() for v in values} == {1.0}
    assert {v.rule for values in joined.values() for v in values} == {"side-car RIS"}


def test_two_entries_as_close_join_to_nothing() -> None:
    twins = [
        Entry(form="RIS", title="Annual Report on Towns"),
        Entry(form="RIS", title="Annual Report on Towns"),
    ]
    assert match(twins, ["annual-report-on-towns.pdf"]) == {}


@given(st.text(max_size=300))
def test_any_text_gives_entries_or_nothing(text: str) -> None:
    parse_bibtex("@article{a, title={x}, " + text)
    parse_ris(text)
    assert isinstance(plain(text), str)


DOUBLING = '@string{a0 = "aaaaaaaaaa"}\n' + "".join(
    f"@string{{a{n} = a{n - 1} # a{n - 1} # a{n - 1} # a{n - 1}}}\n" for n in range(1, 40)
)
FAN = '@string{a = "' + "a" * 100_000 + '"}\n' + "@misc{x, title = a, author = a}\n" * 2000


@pytest.mark.parametrize("text", [DOUBLING, FAN], ids=["doubling", "fan"])
def test_definitions_that_multiply_are_refused_before_they_cost_memory(text: str) -> None:
    tracemalloc.start()
    with pytest.raises(ReadError, match=r"x\.bib is not usable: its @string definitions") as caught:
        read_bibliography(text.encode(), name="x.bib")
    assert caught.value.category is FailureCategory.DAMAGED
    assert tracemalloc.get_traced_memory()[1] < 100 * 2**20
    tracemalloc.stop()


def test_a_large_bibliography_of_abbreviated_journals_is_read() -> None:
    text = '@string{jtown = "Journal of Towns and Valleys, Transactions of the Society"}\n' + "".join(
        f"@article{{k{n}, title = {{Plan {n}}}, journal = jtown, year = 2014, month = jun}}\n"
        for n in range(3000)
    )
    found = read_bibliography(text.encode(), name="x.bib")
    assert len(found) == 3000
    assert {entry.publisher for entry in found} == {
        "Journal of Towns and Valleys, Transactions of the Society"
    }


def test_a_bibliography_beyond_the_limit_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bibliography, "LARGEST", 10)
    with pytest.raises(ReadError) as caught:
        read_bibliography(b"[" * 11, name="x.json")
    assert caught.value.category is FailureCategory.TOO_LARGE


def test_values_of_many_lines_are_joined() -> None:
    (record,) = parse_ris("TY  - RPRT\nTI  - one\n" + "two\n\n  three \n" * 2 + "AU  - A\nAU  - B\n")
    assert record["TI"] == ["one two three two three"]
    assert record["AU"] == ["A", "B"]
