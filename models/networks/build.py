"""The governance network of a region and period: stated ties with their evidence, co-mentions apart.

Nodes are institutions, edges are ties that documents state. That two names stand in one passage is no
tie; such co-mentions are a graph of their own.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import TYPE_CHECKING, Any

from workingregions.corpus.enums import InstitutionType, Modality
from workingregions.corpus.map_filter import EVERYTHING, Firms, LeftOut, MapFilter, counted
from workingregions.corpus.records import Document, Entity, Tie
from workingregions.models.networks.arrangement import positions
from workingregions.models.presence import (
    SYMMETRIC,
    Basis,
    GovernanceMap,
    Places,
    Presence,
    presence,
    tie_key,
)
from workingregions.models.unread import Unread
from workingregions.models.wording import Years, period, the

if TYPE_CHECKING:
    import networkx as nx
    import pandas as pd

MODALITIES = (Modality.ASSERTED, Modality.PLANNED, Modality.HEDGED, Modality.NEGATED)
"""From the surest statement to a denial; an edge has the surest of its evidence."""

TIE_COLUMNS = (
    "source", "relation", "target", "source_name", "target_name", "directed", "modality", "confidence",
    "evidence", "documents", "first", "last",
)  # fmt: skip
EVIDENCE_COLUMNS = (
    "source", "relation", "target", "modality", "confidence", "document", "title", "publisher", "year",
    "file", "page", "passage", "start", "end", "sentence", "id",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """The governance network of a region and period.

    `graph` has a node for each institution (attributes name, type, scale, home, home_name, basis, documents,
    mentions)
    and an edge for each source, relation (its key) and target, with modality, confidence, weight (pieces of
    evidence), documents, first and last (years, 0 when unknown) and evidence. Edges of a relation in
    SYMMETRIC run from the lesser id to the greater and have `directed` False. `comentions` joins institutions
    that a passage about the region names together: weight (passages), documents.

    `ties` and `evidence` are the edges and their evidence as frames (TIE_COLUMNS, EVIDENCE_COLUMNS);
    `denied` is the evidence that a tie does not hold, which makes no edge unless asked for. `filter` says
    which institutions and ties count, `left_out` how many it leaves out, `unread` what was not read of the
    documents. `notes` are sentences on all that is not in the network. `positions` are the places of
    institutions in pictures, from 0 (left) to 1 (see `arrangement.py`).
    """

    region: str
    region_name: str
    years: Years | None
    snapshot: str
    documents: tuple[Document, ...]
    graph: nx.MultiDiGraph
    comentions: nx.Graph
    ties: pd.DataFrame
    evidence: pd.DataFrame
    denied: pd.DataFrame
    notes: tuple[str, ...]
    filter: MapFilter = EVERYTHING
    left_out: LeftOut = field(default_factory=LeftOut)
    unread: Unread = field(default_factory=Unread)
    positions: Mapping[str, float] = field(default_factory=dict)

    @property
    def period(self) -> str:
        """The period in words: "2010 to 2015", "to 2015", "all years"."""
        return period(self.years)

    @property
    def title(self) -> str:
        """The region and period, as the heading of a picture."""
        return f"Governance network of {the(self.region_name)}, {self.period}"

    def _repr_html_(self) -> str:
        from workingregions.corpus.cards import card, lines, rows

        columns = {
            "source_name": "from", "relation": "relation", "target_name": "to", "modality": "stated as",
            "evidence": "statements", "documents": "documents",
        }  # fmt: skip
        counts = f"{len(self.documents)} documents, {len(self.graph)} institutions, {len(self.ties)} ties"
        return card(
            self.title, lines([counts]), rows(self.ties.to_dict("records"), columns), lines(self.notes)
        )


def network(
    tables: GovernanceMap,
    region: str,
    places: Places,
    *,
    years: Years | None = None,
    outside: bool = False,
    negated: bool = False,
    only: MapFilter = EVERYTHING,
) -> Network:
    """Return the governance network of a region (gazetteer id) in the years from first to last.

    Institutions from elsewhere are left out, unless `outside`, or a tie joins them to an institution that is
    at home in the region. A tie counts if the passage that states it is about the region. Denied ties are
    edges only if `negated`. Institutions and ties that `only` does not take are left out.
    """
    here = presence(tables, region, places, years, only)
    known = {e.id: e for e in tables.entities}
    denied = [t for t in here.ties if t.modality is Modality.NEGATED]
    stated = list(here.ties) if negated else [t for t in here.ties if t.modality is not Modality.NEGATED]
    nodes = _members(here, stated, outside)
    inside = [t for t in stated if t.source in nodes and t.target in nodes]
    nodes, left = _without_lone_firms(here, nodes, inside, known, only)
    documents = {d.id: d for d in here.documents}
    evidence = _evidence(inside, documents, tables)
    graph = _graph(here, nodes, known, evidence)
    return Network(
        region=region,
        region_name=here.region_name,
        years=years,
        snapshot=tables.snapshot,
        documents=here.documents,
        graph=graph,
        comentions=_comentions(here, nodes, graph),
        ties=ties_frame(graph),
        evidence=evidence,
        denied=_evidence(denied, documents, tables),
        notes=tuple(_notes(here, nodes, denied, graph, only, left)),
        filter=only,
        left_out=left,
        positions=positions(tables.entities, tables.ties),
    )


def _members(here: Presence, stated: Iterable[Tie], outside: bool) -> list[str]:
    """Return the ids of the institutions in the network, sorted."""
    grounds = dict(zip(here.table["entity"], here.table["basis"], strict=True))
    members = {e for e, ground in grounds.items() if outside or ground != Basis.OUTSIDE}
    home = {e for e, ground in grounds.items() if ground == Basis.HOME}
    for tie in stated:
        if {tie.source, tie.target} & home:
            members |= {tie.source, tie.target} & grounds.keys()
    return sorted(members)


def _without_lone_firms(
    here: Presence, nodes: Sequence[str], ties: Iterable[Tie], known: Mapping[str, Entity], only: MapFilter
) -> tuple[list[str], LeftOut]:
    """Return the nodes without the firms whose only ties lead out of the network, and what is left out."""
    if only.firms is not Firms.TIED:
        return list(nodes), here.left_out
    tied = {end for t in ties for end in (t.source, t.target)}
    kept = [n for n in nodes if n in tied or known[n].type is not InstitutionType.FIRM]
    left = Counter(here.left_out.institutions) + Counter({"firm": len(nodes) - len(kept)})
    return kept, LeftOut(institutions=left, ties=here.left_out.ties)


def _evidence(
    ties: Sequence[Tie],
    documents: Mapping[str, Document],
    tables: GovernanceMap,
) -> pd.DataFrame:
    """Return one row per statement, ordered by edge, the most certain first."""
    import pandas as pd

    rows, texts, ids = [], tables.texts({t.passage for t in ties}), tables.evidence(ties)
    for t, ident in zip(ties, ids, strict=True):
        d = documents[t.document]
        source, _, target = tie_key(t)
        sentence = " ".join(texts.get(t.passage, "")[t.start : t.end].split())
        rows.append(
            (source, t.relation.value, target, t.modality.value, t.confidence, t.document, d.title or d.path,
             d.publisher, d.year, d.path, t.page, t.passage, t.start, t.end, sentence, ident)
        )  # fmt: skip
    frame = pd.DataFrame(rows, columns=EVIDENCE_COLUMNS).astype({"year": "Int64"})
    sure = frame["modality"].map({m.value: rank for rank, m in enumerate(MODALITIES)})
    order = ["source", "relation", "target", "_sure", "_doubt", "document", "passage", "start"]
    frame = frame.assign(_sure=sure, _doubt=-frame["confidence"].astype(float)).sort_values(order)
    return frame[list(EVIDENCE_COLUMNS)].reset_index(drop=True)


def _graph(
    here: Presence, nodes: Sequence[str], known: Mapping[str, Entity], evidence: pd.DataFrame
) -> nx.MultiDiGraph:
    import networkx as nx

    graph = nx.MultiDiGraph()
    rows = here.table[here.table["entity"].isin(nodes)].groupby("entity", sort=True)
    first = rows[["name", "type", "scale", "home", "home_name", "basis"]].first()
    counts = rows.agg(documents=("document", "size"), mentions=("mentions", "sum"))
    members: Any = first.join(counts).to_dict("index")
    for entity, row in members.items():
        graph.add_node(entity, **row, external_ids=" ".join(known[entity].external_ids))
    statements: dict[tuple[str, str, str], list[dict[str, Any]]] = defaultdict(list)
    for statement in _records(evidence):
        ends = statement.pop("source"), statement.pop("relation"), statement.pop("target")
        statements[ends].append(statement)
    for (source, relation, target), found in sorted(statements.items()):
        years = [s["year"] for s in found if s["year"] is not None]
        graph.add_edge(
            source,
            target,
            key=relation,
            relation=relation,
            directed=relation not in SYMMETRIC,
            modality=found[0]["modality"],
            confidence=round(max(float(s["confidence"]) for s in found), 4),
            weight=len(found),
            documents=len({s["document"] for s in found}),
            first=min(years, default=0),
            last=max(years, default=0),
            evidence=found,
        )
    return graph


def _records(evidence: pd.DataFrame) -> list[dict[str, Any]]:
    rows: Any = evidence.astype(object).to_dict("records")
    return [
        {k: None if k == "year" and not isinstance(v, int) else v for k, v in row.items()} for row in rows
    ]


def _comentions(here: Presence, nodes: Sequence[str], graph: nx.MultiDiGraph) -> nx.Graph:
    """Return the pairs that one passage names, with the numbers of such passages and documents."""
    import networkx as nx

    members = set(nodes)
    named: dict[str, set[str]] = defaultdict(set)
    for entity, passages in zip(here.table["entity"], here.table["passages"], strict=True):
        if entity in members:
            for passage in passages:
                named[passage].add(entity)
    weight: Counter[tuple[str, str]] = Counter()
    documents: dict[tuple[str, str], set[str]] = defaultdict(set)
    for passage, entities in named.items():
        for pair in combinations(sorted(entities), 2):
            weight[pair] += 1
            documents[pair].add(here.passages[passage])
    layer = nx.Graph()
    layer.add_nodes_from(graph.nodes(data=True))
    for pair in sorted(weight):
        layer.add_edge(*pair, weight=weight[pair], documents=len(documents[pair]))
    return layer


def ties_frame(graph: nx.MultiDiGraph) -> pd.DataFrame:
    """Return the edges as a frame with TIE_COLUMNS, those with most evidence first."""
    import pandas as pd

    names = graph.nodes(data="name")
    rows = [
        (s, relation, t, names[s], names[t], e["directed"], e["modality"], e["confidence"], e["weight"],
         e["documents"], e["first"] or None, e["last"] or None)
        for s, t, relation, e in graph.edges(keys=True, data=True)
    ]  # fmt: skip
    frame = pd.DataFrame(rows, columns=TIE_COLUMNS).astype({"first": "Int64", "last": "Int64"})
    order = ["documents", "evidence", "source_name", "relation", "target_name"]
    return frame.sort_values(order, ascending=[False, False, True, True, True], ignore_index=True)


def _notes(
    here: Presence,
    nodes: Sequence[str],
    denied: Sequence[Tie],
    graph: nx.MultiDiGraph,
    only: MapFilter,
    left: LeftOut,
) -> Iterable[str]:
    name = the(here.region_name)
    kind = "other institution" if left.institutions else "institution"
    what = "another tie" if left.ties else "a tie"
    if not here.documents:
        when = period(here.years)
        subject = "No document" if when == period(None) else f"No document of {when}"
        yield f"{subject} has a passage about {name}."
    elif not nodes:
        yield f"The passages about {name} name no {kind} that belongs there."
    elif not graph.number_of_edges():
        yield f"No passage about {name} states {what} between two institutions."
    yield from counted(only, left.words)
    elsewhere = here.rows(Basis.OUTSIDE)
    away = elsewhere.loc[~elsewhere["entity"].isin(nodes), "entity"].nunique()
    if away:
        yield f"Institutions named there that belong to other regions are left out: {away}."
    if here.undated:
        yield f"Documents about the region without a year are left out: {here.undated}."
    if denied:
        yield f"Statements that a tie does not hold are listed apart: {len(denied)}."
