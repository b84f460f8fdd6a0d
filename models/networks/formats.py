"""A governance network as GraphML, GEXF, JSON and CSV text: the same bytes for the same network."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

from workingregions.corpus.csvfile import frame_as_csv
from workingregions.corpus.plain import plain
from workingregions.models.networks.build import Network
from workingregions.models.networks.measures import institutions, summary

if TYPE_CHECKING:
    import networkx as nx

MEASURES = (
    "degree",
    "out",
    "in",
    "strength",
    "betweenness",
    "pagerank",
    "k_core",
    "core",
    "community",
    "brokerage",
)
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def as_graphml(net: Network, *, comentions: bool = False) -> str:
    """Return the network, or the layer of co-mentions, as GraphML (for Gephi, yEd, igraph, Cytoscape)."""
    import networkx as nx

    graph = _plain(net, comentions)
    # Left to itself networkx takes the relation for the edge's id, and readers drop edges whose id is taken.
    for number, (_, _, found) in enumerate(graph.edges(data=True)):
        found["id"] = f"e{number}"
    return "\n".join(nx.generate_graphml(graph, named_key_ids=True, edge_id_from_attribute="id")) + "\n"


def as_gexf(net: Network, *, comentions: bool = False) -> str:
    """Return the network, or the layer of co-mentions, as GEXF 1.2 (for Gephi)."""
    import networkx as nx

    graph = _plain(net, comentions)
    for number, (_, _, found) in enumerate(graph.edges(data=True)):
        found["id"] = str(number)
    text = "\n".join(nx.generate_gexf(graph, version="1.2draft"))
    # The date of writing would make two files of one network differ.
    text = re.sub(r' lastmodifieddate="[^"]*"', "", text)
    about = escape("; ".join(f"{k}: {v}" for k, v in graph.graph.items() if v))
    return text.replace("</creator>", f"</creator>\n    <description>{about}</description>", 1) + "\n"


def node_link(net: Network) -> dict[str, Any]:
    """Return the network as plain data: networkx's node-link form (links under "edges"), with metadata.

    Besides nodes (with their measures) and edges (with their evidence): region, period, snapshot, filter,
    what it leaves out, what was not read, documents, summary, co_mentions, denied and notes.
    """
    rows = institutions(net).set_index("entity")
    return {
        "region": net.region,
        "region_name": net.region_name,
        "years": list(net.years) if net.years else None,
        "snapshot": net.snapshot,
        "filter": plain(net.filter),
        "left_out": plain(net.left_out),
        "unread": plain(net.unread),
        "summary": summary(net),
        "notes": list(net.notes),
        "documents": [
            {"id": d.id, "title": d.title, "publisher": d.publisher, "year": d.year, "file": d.path}
            for d in net.documents
        ],
        "directed": True,
        "multigraph": True,
        "graph": {},
        "nodes": [
            {"id": n, **found, **{m: plain(rows.at[n, m]) for m in rows.columns if m not in found}}
            for n, found in net.graph.nodes(data=True)
        ],
        "edges": [
            {"source": s, "target": t, "key": k, **found}
            for s, t, k, found in sorted(net.graph.edges(keys=True, data=True), key=lambda e: e[:3])
        ],
        "co_mentions": [
            {"source": a, "target": b, **found}
            for a, b, found in sorted(net.comentions.edges(data=True), key=lambda e: e[:2])
        ],
        "denied": plain(net.denied),
    }


def as_json(net: Network) -> str:
    """Return `node_link` as text."""
    return json.dumps(node_link(net), ensure_ascii=False, indent=1) + "\n"


def csv(net: Network) -> dict[str, str]:
    """Return the network as CSV text by file name: nodes, edges, evidence, co-mentions, and what it is of."""
    import pandas as pd

    names = net.graph.nodes(data="name")
    pairs = sorted(net.comentions.edges(data=True), key=lambda e: (-e[2]["weight"], e[:2]))
    layer = pd.DataFrame(
        [(a, b, names[a], names[b], e["weight"], e["documents"]) for a, b, e in pairs],
        columns=["source", "target", "source_name", "target_name", "passages", "documents"],
    )
    tables = {"nodes": institutions(net), "edges": net.ties, "evidence": net.evidence, "comentions": layer}
    tables["about"] = pd.DataFrame(list(_about(net).items()), columns=["field", "value"])
    return {f"{name}.csv": frame_as_csv(table) for name, table in tables.items()}


def _about(net: Network) -> dict[str, str]:
    """Return what a file is of, for formats without a place for more than text."""
    return {
        "title": net.title,
        "snapshot": net.snapshot,
        "filter": net.filter.words,
        "left_out": net.left_out.words,
        "notes": " ".join(net.notes),
    }


def _plain(net: Network, comentions: bool) -> nx.Graph:
    """Return a copy whose attributes are scalars that XML can hold; evidence becomes lines of text."""
    source = net.comentions if comentions else net.graph
    rows = institutions(net).set_index("entity")
    graph = source.__class__(**{k: _clean(v) for k, v in _about(net).items()})
    for node, found in sorted(source.nodes(data=True)):
        measured = {} if comentions else {m: plain(rows.at[node, m]) for m in MEASURES}
        graph.add_node(
            _clean(node), **{k: _clean(v) for k, v in {"label": found["name"], **found, **measured}.items()}
        )
    edges = source.edges(keys=True, data=True) if not comentions else source.edges(data=True)
    for edge in sorted(edges, key=lambda e: e[:-1]):
        found = {**edge[-1], "evidence": _lines(edge[-1].get("evidence", []))}
        if comentions:
            del found["evidence"]
        ends = [_clean(end) for end in edge[:-1]]
        graph.add_edge(*ends, **{k: _clean(v) for k, v in found.items()})
    return graph


def _lines(evidence: list[dict[str, Any]]) -> str:
    return "\n".join(f"{e['file']}, p. {e['page']} ({e['modality']}): {e['sentence']}" for e in evidence)


def _clean(value: Any) -> Any:
    return _NOT_XML.sub(" ", value) if isinstance(value, str) else value
