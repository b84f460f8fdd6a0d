"""Networks: who is in, which ties are edges, and measures against values worked out by hand."""

from __future__ import annotations

import io
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import networkx as nx
import pandas as pd
import pytest

from tests.helpers.governance import FewPlaces, entity, tables, tie
from workingregions.corpus.enums import InstitutionType, Modality, Relation, Scale
from workingregions.corpus.map_filter import GOVERNANCE, map_filter
from workingregions.models.networks import formats, measures
from workingregions.models.networks.build import Network, network, period

ALL = ["hub", "one", "two", "far", "alone"]


def sample(**options: object) -> Network:
    entities = [
        entity("hub", Scale.REGIONAL, "A"),
        entity("one"),
        entity("two", Scale.NATIONAL),
        entity("far", region="GB"),
        entity("alone", Scale.UNKNOWN),
    ]
    passages = {
        "d1-0": (["A"], ALL),
        "d1-1": (["A"], ["hub", "one"]),
        "d2-0": (["A"], ["hub", "one", "two"]),
        "d3-0": (["B"], ["hub", "one"]),
    }
    ties = [
        tie("d1-0", "hub", "one", modality=Modality.PLANNED),
        tie("d2-0", "hub", "one"),
        tie("d1-0", "two", "hub", Relation.GOVERNS),
        tie("d1-0", "two", "one", Relation.PARTNERS),
        tie("d2-0", "one", "two", Relation.PARTNERS),
        tie("d1-0", "hub", "alone", modality=Modality.NEGATED),
        tie("d1-0", "hub", "hub"),
        tie("d3-0", "one", "hub"),
        tie("d1-0", "hub", "gone"),
    ]
    years = {"d1": 2010, "d2": 2012, "d3": 2010}
    return network(tables(entities, passages, ties, years), "A", FewPlaces(), **options)  # type: ignore[arg-type]


def test_an_edge_gathers_its_evidence_and_takes_the_surest() -> None:
    net = sample()
    assert set(net.graph.edges(keys=True)) == {
        ("hub", "one", "funds"),
        ("two", "hub", "governs"),
        ("one", "two", "partners"),
    }
    edge = net.graph.edges["hub", "one", "funds"]
    assert (edge["modality"], edge["weight"], edge["documents"]) == ("asserted", 2, 2)
    assert (edge["first"], edge["last"], edge["directed"]) == (2010, 2012, True)
    assert [e["document"] for e in edge["evidence"]] == ["d2", "d1"]
    assert edge["evidence"][0]["sentence"] == "Evidence"
    assert edge["evidence"][0]["page"] == 2
    # A partnership said from either side is one edge.
    assert net.graph.edges["one", "two", "partners"]["weight"] == 2
    assert net.graph.edges["one", "two", "partners"]["directed"] is False


def test_denied_ties_are_listed_apart_and_edges_only_when_asked_for() -> None:
    net = sample()
    assert len(net.denied) == 1
    assert not net.graph.has_edge("hub", "alone")
    assert any("does not hold" in note for note in net.notes)
    assert sample(negated=True).graph.edges["hub", "alone", "funds"]["modality"] == "negated"


def test_institutions_of_elsewhere_are_left_out_unless_tied_to_one_at_home() -> None:
    assert set(sample().graph) == {"hub", "one", "two", "alone"}
    assert "far" in sample(outside=True).graph
    made = tables([entity("hub", region="A"), entity("far", region="GB")], {"d1-0": (["A"], ["hub", "far"])},
                  [tie("d1-0", "far", "hub")])  # fmt: skip
    assert network(made, "A", FewPlaces()).graph.nodes["far"]["basis"] == "outside"


def test_co_mentions_are_a_layer_of_their_own() -> None:
    layer = sample().comentions
    assert layer.edges["hub", "one"] == {"weight": 3, "documents": 2}
    assert layer.edges["alone", "two"] == {"weight": 1, "documents": 1}
    assert layer.number_of_edges() == 6


def test_degrees_count_institutions_and_directions() -> None:
    rows = measures.institutions(sample()).set_index("entity")
    assert rows["degree"].to_dict() == {"hub": 2, "one": 2, "two": 2, "alone": 0}
    assert rows["out"].to_dict() == {"hub": 1, "one": 0, "two": 1, "alone": 0}
    assert rows["in"].to_dict() == {"hub": 1, "one": 1, "two": 0, "alone": 0}
    assert rows.at["one", "strength"] == 4
    assert rows["k_core"].to_dict() == {"hub": 2, "one": 2, "two": 2, "alone": 0}
    assert rows.at["alone", "community"] == 0
    assert rows.at["hub", "community"] == rows.at["one", "community"] == 1


def test_betweenness_of_a_path() -> None:
    made = tables(
        [entity(n) for n in "xyz"],
        {"d1-0": (["A"], list("xyz"))},
        [tie("d1-0", "x", "y"), tie("d1-0", "y", "z")],
    )
    rows = measures.institutions(network(made, "A", FewPlaces())).set_index("entity")
    assert rows["betweenness"].to_dict() == {"x": 0.0, "y": 1.0, "z": 0.0}


@pytest.mark.parametrize(
    ("groups", "role"),
    [
        ("sss", "coordinator"),
        ("tss", "gatekeeper"),
        ("sst", "representative"),
        ("tst", "consultant"),
        ("tsu", "liaison"),
    ],
)
def test_the_five_roles_of_brokerage(groups: str, role: str) -> None:
    arcs = nx.DiGraph([("a", "b"), ("b", "c")])
    found = measures.brokers(arcs, dict(zip("abc", groups, strict=True)))
    assert found == {"b": {role: 1}}


def test_no_brokerage_where_the_ends_are_tied_or_the_scale_is_unknown() -> None:
    closed = nx.DiGraph([("a", "b"), ("b", "c"), ("a", "c")])
    assert measures.brokers(closed, dict.fromkeys("abc", "s")) == {}
    # The tie back does not close the way there.
    back = nx.DiGraph([("a", "b"), ("b", "c"), ("c", "a")])
    assert measures.brokers(back, dict.fromkeys("abc", "s"))["b"] == {"coordinator": 1}
    assert measures.brokers(nx.DiGraph([("a", "b"), ("b", "c")]), {"a": "s", "b": "s"}) == {}
    assert measures.brokers(nx.DiGraph([("a", "b"), ("b", "a")]), dict.fromkeys("ab", "s")) == {}


def test_partnerships_broker_both_ways() -> None:
    entities = [entity("low"), entity("mid", Scale.REGIONAL), entity("top", Scale.NATIONAL)]
    ties = [tie("d1-0", "low", "mid", Relation.PARTNERS), tie("d1-0", "mid", "top", Relation.PARTNERS)]
    made = tables(entities, {"d1-0": (["A"], ["low", "mid", "top"])}, ties)
    rows = measures.institutions(network(made, "A", FewPlaces())).set_index("entity")
    assert rows.at["mid", "liaison"] == 2
    assert rows["brokerage"].sum() == 2


def weighted(graph: nx.Graph) -> nx.Graph:
    nx.set_edge_attributes(graph, 1, "weight")
    return graph


def test_core_and_periphery_by_hand() -> None:
    star = measures.core(weighted(nx.star_graph(5)))
    assert star.members == {0}
    assert star.fit == pytest.approx(1.0)
    assert measures.core(weighted(nx.complete_graph(4))).members == {0, 1, 2, 3}
    # All are core, so that the ideal pattern does not vary and no correlation is defined.
    assert measures.core(weighted(nx.complete_graph(4))).fit is None
    two = nx.Graph([("a", "b"), *[("a", n) for n in "cde"], *[("b", n) for n in "cde"]])
    assert measures.core(weighted(two)).members == {"a", "b"}
    assert measures.core(weighted(two)).fit == pytest.approx(1.0)
    # Two pairs: core {a}; 6 pairs, 2 ties, 3 in the ideal pattern, 1 shared: (6*1-2*3)/... = 0.
    pairs = measures.core(weighted(nx.Graph([("a", "b"), ("c", "d")])))
    assert pairs.members == {"a"}
    assert pairs.fit == pytest.approx(0.0)
    assert measures.core(nx.Graph()).fit is None


def test_a_few_pairs_have_no_core_to_speak_of() -> None:
    entities = [entity("low"), entity("mid"), entity("top")]
    ties = [tie("d1-0", "low", "mid"), tie("d1-0", "mid", "top")]
    made = tables(entities, {"d1-0": (["A"], ["low", "mid", "top"])}, ties)
    assert not measures.institutions(network(made, "A", FewPlaces()))["core"].any()


def test_communities_are_numbered_by_size_and_always_the_same() -> None:
    left, right = nx.complete_graph(list("abcd")), nx.complete_graph(list("xyz"))
    both = weighted(nx.compose(left, right))
    both.add_edge("d", "x", weight=1)
    both.add_node("lone")
    found = measures.communities(both)
    assert {n for n, c in found.items() if c == 1} == set("abcd")
    assert {n for n, c in found.items() if c == 2} == set("xyz")
    assert "lone" not in found
    shuffled = nx.Graph()
    shuffled.add_nodes_from(sorted(both.nodes, reverse=True))
    shuffled.add_edges_from([(b, a, d) for a, b, d in both.edges(data=True)])
    assert measures.communities(shuffled) == found


def test_change_between_two_periods() -> None:
    before, after = sample(years=(2010, 2010)), sample(years=(2011, 2015))
    found = measures.change(before, after)
    assert dict(zip(found.institutions["entity"], found.institutions["change"], strict=True)) == {
        "alone": "left",
        "hub": "stayed",
        "one": "stayed",
        "two": "stayed",
    }
    changes = {(r.source, r.relation, r.target): r.change for r in found.ties.itertuples()}
    assert changes == {
        ("hub", "funds", "one"): "kept",
        ("one", "partners", "two"): "kept",
        ("two", "governs", "hub"): "dissolved",
    }
    entered = measures.change(after, before).institutions.set_index("entity")["change"]
    assert entered["alone"] == "entered"
    assert found.notes


def test_an_empty_network_says_why_and_can_be_exported() -> None:
    net = network(tables([entity("x")], {"d1-0": (["A"], ["x"])}), "GB", FewPlaces(), years=(1990, 1995))
    assert net.graph.number_of_nodes() == 0
    assert net.notes == ("No document of 1990 to 1995 has a passage about GB.",)
    assert measures.institutions(net).empty
    assert measures.summary(net)["density"] is None
    assert nx.parse_graphml(formats.as_graphml(net)).number_of_nodes() == 0
    assert "</gexf>" in formats.as_gexf(net)
    assert json.loads(formats.as_json(net))["nodes"] == []
    assert formats.csv(net)["nodes.csv"].count("\n") == 1


def test_one_institution_without_ties() -> None:
    net = network(tables([entity("x")], {"d1-0": (["A"], ["x"])}), "A", FewPlaces())
    assert net.notes == ("No passage about County A states a tie between two institutions.",)
    assert measures.institutions(net)["degree"].tolist() == [0]
    assert measures.summary(net)["core"] == 0


def test_exports_read_back_as_the_same_network() -> None:
    net = sample()
    ml = nx.parse_graphml(formats.as_graphml(net), force_multigraph=True)
    edges = {(a, b, found["relation"]): found for a, b, found in ml.edges(data=True)}
    assert set(edges) == set(net.graph.edges(keys=True))
    ids = re.findall('<edge [^>]*id="([^"]*)"', formats.as_graphml(net))
    assert len(set(ids)) == len(ids) == len(edges), "programs drop edges whose id is taken"
    assert ml.nodes["hub"]["scale"] == "regional"
    assert "d2.pdf, p. 2 (asserted): Evidence" in edges["hub", "one", "funds"]["evidence"]
    gexf = nx.read_gexf(io.BytesIO(formats.as_gexf(net).encode()))
    assert {(a, b) for a, b, *_ in gexf.edges} == {(a, b) for a, b, _ in net.graph.edges}
    back = nx.node_link_graph(json.loads(formats.as_json(net)), edges="edges")
    assert set(back.edges(keys=True)) == set(net.graph.edges(keys=True))
    assert back.nodes["hub"]["degree"] == 2
    layer = nx.parse_graphml(formats.as_graphml(net, comentions=True))
    assert layer.number_of_edges() == 6
    assert set(formats.csv(net)) == {
        "nodes.csv",
        "edges.csv",
        "evidence.csv",
        "comentions.csv",
        "about.csv",
    }
    assert formats.csv(net)["edges.csv"].count("\n") == 4
    nodes = pd.read_csv(io.StringIO(formats.csv(net)["nodes.csv"])).set_index("entity")
    assert nodes["home_name"].dropna().to_dict() == {
        node: FewPlaces().name(home) for node, home in net.graph.nodes(data="home") if home
    }
    assert "County A" in set(nodes["home_name"])


def test_characters_that_xml_cannot_hold_do_not_break_an_export() -> None:
    made = tables(
        [entity("x\x02"), entity("y")], {"d1-0": (["A"], ["x\x02", "y"])}, [tie("d1-0", "x\x02", "y")]
    )
    net = network(made, "A", FewPlaces())
    assert nx.parse_graphml(formats.as_graphml(net)).number_of_edges() == 1
    assert "\x02" not in formats.as_gexf(net)


def test_the_same_bytes_whatever_the_hash_seed() -> None:
    program = (
        "import sys; sys.path.insert(0, sys.argv[1])\n"
        "import tests.models.networks.test_build as t, hashlib\n"
        "n = t.sample(outside=True)\n"
        "text = t.formats.as_json(n) + t.formats.as_gexf(n) + t.formats.as_graphml(n)\n"
        "print(hashlib.sha256(text.encode()).hexdigest())\n"
    )
    seen = {
        subprocess.run(
            [sys.executable, "-c", program, str(Path(__file__).parents[3])],
            check=True,
            capture_output=True,
            text=True,
            env={**os.environ, "PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("1", "2")
    }
    assert len(seen) == 1


def test_periods_in_words() -> None:
    assert [period(p) for p in (None, (2010, 2012), (2010, 2010), (None, 2012), (2010, None))] == [
        "all years", "2010 to 2012", "2010", "to 2012", "from 2010",
    ]  # fmt: skip


def governed(**options: object) -> Network:
    """Two councils, a university and four firms of county A, with ties of each kind."""
    kinds = InstitutionType
    entities = [
        entity("council", region="A", kind=kinds.GOVERNMENT_LOCAL),
        entity("ministry", Scale.NATIONAL, kind=kinds.GOVERNMENT_NATIONAL),
        entity("college", region="A", kind=kinds.UNIVERSITY),
        *(entity(name, region="A") for name in ("maker", "plant", "buyer", "brochure")),
        entity("far", region="GB"),
    ]
    names = [e.id for e in entities]
    ties = [
        tie("d1-0", "ministry", "council"),
        tie("d1-0", "college", "maker", Relation.PARTNERS),
        tie("d2-0", "maker", "college", Relation.PARTNERS, modality=Modality.PLANNED),
        tie("d1-0", "plant", "maker", Relation.PART_OF),
        tie("d1-0", "maker", "buyer", Relation.SERVES),
        tie("d2-0", "maker", "buyer", Relation.SERVES),
        tie("d1-0", "far", "brochure", Relation.SERVES),
    ]
    passages = {"d1-0": (["A"], names), "d2-0": (["A"], ["maker", "college", "buyer"])}
    return network(tables(entities, passages, ties), "A", FewPlaces(), **options)  # type: ignore[arg-type]


def test_governance_leaves_out_supply_ownership_and_the_firms_that_only_these_join() -> None:
    net = governed(only=GOVERNANCE)
    assert set(net.graph) == {"council", "ministry", "college", "maker"}
    assert {key for *_, key in net.graph.edges(keys=True)} == {"funds", "partners"}
    assert net.left_out.institutions == {"firm": 3}
    # Ties, not statements, are counted: the maker serves the buyer in two documents.
    assert net.left_out.ties == {"ownership": 1, "supply": 2}
    counted = next(note for note in net.notes if note.startswith("Counted:"))
    assert "Left out: 3 firms, 2 ties of supply, 1 tie of ownership." in counted
    assert not any(note.startswith("Counted") for note in governed().notes)
    assert set(governed().graph) == {*net.graph, "plant", "buyer", "brochure", "far"}


def test_firms_types_relations_and_confidence_are_filters() -> None:
    assert "maker" not in governed(only=map_filter(GOVERNANCE, firms=False)).graph
    assert {"plant", "brochure"} <= set(governed(only=map_filter(GOVERNANCE, firms=True)).graph)
    supply = governed(only=map_filter(GOVERNANCE, ties="supply"))
    assert set(supply.graph) >= {"maker", "buyer"}
    assert "plant" not in supply.graph
    public = governed(only=map_filter(types=["government"]))
    assert set(public.graph) == {"council", "ministry"}
    assert public.left_out.ties["end"] == 4
    funded = governed(only=map_filter(relations=["funds"], firms=True))
    assert {key for *_, key in funded.graph.edges(keys=True)} == {"funds"}
    assert funded.left_out.ties == {"relation": 4}
    sure = governed(only=map_filter(min_confidence=0.9))
    assert not sure.graph.edges
    assert sure.left_out.ties == {"confidence": 5}


def test_a_firm_whose_only_tie_leads_out_of_the_network_is_left_out() -> None:
    entities = [entity("maker"), entity("body", region="GB", kind=InstitutionType.UNION)]
    ties = [tie("d1-0", "body", "maker", Relation.PARTNERS)]
    made = tables(entities, {"d1-0": (["A"], ["maker", "body"])}, ties)
    assert not network(made, "A", FewPlaces(), only=GOVERNANCE).graph
    assert set(network(made, "A", FewPlaces()).graph) == {"maker"}


def test_every_file_names_the_filter_and_what_it_leaves_out() -> None:
    net = governed(only=GOVERNANCE)
    words = "firms only where such a tie joins them"
    ml = nx.parse_graphml(formats.as_graphml(net))
    assert words in ml.graph["filter"]
    assert words in formats.as_gexf(net)
    assert nx.read_gexf(io.BytesIO(formats.as_gexf(net).encode())).number_of_nodes() == 4
    answer = json.loads(formats.as_json(net))
    assert answer["filter"]["firms"] == "tied"
    assert answer["left_out"]["ties"] == {"ownership": 1, "supply": 2}
    assert words in formats.csv(net)["about.csv"]
