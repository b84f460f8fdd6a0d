"""Pictures and pages of networks and profiles: complete, self-contained, legible, always the same."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import networkx as nx
import pytest

from tests.helpers.governance import FewPlaces, entity, tables, tie
from workingregions.corpus.enums import InstitutionType, Modality, Relation, Scale
from workingregions.models.networks.build import Network, network
from workingregions.models.thickness.compare import thickness
from workingregions.models.thickness.profile import COMPONENTS
from workingregions.reports.networks import chart
from workingregions.reports.networks import page as network_page
from workingregions.reports.networks.layout import label_places, layout, shared
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


def test_the_picture_holds_every_name_and_says_what_is_not_drawn() -> None:
    svg = chart.svg_file(net())
    for name in NAMES:
        assert f">{name.title()}<" in svg
    assert "Governance network of County A, all years" in svg
    assert "5 institutions in 1 document, 3 stated ties. Snapshot s000001." in svg
    for word in ("governs", "planned", "regional", "Research and training"):
        assert f">{word}<" in svg
    many = [entity(f"n{k:03}") for k in range(120)]
    ties = [tie("d1-0", f"n{k:03}", f"n{(k * 7 + 1) % 120:03}") for k in range(120) if (k * 7 + 1) % 120 != k]
    big = network(tables(many, {"d1-0": (["A"], [e.id for e in many])}, ties), "A", FewPlaces())
    text = chart.svg_file(big)
    tied, _ = chart.drawn(big)
    assert len(tied) <= chart.MOST
    assert f"the {len(tied)} with most ties are drawn, {120 - len(tied)} with fewer are not" in text


def test_pictures_are_the_same_each_time_and_png_is_png() -> None:
    assert chart.svg_file(net()) == chart.svg_file(net())
    assert chart.png(net(), 60) == chart.png(net(), 60)
    assert chart.png(empty(), 60).startswith(b"\x89PNG")
    assert chart.svg(empty()) == ""


def test_lines_join_the_ties_of_a_pair() -> None:
    entities = [entity("a"), entity("b")]
    stated = [
        tie("d1-0", "a", "b", Relation.FUNDS, Modality.HEDGED),
        tie("d1-0", "b", "a", Relation.SERVES),
        tie("d1-0", "b", "a", Relation.PARTNERS),
    ]
    made = network(tables(entities, {"d1-0": (["A"], ["a", "b"])}, stated), "A", FewPlaces())
    (line,) = chart.lines(made.graph)
    assert (line.forth, line.back, line.modality, line.label) == (True, True, "asserted", "funds, serves")


def test_every_type_has_one_group() -> None:
    grouped = [kind for _, kinds in chart.GROUPS.values() for kind in kinds]
    assert sorted(grouped) == sorted(InstitutionType)


@pytest.mark.parametrize(
    "graph",
    [
        nx.path_graph(9),
        nx.star_graph(14),
        nx.complete_graph(7),
        nx.random_labeled_tree(30, seed=1),
        nx.empty_graph(3),
    ],
    ids=["path", "star", "complete", "tree", "none"],
)
def test_nodes_have_room_and_labels_lie_apart(graph: nx.Graph) -> None:
    named = nx.relabel_nodes(graph, {n: f"n{n:02}" for n in graph})
    plan = layout(named)
    spots = list(plan.places.items())
    for i, (_, (x, y)) in enumerate(spots):
        assert 0 <= x <= plan.width
        assert 0 <= y <= plan.height
        for _, (u, v) in spots[i + 1 :]:
            assert abs(x - u) > 1.2 or abs(y - v) > 0.6
    sizes = dict.fromkeys(plan.places, (1.2, 0.28))
    reach = dict.fromkeys(plan.places, 0.12)
    bounds = (0.0, 0.0, plan.width, plan.height)
    boxes = list(label_places(sizes, plan.places, reach, [], [], bounds).values())
    overlap = sum(shared(a, b) > 1e-6 for i, a in enumerate(boxes) for b in boxes[i + 1 :])
    assert overlap == 0


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
