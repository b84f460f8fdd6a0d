"""The ties between institutions as GraphML and GEXF 1.3: an edge for each statement, none merged.

Both are written here rather than by networkx, whose GEXF has no intervals without a change of its graph and
whose ids collide: gephi, igraph and others drop or merge edges whose ids are not unique.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from workingregions.reports.exchange.about import About, Counted, Row
from workingregions.reports.exchange.places import new_file
from workingregions.reports.exchange.tables import cell

NODES = (
    "name", "type", "scale", "region", "region_name", "documents", "mentions", "ties", "first", "last",
    "aliases", "confidence", "evidence", "link",
)  # fmt: skip
"""The attributes of an institution, all in lower case: Gephi takes "Year" and "year" for one."""
EDGES = (
    "kind", "relation", "modality", "year", "file", "page", "sentence", "confidence", "evidence", "link",
)  # fmt: skip
"""The attributes of a tie."""
_NUMBERS = {
    "documents": "integer", "mentions": "integer", "ties": "integer", "first": "integer", "last": "integer",
    "year": "integer", "page": "integer", "confidence": "double",
}  # fmt: skip
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def write_graphml(nodes: Sequence[Row], edges: Sequence[Row], about: About, out: Path) -> list[Counted]:
    """Write institutions and the statements of ties between them as a directed multigraph in GraphML.

    Args:
        nodes: rows of the table institutions.
        edges: rows of the table ties, whose source and target are ids of nodes.
        about: what they are of.
        out: the file.

    Raises:
        InputError: the file cannot be written.
    """
    return _write(_graphml(nodes, edges, about), nodes, edges, out)


def write_gexf(nodes: Sequence[Row], edges: Sequence[Row], about: About, out: Path) -> list[Counted]:
    """Write the same as GEXF 1.3; years are the start and end of ties and institutions.

    An edge's kind, by which GEXF tells parallel edges apart, is its relation; arguments are those of
    `write_graphml`.
    """
    return _write(_gexf(nodes, edges, about), nodes, edges, out)


def _write(lines: Iterable[str], nodes: Sequence[Row], edges: Sequence[Row], out: Path) -> list[Counted]:
    with new_file(out) as path, path.open("w", encoding="utf8", newline="\n") as file:
        file.writelines(line + "\n" for line in lines)
    return [
        Counted(name="institutions", rows=len(nodes), of=len(nodes)),
        Counted(name="ties", rows=len(edges), of=len(edges)),
    ]


def _graphml(nodes: Sequence[Row], edges: Sequence[Row], about: About) -> Iterator[str]:
    kinds = {"integer": "long", "double": "double"}
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    yield '<graphml xmlns="http://graphml.graphdrawing.org/xmlns"'
    yield '  xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
    yield '  xsi:schemaLocation="http://graphml.graphdrawing.org/xmlns '
    yield '  http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd">'
    for prefix, owner, names in (
        ("n", "node", ("label", *NODES)),
        ("e", "edge", (*EDGES, "start", "end")),
    ):
        for name in names:
            kind = kinds.get(_kind(name), "string")
            yield (f'  <key id="{prefix}_{name}" for="{owner}" attr.name="{name}" attr.type="{kind}"/>')
    yield '  <key id="g_about" for="graph" attr.name="about" attr.type="string"/>'
    yield '  <graph id="ties" edgedefault="directed">'
    yield f'    <data key="g_about">{_text(about.words)}</data>'
    for node in nodes:
        yield f"    <node id={_quoted(node['id'])}>"
        yield from _data("n", {"label": node["name"], **{name: node.get(name) for name in NODES}})
        yield "    </node>"
    for number, edge in enumerate(edges):
        ends = f"source={_quoted(edge['source'])} target={_quoted(edge['target'])}"
        yield f'    <edge id="e{number}" {ends}>'
        found = {name: edge.get(name) for name in EDGES}
        yield from _data("e", {**found, "start": edge.get("year"), "end": edge.get("year")})
        yield "    </edge>"
    yield "  </graph>"
    yield "</graphml>"


def _data(prefix: str, found: Mapping[str, Any]) -> Iterator[str]:
    for name, value in found.items():
        if value not in (None, "", []):
            yield f'      <data key="{prefix}_{name}">{_text(value)}</data>'


def _gexf(nodes: Sequence[Row], edges: Sequence[Row], about: About) -> Iterator[str]:
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    yield '<gexf xmlns="http://gexf.net/1.3" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
    yield '  xsi:schemaLocation="http://gexf.net/1.3 http://gexf.net/1.3/gexf.xsd" version="1.3">'
    yield f'  <meta lastmodifieddate="{about.created[:10]}">'
    yield f"    <creator>workingregions {_text(about.release)}</creator>"
    yield f"    <title>{_text(about.title)}</title>"
    yield f"    <description>{_text(about.words)}</description>"
    yield "  </meta>"
    yield '  <graph defaultedgetype="directed" mode="dynamic" timeformat="double">'
    for owner, names in (("node", NODES), ("edge", EDGES)):
        yield f'    <attributes class="{owner}">'
        for name in names:
            kind = {"integer": "integer", "double": "double"}.get(_kind(name), "string")
            yield f'      <attribute id="{name}" title="{name}" type="{kind}"/>'
        yield "    </attributes>"
    yield "    <nodes>"
    for node in nodes:
        spell = _spell(node.get("first"), node.get("last"))
        yield f"      <node id={_quoted(node['id'])} label={_quoted(node['name'])}{spell}>"
        yield from _attvalues(node, NODES)
        yield "      </node>"
    yield "    </nodes>"
    yield "    <edges>"
    for number, edge in enumerate(edges):
        ends = f"source={_quoted(edge['source'])} target={_quoted(edge['target'])}"
        spell = _spell(edge.get("year"), edge.get("year"))
        relation = _quoted(edge["relation"])
        yield f'      <edge id="e{number}" {ends} kind={relation} label={relation} weight="1"{spell}>'
        yield from _attvalues(edge, EDGES)
        yield "      </edge>"
    yield "    </edges>"
    yield "  </graph>"
    yield "</gexf>"


def _attvalues(row: Row, names: Sequence[str]) -> Iterator[str]:
    yield "        <attvalues>"
    for name in names:
        if (value := row.get(name)) not in (None, "", []):
            yield f'          <attvalue for="{name}" value={_quoted(value)}/>'
    yield "        </attvalues>"


def _spell(first: int | None, last: int | None) -> str:
    """Return when something holds, in years; nothing where that is not known."""
    return f' start="{first}" end="{last}"' if first is not None and last is not None else ""


def _kind(name: str) -> str:
    return "integer" if name in ("start", "end") else _NUMBERS.get(name, "string")


def _text(value: Any) -> str:
    return escape(_NOT_XML.sub(" ", str(cell(value))))


def _quoted(value: Any) -> str:
    return quoteattr(_NOT_XML.sub(" ", str(cell(value))))
