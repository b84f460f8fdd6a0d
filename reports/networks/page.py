"""A governance network as one self-contained HTML page: picture, ties with their evidence, tables."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup

from workingregions.models.networks import ROLES, Network, core, institutions, summary, undirected
from workingregions.reports.english import plural
from workingregions.reports.networks.picture import Look, draw, look_sheet
from workingregions.reports.pages import render as fill

COMENTIONS = 40
"""Maximum number of listed pairs that passages name together, ordered by number of passages."""


def html(net: Network) -> str:
    """Return the network as one HTML file, without scripts or external resources."""
    rows: Any = institutions(net).to_dict("records")
    names = dict(net.graph.nodes(data="name"))
    pairs = sorted(
        net.comentions.edges(data=True), key=lambda e: (-e[2]["weight"], -e[2]["documents"], e[:2])
    )
    numbers = {edge: n for n, edge in enumerate(_keys(net), 1)}
    places = {row["entity"]: n for n, row in enumerate(rows, 1)}
    made = draw(net, Look(node=lambda n: f"#i-{places[n]}", edge=lambda *edge: f"#t-{numbers[edge]}"))
    return fill(
        "network.html.j2",
        net=net,
        summary=summary(net),
        picture=Markup(made.svg) if made.edges else "",
        left_out=made.left_out,
        look=Markup(look_sheet()),
        institutions=rows,
        brokers=sorted((r for r in rows if r["brokerage"]), key=lambda r: (-r["brokerage"], r["name"])),
        roles=ROLES,
        communities=_communities(rows),
        core=[names[n] for n in sorted(core(undirected(net.graph)).members, key=str)],
        ties=[_tie(net, row) for row in net.ties.to_dict("records")],
        denied=net.denied.to_dict("records"),
        comentions=[(names[a], names[b], e["weight"], e["documents"]) for a, b, e in pairs[:COMENTIONS]],
        documents=sorted(net.documents, key=lambda d: (d.year or 0, d.title, d.id)),
        plural=plural,
        noun=lambda count, noun: noun if count == 1 else f"{noun}s",
        words=lambda text: str(text).replace("_", " "),
    )


def _keys(net: Network) -> list[tuple[str, str, str]]:
    """Return source, relation and target of the ties, in the order of the table."""
    return list(zip(net.ties["source"], net.ties["relation"], net.ties["target"], strict=True))


def _tie(net: Network, row: Any) -> dict[str, Any]:
    """Return a tie with its years in words and its evidence."""
    years = [y for y in (row["first"], row["last"]) if y == y and y is not None]
    years_shown = "" if not years else str(years[0]) if years[0] == years[1] else f"{years[0]} to {years[1]}"
    edge = net.graph.edges[row["source"], row["target"], row["relation"]]
    return {**row, "years": years_shown, "lines": edge["evidence"]}


def _communities(rows: list[dict[str, Any]]) -> list[tuple[int, list[str]]]:
    found: dict[int, list[str]] = {}
    for row in rows:
        if row["community"]:
            found.setdefault(row["community"], []).append(row["name"])
    return sorted(found.items())
