"""How the institutions of a region are tied: stated ties, who is in the middle, what is denied."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from workingregions.corpus.enums import Modality
from workingregions.models.networks import summary
from workingregions.models.wording import listed, the
from workingregions.reports.networks import Look, figure
from workingregions.reports.parts import column, row, table
from workingregions.reports.regions.material import RegionMaterial
from workingregions.reports.report import (
    Block,
    Cell,
    Claim,
    ColumnKind,
    Figure,
    Number,
    Paragraph,
    Section,
    Table,
    counted,
    quoted,
)
from workingregions.reports.wording import SCALES, body, capital, number, relation_name, some, verb

SHOWN, DRAWN = 15, 36
"""Ties in the table of the body, and institutions in the picture; the annex and the data have all."""
QUOTES = 3


def ties(found: RegionMaterial) -> Section:
    """Return the section on the network."""
    title = f"How the institutions of {the(found.name)} are tied"
    if found.network.ties.empty:
        return Section(id="ties", title=title, blocks=(Paragraph(claims=tuple(_none(found))),))
    blocks: list[Block] = [Paragraph(claims=tuple(_overall(found)))]
    if central := list(_central(found)):
        blocks.append(Paragraph(claims=tuple(central)))
    if picture := network_figure(found):
        blocks.append(picture)
    blocks.append(ties_table(found, "ties-table", SHOWN))
    if denied := list(_denied(found)):
        blocks.append(Paragraph(claims=tuple(denied)))
    return Section(id="ties", title=title, blocks=tuple(blocks))


def network_figure(found: RegionMaterial) -> Figure | None:
    """Return the picture of the network, local institutions at the bottom."""
    links = {
        (r["source"], r["relation"], r["target"]): f"/evidence/{r['id']}"
        for r in reversed(found.network.evidence.to_dict("records"))
        if r["id"]
    }
    look = Look(
        node=lambda ident: f"/institutions/{ident}",
        edge=lambda s, r, t: links.get((s, r, t), ""),
        most=DRAWN,
        columns=5,
    )
    made = figure(found.network, look)
    graph = found.network.graph
    rows = [
        row(
            (
                graph.nodes[s]["name"],
                verb(k),
                graph.nodes[t]["name"],
                SCALES.get(graph.nodes[s]["scale"], ""),
                SCALES.get(graph.nodes[t]["scale"], ""),
                graph.edges[s, t, k]["weight"],
            )
        )
        for s, k, t in made.edges
    ]
    columns = (
        column("source", "From"),
        column("relation", "Relation"),
        column("target", "To"),
        column("source_scale", "Scale of the first"),
        column("target_scale", "Scale of the second"),
        column("statements", "Statements", ColumnKind.COUNT, unit="sentences"),
    )
    caption = (
        f"Ties stated in passages about {the(found.name)}, from local bodies (below) to supranational (above)"
    )
    note = None
    if made.left_out:
        note = counted("network.note", " ".join(made.left_out), {"drawn": len(made.nodes)}, source="ties-all")
    return Figure(
        id="network",
        caption=caption,
        alternative=f"{len(made.nodes)} institutions with {len(made.edges)} ties, which the table lists.",
        svg=made.svg,
        data=table("network-data", caption, columns, rows),
        note=note,
    )


def ties_table(found: RegionMaterial, ident: str, most: int) -> Table:
    """Return the stated ties, those of most documents first, each with the sentences that state it."""
    evidence: dict[tuple[str, str, str], list[str]] = {}
    for r in found.network.evidence.to_dict("records"):
        if r["id"]:
            evidence.setdefault((r["source"], r["relation"], r["target"]), []).append(r["id"])
    every = found.network.ties.to_dict("records")
    rows = [
        row(
            (
                Cell(value=r["source_name"], link=f"/institutions/{r['source']}"),
                verb(r["relation"]),
                Cell(value=r["target_name"], link=f"/institutions/{r['target']}"),
                r["modality"],
                Cell(
                    value=int(r["documents"]),
                    evidence=tuple(evidence.get((r["source"], r["relation"], r["target"]), [])[:QUOTES]),
                ),
            )
        )
        for r in every[: most or None]
    ]
    columns = (
        column("source", "From"),
        column("relation", "Relation"),
        column("target", "To"),
        column("modality", "Stated as", meaning="asserted, planned or hedged"),
        column("documents", "Documents", ColumnKind.COUNT, unit="documents", meaning="that state it"),
    )
    cut = most and len(every) > most
    caption = f"The {most} of {len(every)} stated ties with most documents" if cut else "Stated ties"
    return table(ident, f"{caption} in {the(found.name)}", columns, rows)


def _none(found: RegionMaterial) -> Iterator[Claim]:
    yield counted(
        "ties.none",
        f"No passage about {the(found.name)} states a tie between two of its institutions. That two bodies "
        "are named together is not a tie, and is not counted as one.",
        [
            Number(name="ties", value=0, unit="ties"),
            Number(name="co-mentions", value=found.network.comentions.number_of_edges(), unit="pairs"),
        ],
        source="ties of the snapshot",
    )
    yield from _denied(found)


def _overall(found: RegionMaterial) -> Iterator[Claim]:
    sizes: Any = summary(found.network)
    every = found.network.ties
    yield counted(
        "ties.size",
        f"The documents state {some(sizes['ties'], 'tie')} among {some(sizes['tied'], 'institution')} of "
        f"the {sizes['institutions']} in the network, in {some(sizes['evidence'], 'sentence')}.",
        [
            Number(name="ties", value=sizes["ties"], unit="ties"),
            Number(name="tied", value=sizes["tied"], unit="institutions"),
            Number(name="statements", value=sizes["evidence"], unit="sentences"),
            Number(name="network.institutions", value=sizes["institutions"], unit="institutions"),
        ],
        source="ties-all",
    )
    kinds = Counter(every["relation"])
    ordered = listed(f"{number(n)} {relation_name(str(k), n)}" for k, n in sorted(kinds.items(), key=_most))
    yield counted(
        "ties.kinds",
        f"They are {ordered}.",
        [Number(name=f"ties.{k}", value=n, unit="ties") for k, n in kinds.items()],
        source="ties-all",
    )
    yield from _across(found)
    unsure = every[every["modality"] != Modality.ASSERTED.value]
    if len(unsure):
        yield counted(
            "ties.unsure",
            f"{capital(number(len(unsure)))} of them {'is' if len(unsure) == 1 else 'are'} planned or "
            "hedged, not asserted.",
            [Number(name="ties.unsure", value=len(unsure), unit="ties")],
            source="ties-all",
        )
    if sizes["components"] > 1:
        yield counted(
            "ties.components",
            f"The ties do not join up: they fall into {number(sizes['components'])} separate groups, so "
            "that no one body can be said to hold the network together.",
            [Number(name="components", value=sizes["components"], unit="groups")],
            source="ties-all",
        )


def _across(found: RegionMaterial) -> Iterator[Claim]:
    nodes = found.network.graph.nodes
    scales = [
        (nodes[r["source"]]["scale"], nodes[r["target"]]["scale"])
        for r in found.network.ties.to_dict("records")
    ]
    known = [pair for pair in scales if "unknown" not in pair]
    across = sum(a != b for a, b in known)
    if not known:
        return
    what = f"{number(across)} of the {number(len(known))}" if across else f"none of the {number(len(known))}"
    yield counted(
        "ties.across",
        f"{capital(what)} whose scales are known {'runs' if across == 1 else 'run'} across scales.",
        [
            Number(name="ties.across", value=across, unit="ties"),
            Number(name="ties.scaled", value=len(known), unit="ties"),
        ],
        source="network-data",
    )


def _central(found: RegionMaterial) -> Iterator[Claim]:
    rows = found.measures.to_dict("records")
    top = [r for r in rows if r["degree"] > 1][:3]
    if top:
        named = listed(f"{body(r['name'])} (tied to {number(int(r['degree']))})" for r in top)
        yield quoted(
            "ties.central",
            f"Tied to most others: {named}.",
            _statements(found, [r["entity"] for r in top]),
            [Number(name=f"degree.{r['entity']}", value=int(r["degree"]), unit="institutions") for r in top],
        )
    brokers = sorted((r for r in rows if r["brokerage"] > 0), key=lambda r: (-r["brokerage"], r["name"]))[:3]
    if brokers:
        named = listed(f"{body(r['name'])} ({some(int(r['brokerage']), 'pair')})" for r in brokers)
        evidence = _statements(found, [r["entity"] for r in brokers])
        if evidence:
            yield quoted(
                "ties.brokers",
                f"Between bodies that have no tie of their own, {named} "
                f"{'stands' if len(brokers) == 1 else 'stand'} as a broker: what passes from one to the "
                "other passes there, as far as the documents say.",
                evidence,
                [
                    Number(name=f"brokerage.{r['entity']}", value=int(r["brokerage"]), unit="pairs")
                    for r in brokers
                ],
            )


def _statements(found: RegionMaterial, entities: list[str]) -> list[str]:
    """Return the best sentences on ties of some institutions, a few of each."""
    rows = found.network.evidence.to_dict("records")
    kept: list[str] = []
    for entity in entities:
        own = [r["id"] for r in rows if r["id"] and entity in (r["source"], r["target"])]
        kept += own[:QUOTES]
    return list(dict.fromkeys(kept))


def _denied(found: RegionMaterial) -> Iterator[Claim]:
    rows = [r for r in found.network.denied.to_dict("records") if r["id"]]
    if not rows:
        return
    count = len(found.network.denied)
    yield quoted(
        "ties.denied",
        f"{capital(some(count, 'sentence'))} {'denies' if count == 1 else 'deny'} a tie; "
        f"{'it makes' if count == 1 else 'they make'} no line in the picture.",
        [r["id"] for r in rows],
        [Number(name="ties.denied", value=count, unit="sentences")],
    )


def _most(item: tuple[Any, int]) -> tuple[int, str]:
    return -item[1], str(item[0])
