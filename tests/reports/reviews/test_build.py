"""The thematic review: its numbers are those of the records, and each opens on its evidence."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from tests.reports.reviews import review_sample as sample
from workingregions.corpus.errors import NotFoundError
from workingregions.reports.reviews import text
from workingregions.reports.reviews.build import build_review
from workingregions.reports.reviews.data import Count, ReviewData
from workingregions.reports.reviews.page import render_html


def review(theme: str = "reshoring", **changes: object) -> ReviewData:
    material = replace(sample.material(), **changes)
    return build_review(theme, sample.codebook(), material, sample.FewPlaces())


@pytest.fixture(scope="module")
def data() -> ReviewData:
    return review()


@pytest.fixture(scope="module")
def page(data: ReviewData) -> str:
    return render_html(data)


class Reader(HTMLParser):
    """Collects ids, links to them, and whether every element is closed."""

    VOID = frozenset({"meta", "br", "wbr", "path", "use", "rect", "line", "img", "circle"})

    def __init__(self) -> None:
        super().__init__()
        self.ids: Counter[str] = Counter()
        self.targets: set[str] = set()
        self.outside: set[str] = set()
        self.open: list[str] = []
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if found.get("id"):
            self.ids[str(found["id"])] += 1
        for name in ("href", "xlink:href", "src"):
            link = found.get(name)
            if link and link.startswith("#"):
                self.targets.add(link[1:])
            elif link:
                self.outside.add(link)
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in self.VOID:
            assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text.append(data)


def read(page: str) -> Reader:
    reader = Reader()
    reader.feed(page)
    return reader


def test_the_counts_are_those_of_the_records(data: ReviewData) -> None:
    material = sample.material()
    strong = {s.passage for s in material.scores if s.theme == "reshoring" and s.about >= 0.5}
    about = {p.document for p in material.passages if p.id in strong}
    assert (data.overall.hits, data.overall.total) == (len(about), len(material.documents))
    assert data.passages == len(strong)
    assert sum(row.count.hits for row in data.years) == len(about)
    assert sum(row.count.total for row in data.years) == len(material.documents)
    assert [row.year for row in data.years][-1] is None
    ohio = next(row for row in data.regions if row.region == "US-OH")
    assert ohio.count.total == sum(any(w.region == "US-OH" for w in d.regions) for d in material.documents)


def test_a_country_counts_each_document_of_its_regions_once(data: ReviewData) -> None:
    america = next(row for row in data.regions if row.region == "US")
    inner = [row for row in data.regions if row.region in ("US-OH", "US-PA")]
    assert america.count.total < sum(row.count.total for row in inner)
    assert all(row.inner for row in inner)
    assert not america.inner
    assert data.regions[-1].region == ""


def test_cells_add_up_to_their_row(data: ReviewData) -> None:
    assert len(data.periods) <= 10
    for row in data.regions:
        assert len(row.cells) == len(data.periods) + 1
        assert sum(cell.hits for cell in row.cells) == row.count.hits
        assert sum(cell.total for cell in row.cells) == row.count.total


def every_count(data: ReviewData) -> list[Count]:
    rows = [data.overall, *data.by_period, *(row.count for row in data.years)]
    return [*rows, *(count for row in data.regions for count in (row.count, *row.cells))]


def test_every_number_has_one_sentence_for_each_document(data: ReviewData) -> None:
    texts = {e.passage: (e.text, d.id) for d in data.documents for e in d.passages}
    for count in every_count(data):
        assert len({texts[spot.passage][1] for spot in count.spots}) == len(count.spots) == count.hits
        for spot in count.spots:
            assert texts[spot.passage][0][spot.start : spot.end].strip()
    for row in data.institutions:
        assert len(row.spots) == row.documents
        for spot in row.spots:
            assert row.name in texts[spot.passage][0][spot.start : spot.end]
    assert all(statement.spots for statement in data.statements)


def test_the_chosen_sentence_speaks_of_the_theme(data: ReviewData) -> None:
    chosen = [e.text[e.start : e.end] for d in data.documents for e in d.passages]
    assert not any("The council met in spring" in sentence for sentence in chosen)


def test_strands_hold_every_passage_once_and_quote_each_document_once_if_they_can(data: ReviewData) -> None:
    assert sum(strand.passages for strand in data.strands) == data.passages
    owner = {e.passage: d.id for d in data.documents for e in d.passages}
    for strand in data.strands:
        documents = [owner[spot.passage] for spot in strand.quotes]
        assert len(set(documents)) == min(len(strand.quotes), strand.documents)


def test_what_is_missing_is_said(data: ReviewData) -> None:
    said = " ".join(gap.text for gap in data.gaps)
    assert "no year was found" in said
    assert "no focal region was found" in said
    assert "1 file could not be read" in said


def test_lift_is_observed_over_expected(data: ReviewData) -> None:
    row = next(row for row in data.related if row.theme == "supply_chains")
    assert row.passages == 25
    assert row.lift == pytest.approx(25 * 400 / (50 * 25))


def test_order_of_the_records_does_not_matter(data: ReviewData) -> None:
    material = sample.material()
    backwards = {
        name: list(reversed(getattr(material, name)))
        for name in ("documents", "passages", "scores", "mentions", "failures")
    }
    assert review(**backwards) == data


def test_the_page_is_well_formed_and_every_link_has_its_target(page: str) -> None:
    reader = read(page)
    assert reader.open == []
    assert [name for name, n in reader.ids.items() if n > 1] == []
    assert reader.targets <= set(reader.ids)


def test_the_page_needs_nothing_from_outside(page: str) -> None:
    assert read(page).outside == set()
    assert "<script" not in page
    assert not re.search(r"url\((?!#)|@import", page)


def test_the_page_shows_its_numbers_linked(page: str, data: ReviewData) -> None:
    ohio = next(row for row in data.regions if row.region == "US-OH").count
    assert re.search(rf'href="#n\d+"[^>]*>{ohio.hits}/{ohio.total}</a>', page)
    assert "s000007" in page


def test_titles_and_texts_are_escaped(page: str) -> None:
    assert "Making it here again <1>" not in page
    assert "Making it here again &lt;1&gt;: a review of industry &amp; trade" in page
    hostile = replace(sample.material().documents[1], title="<script>alert(1)</script>")
    others = [d for d in sample.material().documents if d.id != hostile.id]
    assert "<script>" not in render_html(review(documents=[*others, hostile]))


def test_the_same_review_gives_the_same_bytes(page: str) -> None:
    assert render_html(review()) == page


@pytest.mark.parametrize(
    "changes",
    [
        {"documents": [], "passages": [], "scores": [], "mentions": []},
        {"scores": []},
        {"mentions": [], "failures": []},
        {"documents": [replace(d, year=None, regions=()) for d in sample.material().documents]},
        {"documents": [replace(d, year=3000 - i * 40) for i, d in enumerate(sample.material().documents)]},
    ],
)
def test_poor_material_still_makes_a_page(changes: dict[str, object]) -> None:
    reader = read(render_html(review(**changes)))
    assert reader.open == []
    assert reader.targets <= set(reader.ids)


def test_an_unknown_theme_is_told_with_the_nearest() -> None:
    with pytest.raises(NotFoundError):
        review("resharing")


def test_wording() -> None:
    assert text.percent(0.004) == "<1 %"
    assert text.percent(0.999) == ">99 %"
    assert text.percent(0) == "0 %"
    assert text.plural(1, "document") == "1 document"
    assert text.plural(1200, "document") == "1,200 documents"
    assert text.listed(["a"]) == "a"
    assert text.listed(["a", "b", "c"]) == "a, b and c"
    assert text.listed([]) == ""
