"""Measures of a governance network: centrality, communities, core, brokers across scales, change."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from workingregions.corpus.enums import Scale
from workingregions.corpus.map_filter import counted
from workingregions.corpus.plain import rows_of
from workingregions.models.networks.build import Network
from workingregions.models.rows import ChangedInstitution, ChangedTie
from workingregions.models.wording import plural

if TYPE_CHECKING:
    import networkx as nx
    import pandas as pd

SEED = 0
PIVOTS = 1000
LEAST_TIED = 5
"""Tied institutions below which a network has no core to speak of."""
ROLES = ("coordinator", "gatekeeper", "representative", "consultant", "liaison")
"""Brokerage roles of Gould & Fernandez (1989), in the order of their columns."""

GIVEN = ("name", "type", "scale", "home", "home_name", "basis", "documents", "mentions")
"""What a node of the network brings with it."""
COLUMNS = (
    "entity", *GIVEN, "degree", "out", "in", "strength", "betweenness", "pagerank", "k_core", "core",
    "community", "brokerage", *ROLES,
)  # fmt: skip


def institutions(net: Network) -> pd.DataFrame:
    """Return one row per institution, those with most ties first.

    Columns: entity, name, type, scale, home, home_name, basis, documents, mentions; degree (other
    institutions it has a tie with), out and in (of directed relations), strength (pieces of evidence),
    betweenness (see
    `betweenness`), pagerank (a symmetric tie goes both ways), k_core (largest k of a subgraph in
    which all have k ties; Seidman 1983), core (see `core`; False where fewer than LEAST_TIED
    institutions are tied), community (1 for the largest, 0 for none; see
    `communities`), brokerage (number of open pairs that it links) and one column per role of ROLES.
    """
    import networkx as nx
    import pandas as pd

    plain = undirected(net.graph)
    two_way = directed(net.graph)
    between = betweenness(plain)
    rank: dict[str, float] = nx.pagerank(two_way, weight="weight") if plain.number_of_edges() else {}
    cores = nx.core_number(plain)
    inner = core(plain).members if _tied(plain) >= LEAST_TIED else frozenset()
    groups = communities(plain)
    roles = brokers(two_way, {n: s for n, s in net.graph.nodes(data="scale") if s != Scale.UNKNOWN})
    oneway = [(s, t) for s, t, e in net.graph.edges(data=True) if e["directed"]]
    out, into = (Counter(pair[end] for pair in set(oneway)) for end in (0, 1))
    rows = [
        {
            "entity": node,
            **{k: found[k] for k in GIVEN},
            "degree": plain.degree(node),
            "out": out[node],
            "in": into[node],
            "strength": plain.degree(node, weight="weight"),
            "betweenness": round(between[node], 6) + 0.0,
            "pagerank": round(rank.get(node, 0.0), 6),
            "k_core": cores[node],
            "core": node in inner,
            "community": groups.get(node, 0),
            "brokerage": sum(roles.get(node, Counter()).values()),
            **{role: roles.get(node, Counter())[role] for role in ROLES},
        }
        for node, found in net.graph.nodes(data=True)
    ]
    frame = pd.DataFrame(rows, columns=COLUMNS)
    order = ["degree", "strength", "documents", "mentions", "name", "entity"]
    return frame.sort_values(order, ascending=[False] * 4 + [True] * 2, ignore_index=True)


def betweenness(plain: nx.Graph) -> dict[Hashable, float]:
    """Return the normalised betweenness of all nodes (Freeman 1977).

    Where more than PIVOTS have ties it is estimated from paths that start at so many of them, drawn with a
    fixed seed (Brandes & Pich 2007).
    """
    import networkx as nx

    tied = plain.subgraph(n for n, degree in plain.degree() if degree)
    # The order of the nodes decides which are drawn.
    ordered = nx.Graph()
    ordered.add_nodes_from(sorted(tied.nodes))
    ordered.add_edges_from(sorted(tuple(sorted(edge)) for edge in tied.edges))
    few = None if len(ordered) <= PIVOTS else PIVOTS
    found = nx.betweenness_centrality(ordered, k=few, normalized=False, seed=SEED)
    pairs = (len(plain) - 1) * (len(plain) - 2) / 2
    return {n: found.get(n, 0.0) / pairs if pairs > 0 else 0.0 for n in plain}


def undirected(graph: nx.MultiDiGraph) -> nx.Graph:
    """Return all ties between two institutions as one edge; `weight` is their evidence."""
    import networkx as nx

    plain = nx.Graph()
    plain.add_nodes_from(graph.nodes)
    for source, target, found in graph.edges(data=True):
        before = plain.get_edge_data(source, target, {"weight": 0})["weight"]
        plain.add_edge(source, target, weight=before + found["weight"])
    return plain


def directed(graph: nx.MultiDiGraph) -> nx.DiGraph:
    """Return all ties from one institution to another as one arc; a symmetric tie is an arc each way."""
    import networkx as nx

    arcs = nx.DiGraph()
    arcs.add_nodes_from(graph.nodes)
    for source, target, found in graph.edges(data=True):
        ways = [(source, target)] if found["directed"] else [(source, target), (target, source)]
        for a, b in ways:
            before = arcs.get_edge_data(a, b, {"weight": 0})["weight"]
            arcs.add_edge(a, b, weight=before + found["weight"])
    return arcs


def communities(plain: nx.Graph) -> dict[Hashable, int]:
    """Return the community of each tied institution, numbered from 1, the largest (Louvain, fixed seed).

    Blondel et al. (2008), weighted by evidence.
    """
    import networkx as nx

    tied = plain.subgraph(sorted(n for n, degree in plain.degree() if degree))
    if not tied.number_of_edges():
        return {}
    # A subgraph view has no fixed order of its own, and Louvain follows the order of the nodes.
    ordered = nx.Graph()
    ordered.add_nodes_from(sorted(tied.nodes))
    ordered.add_weighted_edges_from(sorted((*sorted((a, b)), w) for a, b, w in tied.edges(data="weight")))
    found = nx.community.louvain_communities(ordered, weight="weight", seed=SEED)
    ranked = sorted((sorted(group) for group in found), key=lambda group: (-len(group), group))
    return {node: number for number, group in enumerate(ranked, 1) for node in group}


@dataclass(frozen=True, slots=True)
class Core:
    """The core of a network and how well core and periphery describe it (`fit`, -1..1, None if undefined)."""

    members: frozenset[Hashable]
    fit: float | None


def core(plain: nx.Graph) -> Core:
    """Return the core: tied among themselves, while the others are tied only to them.

    The partition with fewest exceptions, found as in Lip (2011): the institutions in order of degree, as
    long as each has more ties than there are core members before it. `fit` is the correlation of the ties
    with the ideal pattern of Borgatti & Everett (2000), in which a pair is tied when one of it is core.
    """
    ranked = sorted(plain.nodes, key=lambda n: (-plain.degree(n), -plain.degree(n, weight="weight"), n))
    members: set[Hashable] = set()
    for node in ranked:
        degree = plain.degree(node)
        if not degree or degree < len(members):
            break
        if degree == len(members):
            # As many exceptions with it as without: the better fit decides; if all are alike, all are core.
            without, within = _fit(plain, members), _fit(plain, members | {node})
            if without is not None and (within is None or within <= without):
                break
        members.add(node)
    return Core(frozenset(members), _fit(plain, members))


def _tied(plain: nx.Graph) -> int:
    return sum(degree > 0 for _, degree in plain.degree())


def _fit(plain: nx.Graph, members: Collection[Hashable]) -> float | None:
    """Return the correlation of ties with the ideal pattern over all pairs; None if either is constant."""
    n, ties = plain.number_of_nodes(), plain.number_of_edges()
    pairs = n * (n - 1) / 2
    ideal = pairs - (n - len(members)) * (n - len(members) - 1) / 2
    hit = sum(a in members or b in members for a, b in plain.edges)
    spread = ties * (pairs - ties) * ideal * (pairs - ideal)
    return float((pairs * hit - ties * ideal) / math.sqrt(spread)) if spread > 0 else None


def brokers(arcs: nx.DiGraph, group: Mapping[Hashable, str]) -> dict[Hashable, Counter[str]]:
    """Return how often each node links two that have no tie, by role (Gould & Fernandez 1989).

    For a -> b -> c without a -> c, b is coordinator (all of one group), gatekeeper (b and c of one, a of
    another), representative (a and b of one, c of another), consultant (a and c of one, b of another) or
    liaison (three groups). Nodes without a group are left out.
    """
    roles: dict[Hashable, Counter[str]] = {}
    for broker in arcs.nodes:
        if broker not in group:
            continue
        counts: Counter[str] = Counter()
        for a in arcs.predecessors(broker):
            for c in arcs.successors(broker):
                if a != c and a in group and c in group and not arcs.has_edge(a, c):
                    counts[_role(group[a], group[broker], group[c])] += 1
        if counts:
            roles[broker] = counts
    return roles


def _role(a: str, broker: str, c: str) -> str:
    if a == broker:
        return "coordinator" if broker == c else "representative"
    if broker == c:
        return "gatekeeper"
    return "consultant" if a == c else "liaison"


@dataclass(frozen=True, slots=True)
class Change:
    """What differs between the networks of two periods, as the documents of each period state it.

    `institutions`: entity, name, type, scale, change (entered, left, stayed), documents_before and
    documents_after. `ties`: source, relation, target, their names, change (formed, dissolved, kept) and
    evidence_before and evidence_after. `notes` say how far the two can be compared.
    """

    institutions: pd.DataFrame = field(metadata=rows_of(ChangedInstitution))
    ties: pd.DataFrame = field(metadata=rows_of(ChangedTie))
    notes: tuple[str, ...]


def change(before: Network, after: Network) -> Change:
    """Return the institutions that entered, left and stayed, and the ties formed, dissolved and kept."""
    import pandas as pd

    actors = []
    for node in sorted({*before.graph.nodes, *after.graph.nodes}):
        was, now = before.graph.nodes.get(node), after.graph.nodes.get(node)
        found = now or was
        counts = (was["documents"] if was else 0, now["documents"] if now else 0)
        kind = "stayed" if was and now else "entered" if now else "left"
        actors.append((node, found["name"], found["type"], found["scale"], kind, *counts))
    edges = [
        {(s, k, t): e["weight"] for s, t, k, e in n.graph.edges(keys=True, data=True)}
        for n in (before, after)
    ]
    names = {**dict(before.graph.nodes(data="name")), **dict(after.graph.nodes(data="name"))}
    ties = []
    for source, relation, target in sorted({*edges[0], *edges[1]}):
        counts = (edges[0].get((source, relation, target), 0), edges[1].get((source, relation, target), 0))
        kind = "kept" if all(counts) else "formed" if counts[1] else "dissolved"
        ties.append((source, relation, target, names[source], names[target], kind, *counts))
    actor_columns = ["entity", "name", "type", "scale", "change", "documents_before", "documents_after"]
    tie_columns = ["source", "relation", "target", "source_name", "target_name", "change",
                   "evidence_before", "evidence_after"]  # fmt: skip
    return Change(
        pd.DataFrame(actors, columns=actor_columns).sort_values(
            ["change", "name", "entity"], ignore_index=True
        ),
        pd.DataFrame(ties, columns=tie_columns).sort_values(
            ["change", "source_name", "target_name"], ignore_index=True
        ),
        tuple(_comparable(before, after)),
    )


def _comparable(before: Network, after: Network) -> Iterable[str]:
    yield from counted(after.filter)
    yield (
        f"{before.period}: {plural(len(before.documents), 'document')}; {after.period}: "
        f"{len(after.documents)}. What no document of a period names may have been there all the same."
    )
    sizes = sorted((len(before.documents), len(after.documents)))
    if sizes[1] > 2 * max(sizes[0], 1):
        yield "One period has more than twice the documents of the other: most of the change may be theirs."


def summary(net: Network) -> dict[str, int | float | None]:
    """Return numbers of documents, institutions (tied), ties, evidence; density, components, core and fit."""
    import networkx as nx

    plain = undirected(net.graph)
    tied = [n for n, degree in plain.degree() if degree]
    inner = core(plain) if _tied(plain) >= LEAST_TIED else Core(frozenset(), None)
    return {
        "documents": len(net.documents),
        "institutions": plain.number_of_nodes(),
        "tied": len(tied),
        "ties": net.graph.number_of_edges(),
        "evidence": len(net.evidence),
        "co_mentions": net.comentions.number_of_edges(),
        "density": round(nx.density(plain), 4) if len(plain) > 1 else None,
        "components": nx.number_connected_components(plain.subgraph(tied)) if tied else 0,
        "core": len(inner.members),
        "core_fit": None if inner.fit is None else round(inner.fit, 3),
    }
