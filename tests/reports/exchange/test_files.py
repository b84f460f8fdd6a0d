"""Networks, regions and bibliographies, read back by what other programs read them with."""

from __future__ import annotations

import json
import re
from itertools import pairwise
from pathlib import Path
from typing import Any

import networkx as nx
from lxml import etree

from workingregions.corpus.enums import DocumentType
from workingregions.corpus.records import Document
from workingregions.ingest.bibliography import read_bibliography
from workingregions.reports.exchange import (
    About,
    Entry,
    write_bibliography,
    write_geojson,
    write_gexf,
    write_graphml,
)

ABOUT = About(
    kind="gexf", project="T & <U>", snapshot="s000001", created="2026-03-01T00:00:00Z", release="0.1.0"
)
NODES = [
    {
        "id": "a b",
        "name": 'Akron "Board" & Co',
        "first": 2014,
        "last": 2018,
        "aliases": ["x", "y"],
        "link": "l",
    },
    {"id": "c", "name": "C\x01D", "first": None, "last": None},
]
EDGES = [
    {
        "source": "a b",
        "target": "c",
        "relation": "funds",
        "kind": "governance",
        "year": year,
        "sentence": "s",
        "link": "l",
    }
    for year in (2014, 2014, 2018, None)
] + [{"source": "c", "target": "a b", "relation": "partners", "kind": "governance", "year": 2018}]


def test_all_ties_are_in_the_graphml_with_ids_of_their_own(tmp_path: Path) -> None:
    write_graphml(NODES, EDGES, ABOUT, tmp_path / "a.graphml")
    graph = nx.read_graphml(tmp_path / "a.graphml", force_multigraph=True)
    assert graph.is_directed()
    assert (len(graph), graph.number_of_edges()) == (2, len(EDGES))
    assert graph.nodes["a b"]["name"] == 'Akron "Board" & Co'
    edges = [found for *_, found in graph.edges(data=True)]
    assert sorted(e.get("start", 0) for e in edges) == [0, 2014, 2014, 2018, 2018]
    root = etree.parse(tmp_path / "a.graphml").getroot()
    for owner in ("node", "edge"):
        names = root.xpath(f"//*[local-name()='key'][@for='{owner}']/@attr.name")
        assert len({name.casefold() for name in names}) == len(names)
        assert all(name == name.lower() for name in names)


def test_all_ties_are_in_the_gexf_with_kinds_and_years(tmp_path: Path) -> None:
    write_gexf(NODES, EDGES, ABOUT, tmp_path / "a.gexf")
    graph = nx.read_gexf(tmp_path / "a.gexf", version="1.3")
    assert (len(graph), graph.number_of_edges()) == (2, len(EDGES))
    root = etree.parse(tmp_path / "a.gexf").getroot()
    assert (etree.QName(root).namespace, root.get("version")) == ("http://gexf.net/1.3", "1.3")
    edges = root.findall(".//{*}edge")
    assert len({edge.get("id") for edge in edges}) == len(EDGES)
    assert {edge.get("kind") for edge in edges} == {"funds", "partners"}
    assert [(edge.get("start"), edge.get("end")) for edge in edges[:2]] == [("2014", "2014")] * 2
    assert edges[3].get("start") is None
    for owner in ("node", "edge"):
        declared = root.xpath(f"//*[local-name()='attributes'][@class='{owner}']/*/@id")
        used = root.xpath(f"//*[local-name()='{owner}']//*[local-name()='attvalue']/@for")
        assert used
        assert set(used) <= set(declared)
    ids = set(root.xpath("//*[local-name()='node']/@id"))
    assert {edge.get(end) for edge in edges for end in ("source", "target")} <= ids


def area(ring: list[list[float]]) -> float:
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise(ring))


def test_regions_are_wound_as_rfc_7946_has_them(tmp_path: Path) -> None:
    rows: list[dict[str, Any]] = [
        {"region": name, "name": name, "documents": 1}
        for name in ("GB", "UKG3", "US-OH", "ZA", "IT", "no such place")
    ]
    write_geojson(rows, ABOUT, tmp_path / "a.geojson")
    found = json.loads((tmp_path / "a.geojson").read_text(encoding="utf8"))
    shapes = {feature["id"]: feature["geometry"] for feature in found["features"]}
    assert shapes["no such place"] is None
    holes = 0
    for shape in filter(None, shapes.values()):
        single = shape["type"] == "Polygon"
        for first, *others in [shape["coordinates"]] if single else shape["coordinates"]:
            holes += len(others)
            assert area(first) > 0
            assert all(area(ring) < 0 for ring in others)
            assert all(ring[0] == ring[-1] and len(ring) >= 4 for ring in (first, *others))
    assert holes  # Lesotho in South Africa, San Marino in Italy
    west, south, east, north = found["bbox"]
    assert -180 <= west < east <= 180
    assert -90 <= south < north <= 90


def document(ident: str, **fields: Any) -> Document:
    return Document(id=ident, sha256=ident * 4, path=f"{ident}.pdf", **fields)


BODY = "Department for Business, Energy and Industrial Strategy"
STRATEGY = document(
    "a", title="Industrial Strategy: {Green} & 100%", publisher=BODY, year=2017, type=DocumentType.STRATEGY
)
ARTICLE = document(
    "b",
    title="Clusters",
    authors=("Michael Porter", "De Propris, Lisa", "Brookings Institution"),
    date="2014-06",
    year=2014,
    publisher="Regional Studies",
    type=DocumentType.ARTICLE,
    identifiers=("doi:10.1234/x_y", "issn:1234-5678"),
)
ENTRIES = [
    Entry(
        key="dbeis2017industrial",
        document=STRATEGY,
        file="/home/x/a:b;c.pdf",
        media_type="application/pdf",
        tags=("North East", "Reshoring"),
        link="http://127.0.0.1:8000/documents/a",
    ),
    Entry(key="porter2014clusters", document=ARTICLE),
    Entry(key="anonndnothing", document=document("c")),
]


def test_bodies_stay_whole_and_our_own_reader_reads_it_back(tmp_path: Path) -> None:
    for kind, name in (("bibtex", "a.bib"), ("ris", "a.ris"), ("csl", "a.json")):
        write_bibliography(kind, ENTRIES, ABOUT, tmp_path / name)
        found = read_bibliography((tmp_path / name).read_bytes(), name=name)
        assert len(found) == len(ENTRIES)
        assert [entry.title for entry in found][1:] == ["Clusters", "c.pdf"]
        assert found[1].date.startswith("2014")
        assert any("10.1234/x_y" in ident for ident in found[1].identifiers)
    text = (tmp_path / "a.bib").read_text(encoding="utf8")
    assert f"author = {{{{{BODY}}}}}" in text
    assert "{Brookings Institution}" in text
    assert "Porter, Michael and De Propris, Lisa" in text
    assert re.findall(r"^@\w+\{(\w+),", text, re.M) == [entry.key for entry in ENTRIES]
    assert "file = {:/home/x/a\\:b\\;c.pdf:application/pdf}" in text
    items = json.loads((tmp_path / "a.json").read_text(encoding="utf8"))
    assert items[0]["author"] == [{"literal": BODY}]
    assert items[1]["author"][1:] == [
        {"family": "De Propris", "given": "Lisa"}, {"literal": "Brookings Institution"}
    ]  # fmt: skip
    assert items[1]["issued"] == {"date-parts": [[2014, 6]]}
    assert "author" not in items[2]
    ris = (tmp_path / "a.ris").read_text(encoding="utf8")
    assert f"AU  - {BODY}" in ris
    assert "L1  - /home/x/a:b;c.pdf" in ris
