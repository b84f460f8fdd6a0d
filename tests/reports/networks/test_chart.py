"""Pictures and pages of networks and profiles: complete, self-contained, legible, always the same."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest

from tests.helpers.governance import FewPlaces, entity, tables, tie
from workingregions.corpus.enums import InstitutionType, Modality, Relation, Scale
from workingregions.models.networks.build import Network, network
from workingregions.models.thickness.compare import thickness
from workingregions.models.thickness.profile import COMPONENTS
from workingregions.reports.networks import page as network_page
from workingregions.reports.networks import png, standalone
from workingregions.reports.thickness import chart as thickness_chart
from workingregions.reports.thickness import page as thickness_page

NAMES = ["hub", "one", "two", "three", "alone"]


def net(ties: bool = True) -> Network:
    entities = [entity(n, Scale.REGIONAL, kind=InstitutionType.UNIVERSITY) for n in NAMES]
    stated = [
        tie("d1-0", "hub", "one"),
        tie("d1-0", "two", "hub", Relation.GOVERNS, Modality.PLANNED),
        tie("d1-0", "one", "three", Relation.PARTNERS),
        tie("d1-0", "hub", "alone", modality=Modality.NEGATED),
    ]
    return network(tables(entities, {"d1-0": (["A"], NAMES)}, stated if ties else []), "A", FewPlaces())


def empty() -> Network:
    return network(tables([entity("x")], {"d1-0": (["A"], ["x"])}), "GB", FewPlaces())


class Page(HTMLParser):
    """Checks that tags nest, and gathers links, ids and outside resources."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.links: list[str] = []
        self.ids: list[str] = []
        self.outside: list[str] = []
        self.feed(text)
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name == "href" and tag == "a":
                self.links.append(value or "")
            if name == "id":
                self.ids.append(value or "")
            if name in ("src", "href") and re.match(r"(https?:)?//", value or ""):
                self.outside.append(value or "")
        assert tag != "script"
        if tag not in ("meta", "br", "path", "use", "link"):
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if self.open and self.open[-1] == tag:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        if tag not in ("meta", "br", "path", "use", "link"):
            assert self.open.pop() == tag


@pytest.mark.parametrize("made", [net(), net(ties=False), empty()], ids=["ties", "no ties", "empty"])
def test_a_network_page_is_whole_and_needs_nothing_from_outside(made: Network) -> None:
    text = network_page.html(made)
    page = Page(text)
    assert page.outside == []
    assert {link[1:] for link in page.links} <= set(page.ids)
    assert len(page.ids) == len(set(page.ids))
    assert all(note.replace("'", "&#39;") in text for note in made.notes)


def test_every_tie_opens_on_its_sentence_with_document_and_page() -> None:
    text = network_page.html(net())
    ties = text[text.index('id="ties"') : text.index('id="institutions"')]
    assert ties.count("<details>") == 3
    assert ties.count("<q>Evidence</q>") == 4  # three ties and the one that is denied
    assert ties.count("Title &lt;d1&gt;") == 4
    assert ties.count("p.&nbsp;2 (d1.pdf)") == 4


def test_the_picture_says_what_is_and_what_is_not_drawn() -> None:
    svg = standalone(net())
    for name in ("Hub", "One", "Two", "Three"):
        assert f">{name}<" in svg
    assert "Governance network of County A, all years" in svg
    assert "5 institutions in 1 document, 3 stated ties. Snapshot s000001." in svg
    assert "Not drawn: 1 institution without a tie." in svg
    for word in ("governs", "planned", "Regional", "Research and training"):
        assert f">{word}" in svg
    assert empty().notes[0] in standalone(empty())
    assert png(empty(), scale=0.5).startswith(b"\x89PNG")


def test_a_thickness_page_shows_each_component_and_needs_nothing_from_outside() -> None:
    passages = {f"d{n}-0": (["A", "US"], ["x", "y"] if n % 2 else ["x"]) for n in range(6)}
    passages |= {f"e{n}-0": (["B", "US"], ["y"]) for n in range(3)}
    given = tables([entity("x"), entity("y", Scale.NATIONAL)], passages, [tie("d1-0", "x", "y")])
    profile = thickness(given, ["A", "B"], FewPlaces(), draws=40)
    text = thickness_page.html(profile)
    page = Page(text)
    assert page.outside == []
    assert {link[1:] for link in page.links} <= set(page.ids)
    for component in COMPONENTS:
        assert f">{component.label}<" in text
    for sentence in (*profile.reading, *profile.warnings):
        assert sentence.replace("'", "&#39;") in text
    assert "nan" not in re.sub(r"<[^>]*>", " ", text[text.index("<body>") :]).split()
    assert thickness_chart.png(profile, 60).startswith(b"\x89PNG")
    assert thickness_chart.svg_file(profile) == thickness_chart.svg_file(profile)
    nothing = thickness(given, ["GB"], FewPlaces(), draws=10)
    assert Page(thickness_page.html(nothing)).outside == []
    assert thickness_chart.png(nothing, 60).startswith(b"\x89PNG")
