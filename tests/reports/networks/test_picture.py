"""Pictures of networks: layers by scale, places that are kept, everything linked, nothing overlapping."""

from __future__ import annotations

from xml.etree import ElementTree

import networkx as nx
import pytest

from tests.helpers.governance import FewPlaces, entity, tables, tie
from workingregions.corpus.enums import InstitutionType as T
from workingregions.corpus.enums import Modality, Relation, Scale
from workingregions.models.networks import GROUPS, Network, network
from workingregions.models.networks.arrangement import positions
from workingregions.reports.networks import Look, draw, png, standalone
from workingregions.reports.networks.layers import COLUMN, LINE, plan

SVG = "{http://www.w3.org/2000/svg}"
ENTITIES = [
    entity("union", Scale.SUPRANATIONAL, kind=T.GOVERNMENT_SUPRANATIONAL),
    entity("ministry", Scale.NATIONAL, kind=T.GOVERNMENT_NATIONAL),
    entity("agency", Scale.REGIONAL, kind=T.DEVELOPMENT_AGENCY),
    entity("college", Scale.LOCAL, kind=T.TRAINING_PROVIDER),
    entity("mill", Scale.UNKNOWN, kind=T.FIRM),
    entity("alone", Scale.LOCAL, kind=T.UNION),
]
TIES = [
    tie("d1-0", "union", "ministry"),
    tie("d1-0", "ministry", "agency", Relation.GOVERNS),
    tie("d1-0", "ministry", "agency", Relation.FUNDS, Modality.PLANNED),
    tie("d2-0", "agency", "college"),
    tie("d2-0", "college", "mill", Relation.PARTNERS),
    tie("d2-0", "agency", "mill", Relation.SERVES, Modality.NEGATED),
]
NAMES = [e.id for e in ENTITIES]
GIVEN = tables(
    ENTITIES, {"d1-0": (["A"], NAMES), "d2-0": (["A", "B"], NAMES)}, TIES, {"d1": 2010, "d2": 2020}
)


def net(region: str = "A", **options: object) -> Network:
    return network(GIVEN, region, FewPlaces(), outside=True, **options)  # type: ignore[arg-type]


def marks(svg: str) -> dict[str, tuple[float, float]]:
    """Where the marks of institutions are, by the beginning of their description."""
    found = {}
    for node in ElementTree.fromstring(svg).iter():
        if (
            node.attrib.get("class", "").startswith("node")
            and (title := node.find(f"{SVG}title")) is not None
        ):
            circle = node.find(f"{SVG}circle")
            assert circle is not None
            found[(title.text or "").partition(":")[0]] = (
                float(circle.attrib["cx"]),
                float(circle.attrib["cy"]),
            )
    return found


def test_supranational_institutions_are_at_the_top_and_unknown_scales_apart() -> None:
    heights = {name: y for name, (_, y) in marks(draw(net()).svg).items()}
    assert sorted(heights, key=heights.__getitem__) == ["Union", "Ministry", "Agency", "College", "Mill"]


def test_an_institution_keeps_its_place_between_periods_and_regions() -> None:
    whole = net().graph
    early, late = (
        marks(draw(net(years=years), Look(whole=whole)).svg) for years in ((2010, 2015), (2016, 2020))
    )
    assert early.keys() & late.keys() == {"Agency"}
    everything = marks(draw(net(), Look(whole=whole)).svg)
    for shown in (early, late):
        assert shown.items() <= everything.items()
    there = marks(draw(net("B")).svg)
    assert there
    for name, (x, _) in there.items():
        assert x == everything[name][0]


def test_positions_depend_on_the_whole_map_alone() -> None:
    assert positions(ENTITIES, TIES) == positions(ENTITIES[::-1], TIES[::-1]) == net("B").positions
    assert "alone" not in net().positions


def test_ties_of_different_relations_lie_apart_and_each_is_a_link() -> None:
    made = draw(net(), Look(edge=lambda s, r, t: f"/tie/{s}/{r}/{t}", node=lambda n: f"/i/{n}"))
    root = ElementTree.fromstring(made.svg)
    links = {a.attrib["href"]: a for a in root.iter(f"{SVG}a")}
    two = [links[f"/tie/ministry/{r}/agency"] for r in ("funds", "governs")]
    lines = [next(p.attrib["d"] for p in a.iter(f"{SVG}path") if p.attrib["class"] == "line") for a in two]
    assert lines[0] != lines[1]
    assert "planned" in two[0].attrib["class"]
    assert "asserted" in two[1].attrib["class"]
    assert {h for h in links if h.startswith("/tie")} == {f"/tie/{s}/{r}/{t}" for s, r, t in made.edges}
    assert {h for h in links if h.startswith("/i/")} == {f"/i/{n}" for n in made.nodes}


def test_the_picture_has_what_the_table_has() -> None:
    found = net()
    made = draw(found)
    table = set(zip(found.ties["source"], found.ties["relation"], found.ties["target"], strict=True))
    assert set(made.edges) == table
    assert set(made.nodes) == {end for s, _, t in table for end in (s, t)}
    assert made.left_out == ("Not drawn: 1 institution without a tie.",)


def test_denied_ties_and_mere_neighbours_are_drawn_only_when_asked_for() -> None:
    assert "negated" not in draw(net()).svg
    assert "negated" in draw(net(negated=True)).svg
    assert 'class="together"' not in draw(net()).svg
    assert 'class="together"' in draw(net(), Look(comentions=True)).svg


@pytest.mark.parametrize(
    "graph", [nx.star_graph(40), nx.complete_graph(12), nx.random_labeled_tree(90, seed=1)]
)
def test_labels_do_not_overlap(graph: nx.Graph) -> None:
    scales = list(Scale)
    some = [entity(f"institution of number {n:03}", scales[n % 5], kind=list(T)[n % 15]) for n in graph]
    ties = [tie("d1-0", some[a].id, some[b].id) for a, b in graph.edges]
    found = network(
        tables(some, {"d1-0": (["A"], [e.id for e in some])}, ties), "A", FewPlaces(), outside=True
    )
    placed = list(plan(found.graph, list(found.graph), found.positions).places.values())
    assert len(placed) == len(some)
    for i, one in enumerate(placed):
        for two in placed[i + 1 :]:
            high = one.y < two.y + 14 + LINE * len(two.lines) and two.y < one.y + 14 + LINE * len(one.lines)
            # Half a label is at most half of a column less what marks stand aside.
            assert not (high and abs(one.x - two.x) < COLUMN - 17)


def test_above_the_limit_the_best_connected_are_drawn_and_the_picture_says_so() -> None:
    some = [entity(f"n{n:03}") for n in range(60)]
    ties = [tie("d1-0", "n000", f"n{n:03}") for n in range(1, 60)] + [tie("d1-0", "n001", "n002")]
    found = network(tables(some, {"d1-0": (["A"], [e.id for e in some])}, ties), "A", FewPlaces())
    made = draw(found, Look(most=20))
    assert {"n000", "n001", "n002"} <= set(made.nodes)
    assert len(made.nodes) == 20
    assert made.left_out == ("The 20 institutions with most ties are drawn, 40 with fewer are not.",)


def test_names_are_no_markup_and_files_stand_alone() -> None:
    bad = entity('<script>alert("x")</script>&', Scale.LOCAL)
    found = network(
        tables([bad, entity("b")], {"d1-0": (["A"], [bad.id, "b"])}, [tie("d1-0", bad.id, "b")]),
        "A",
        FewPlaces(),
    )
    text = standalone(found)
    ElementTree.fromstring(text)
    assert "<script" not in text.casefold()
    assert "var(" not in text
    assert text == standalone(found)
    assert png(found, scale=0.5) == png(found, scale=0.5)
    assert png(found, scale=0.5).startswith(b"\x89PNG")


def test_every_type_has_one_group() -> None:
    grouped = [kind for kinds in GROUPS.values() for kind in kinds]
    assert sorted(grouped) == sorted(T)
