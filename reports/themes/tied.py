"""The ties that passages about a theme state: in words, as a picture in layers by scale, and as a table."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

from workingregions.corpus.enums import InstitutionType, Modality, Scale
from workingregions.corpus.records import Entity, Tie
from workingregions.models.networks import Network, as_graphml, positions
from workingregions.models.wording import plural
from workingregions.reports.networks import Look, figure
from workingregions.reports.report import (
    Attachment,
    Block,
    Cell,
    Claim,
    Column,
    ColumnKind,
    Figure,
    Number,
    Paragraph,
    Table,
    counted,
)
from workingregions.reports.themes.desk import Desk
from workingregions.reports.themes.prose import names, support
from workingregions.reports.themes.tables import counts, line, made, text
from workingregions.reports.wording import body, number, opening, verb

Held = dict[tuple[str, str, str], list[Tie]]
"""The statements of each tie by source, relation and target."""
Ends = dict[str, tuple[str, Entity | None]]
"""The name of each institution at the end of a tie, and the institution if it is known."""
TIES, DRAWN = 30, 36
"""Ties in the table, and institutions in the picture."""
DRAW = 3
"""Number of ties from which a picture says more than the table."""


def blocks(desk: Desk) -> Iterator[Block]:
    """Yield what is said of the ties."""
    ties = stated(desk)
    yield Paragraph(claims=tuple(_ties(desk, ties)))
    if ties:
        if picture := _picture(desk, ties):
            yield picture
        yield _tie_table(desk, ties)


def stated(desk: Desk) -> list[Tie]:
    """Return the ties that passages about the themes state, the surest first."""
    own = [t for t in desk.material.ties if t.passage in desk.passages]
    return sorted(own, key=lambda t: (-t.confidence, t.source_name, t.target_name, t.passage, t.start))


def attachments(desk: Desk) -> tuple[Attachment, ...]:
    """Return the ties as a file for Gephi and others; none without ties."""
    held, ends = _joined(desk, stated(desk))
    if not held:
        return ()
    content = as_graphml(_network(desk, held, ends)).encode()
    about = f"The ties that passages about {desk.subject} state, for Gephi, yEd, igraph and Cytoscape"
    return (Attachment(name="network.graphml", content=content, about=about),)


def _joined(desk: Desk, ties: Sequence[Tie]) -> tuple[Held, Ends]:
    """Return the ties that are not denied by their ends and relation, and the institutions at the ends."""
    held: Held = defaultdict(list)
    ends: Ends = {}
    known = {entity.id: entity for entity in desk.material.entities}
    of = {(n.document, n.key): n.entity for n in desk.material.names}
    for tie in ties:
        if tie.modality is Modality.NEGATED:
            continue
        pair = []
        for key, name in ((tie.source, tie.source_name), (tie.target, tie.target_name)):
            ident = of.get((tie.document, key), key)
            ends.setdefault(ident, (name, known.get(ident)))
            pair.append(ident)
        held[pair[0], tie.relation.value, pair[1]].append(tie)
    return held, ends


def _picture(desk: Desk, ties: Sequence[Tie]) -> Figure | None:
    """Return the picture of the ties that are not denied; None for a few, which the table shows."""
    held, ends = _joined(desk, ties)
    if len(held) < DRAW:
        return None
    links = {ends_: _evidence(desk, own[:1]) for ends_, own in held.items()}
    look = Look(
        node=lambda ident: f"/institutions/{ident}" if ends[ident][1] else "",
        edge=lambda s, r, t: next((f"/evidence/{i}" for i in links[s, r, t]), ""),
        most=DRAWN,
        columns=5,
    )
    picture = figure(_network(desk, held, ends), look)
    rows = [
        line(
            ends[s][0], Cell(value=verb(r), evidence=tuple(links[s, r, t])), ends[t][0], len(held[s, r, t]),
        )
        for s, r, t in picture.edges
    ]  # fmt: skip
    columns = [
        text("source", "From"),
        text("relation", "Tie"),
        text("target", "To"),
        counts("statements", "Statements", "statements"),
    ]
    return Figure(
        id="ties-figure",
        caption=f"Ties that passages about {desk.subject} state, from local bodies at the bottom upwards",
        alternative=(
            f"Network of {plural(len(picture.nodes), 'institution')} in layers by scale, joined by "
            f"{plural(len(picture.edges), 'tie')}. The table has each with its sentence."
        ),
        svg=picture.svg,
        data=made("ties-drawn", "The ties of the picture", columns, rows),
    )


def _network(
    desk: Desk,
    held: Held,
    ends: Ends,
) -> Network:
    """Return the ties as a network that can be drawn."""
    import networkx as nx
    import pandas as pd

    graph = nx.MultiDiGraph()
    for ident, (name, entity) in sorted(ends.items()):
        kind = (entity.type if entity else None) or InstitutionType.OTHER
        scale = (entity.scale if entity else None) or Scale.UNKNOWN
        own = {t.document for pair, ties in held.items() if ident in (pair[0], pair[2]) for t in ties}
        graph.add_node(
            ident, name=name, type=kind.value, scale=scale.value, home="", home_name="", basis="home",
            documents=len(own), mentions=len(own),
        )  # fmt: skip
    for (source, relation, target), ties in sorted(held.items()):
        years = [y for t in ties if (y := desk.documents[t.document].year)]
        graph.add_edge(
            source, target, key=relation, relation=relation, directed=True, modality=ties[0].modality.value,
            confidence=max(t.confidence for t in ties), weight=len(ties),
            documents=len({t.document for t in ties}), first=min(years, default=0),
            last=max(years, default=0), evidence=[],
        )  # fmt: skip
    none = pd.DataFrame()
    joined = [
        replace(tie, source=source, target=target)
        for (source, _, target), ties in sorted(held.items())
        for tie in ties
    ]
    return Network(
        region="", region_name=desk.subject, years=None, snapshot=desk.material.snapshot, documents=(),
        graph=graph, comentions=nx.Graph(), ties=none, evidence=none, denied=none, notes=(),
        positions=positions([entity for _, entity in ends.values() if entity], joined),
    )  # fmt: skip


def _ties(desk: Desk, ties: Sequence[Tie]) -> Iterator[Claim]:
    if not ties:
        text_ = "The passages state no tie between two institutions."
        yield counted(
            "ties.none",
            text_,
            [Number(name="ties", value=0, unit="statements", link=desk.to.ties())],
            source="the ties of the snapshot",
        )
        return
    ways = Counter(t.modality for t in ties)
    owners = list(dict.fromkeys(t.document for t in ties))
    parts = [
        f"{number(ways[m])} {word if ways[m] == 1 else many}"
        for m, word, many in (
            (Modality.ASSERTED, "states it as a fact", "state it as a fact"),
            (Modality.PLANNED, "as a plan", "as a plan"),
            (Modality.HEDGED, "with reservations", "with reservations"),
            (Modality.NEGATED, "denies it", "deny it"),
        )
        if ways[m]
    ]
    text_ = (
        f"Ties between institutions are stated {_times(len(ties))}, in {support(desk, owners)}: "
        f"{names(parts)}."
    )
    if len(ties) == 1:
        text_ = f"One tie between institutions is stated: {_sentence(ties[0])}."
    numbers = [Number(name="ties", value=len(ties), unit="statements", link=desk.to.ties())]
    numbers += [Number(name=f"ties.{m.value}", value=n, unit="statements") for m, n in sorted(ways.items())]
    yield counted("ties.count", text_, numbers, source="ties", evidence=_evidence(desk, ties[:6]))
    joined = Counter(
        end for t in ties if t.modality is not Modality.NEGATED for end in {t.source_name, t.target_name}
    )
    top = [(name, n) for name, n in joined.most_common(2) if n > 2]
    if top:
        text_ = f"Most of them join {names(f'{body(name)} ({number(n)})' for name, n in top)}."
        if top[0][1] * 2 <= len(ties):
            text_ = (
                f"Joined most often {'is' if len(top) == 1 else 'are'} "
                f"{names(f'{body(name)} ({number(n)})' for name, n in top)}."
            )
        yield counted("ties.centre", text_, {f"ties.of.{name}": n for name, n in top}, source="ties")


def _times(count: int) -> str:
    return {1: "once", 2: "twice"}.get(count, f"{number(count)} times")


def _sentence(tie: Tie) -> str:
    return f"{body(tie.source_name)} {verb(tie.relation.value)} {body(tie.target_name)}"


def _evidence(desk: Desk, ties: Sequence[Tie]) -> list[str]:
    return [i for t in ties if (i := desk.take(desk.passages[t.passage], (t.start, t.end), t))]


def _tie_table(desk: Desk, ties: Sequence[Tie]) -> Table:
    ways = {
        Modality.ASSERTED: "a fact",
        Modality.PLANNED: "a plan",
        Modality.HEDGED: "likely",
        Modality.NEGATED: "denied",
    }
    rows = []
    for t in ties[:TIES]:
        year = desk.documents[t.document].year
        own = tuple(_evidence(desk, [t]))
        rows.append(
            line(
                t.source_name,
                Cell(value=verb(t.relation.value), evidence=own),
                t.target_name,
                ways[t.modality],
                year if year else None,
            )
        )
    rest = len(ties) - len(rows)
    note = None
    if rest > 0:
        said = f"{opening(rest, 'further statement')} {'is' if rest == 1 else 'are'} not listed."
        note = counted("ties.note", said, {"ties.unlisted": rest}, source="the ties of the snapshot")
    columns = [
        text("source", "Institution"),
        text("relation", "Tie"),
        text("target", "Institution", "the other end"),
        text("modality", "Stated as"),
        Column(key="year", label="Year", kind=ColumnKind.YEAR, meaning="of the document"),
    ]
    return made(
        "ties",
        f"Ties stated in {plural(len({t.document for t in ties}), 'document')}",
        columns,
        rows,
        note=note,
    )
