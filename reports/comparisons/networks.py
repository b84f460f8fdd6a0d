"""The networks of a comparison at equal documents: sizes, kinds, scales, and what regions share."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations_with_replacement

from workingregions.models.equal_networks import SCALES as LEVELS
from workingregions.models.equal_networks import Measured
from workingregions.models.networks import GROUPS
from workingregions.models.wording import listed, the
from workingregions.reports.comparisons.material import ComparisonMaterial
from workingregions.reports.comparisons.panels import panels
from workingregions.reports.parts import column, row, table
from workingregions.reports.report import (
    Block,
    Cell,
    Claim,
    Column,
    ColumnKind,
    Number,
    Paragraph,
    Row,
    Section,
    Table,
    counted,
    recorded,
)
from workingregions.reports.wording import body, capital, some


def networks(found: ComparisonMaterial) -> Section:
    """Return the section on networks."""
    title = "Networks at equal numbers of documents"
    equal = found.networks
    if len(equal.regions) < 2:
        claim = recorded(
            "networks.none",
            "The networks cannot be compared at equal numbers of documents: fewer than two regions have "
            "the three documents that are the least.",
            source="models.equal_networks",
        )
        figure = panels(found)
        return Section(
            id="networks", title=title, blocks=(Paragraph(claims=(claim,)), *((figure,) if figure else ()))
        )
    blocks: list[Block] = [Paragraph(claims=tuple(_claims(found)))]
    if figure := panels(found):
        blocks.append(figure)
    blocks += [_sizes(found), _kinds(found), _mixing(found), _overlaps(found)]
    if found.shared_evidence:
        blocks.append(_shared(found))
    return Section(id="networks", title=title, blocks=tuple(blocks))


def _claims(found: ComparisonMaterial) -> Iterator[Claim]:
    equal, names = found.networks, {r.region: the(r.name) for r in found.regions}
    yield recorded(
        "networks.lead",
        f"Each region is reduced to {some(equal.at, 'document')}, the number of the smallest, by drawing "
        f"so many at random {equal.draws} times; values are means over these, intervals those of the "
        "documents drawn again.",
        source="models.equal_networks",
    )
    if equal.left_out:
        yield counted(
            "networks.left-out",
            f"{capital(listed(names[r] for r in equal.left_out))} "
            f"{'has' if len(equal.left_out) == 1 else 'have'} too few documents for that and is left out.",
            [
                Number(name=f"documents.{r}", value=equal.documents[r], unit="documents")
                for r in equal.left_out
            ],
            source="regions",
        )
    ranked = sorted(equal.regions, key=lambda r: -(equal.institutions[r].value or 0))
    most, least = ranked[0], ranked[-1]
    a, b = equal.institutions[most], equal.institutions[least]
    clear = a.low is not None and b.high is not None and a.low > b.high
    yield counted(
        "networks.size",
        f"In {some(equal.at, 'document')} one expects {_value(a)} institutions of {names[most]} and "
        f"{_value(b)} of {names[least]}{'' if clear else '; the intervals overlap'}.",
        [
            Number(name=f"equal.institutions.{r}", value=equal.institutions[r].value or 0.0)
            for r in equal.regions
        ],
        source="equal-sizes",
    )
    untied = [r for r in equal.regions if not equal.ties[r].value]
    if untied:
        yield counted(
            "networks.untied",
            f"No tie between institutions of {listed(names[r] for r in untied)} is stated, so that scales "
            "and overlap of ties cannot be compared there.",
            [Number(name=f"equal.ties.{r}", value=0.0) for r in untied],
            source="equal-sizes",
        )
    yield _in_several(found)


def _in_several(found: ComparisonMaterial) -> Claim:
    several = sorted(found.shared_evidence, key=lambda node: (found.names[node].casefold(), node))
    others = " and others" if len(several) > 6 else ""
    if several:
        return counted(
            "networks.shared",
            f"{capital(some(len(several), 'institution'))} {'is' if len(several) == 1 else 'are'} named in "
            "passages on more than one of the regions: "
            f"{listed([body(found.names[n]) for n in several[:6]])}{others}.",
            [Number(name="institutions.shared", value=len(several), unit="institutions")],
            source="shared",
            evidence=[ident for node in several[:3] for ident in found.shared_evidence[node][:2]],
        )
    return counted(
        "networks.shared",
        "No institution is named in passages on more than one of the regions.",
        [Number(name="institutions.shared", value=0, unit="institutions")],
        source="panels-data",
    )


def _sizes(found: ComparisonMaterial) -> Table:
    equal, names = found.networks, {r.region: r.name for r in found.regions}
    rows = [
        (
            capital(the(names[r])),
            equal.documents[r],
            *_pair(equal.institutions[r]),
            *_pair(equal.ties[r]),
        )
        for r in equal.regions
    ]
    columns = (
        column("region", "Region"),
        column("documents", "Documents", ColumnKind.COUNT, unit="documents"),
        column("institutions", f"Institutions in {equal.at}", ColumnKind.NUMBER),
        column("institutions_interval", "95 % interval", ColumnKind.INTERVAL),
        column("ties", f"Ties in {equal.at}", ColumnKind.NUMBER),
        column("ties_interval", "95 % interval", ColumnKind.INTERVAL),
    )
    return table(
        "equal-sizes", f"Institutions and ties expected in {some(equal.at, 'document')}", columns, rows
    )


def _kinds(found: ComparisonMaterial) -> Table:
    equal = found.networks
    rows = [
        (group, *(v for r in equal.regions for v in _pair(equal.kinds[r, group])))
        for group in GROUPS
        if any((equal.kinds[r, group].value or 0) > 0 for r in equal.regions)
    ]
    return table(
        "equal-kinds",
        f"Kinds of institution in {some(equal.at, 'document')}, as shares",
        (column("kind", "Kind"), *_share_columns(found)),
        rows,
        wide=len(equal.regions) > 3,
    )


def _mixing(found: ComparisonMaterial) -> Table:
    equal = found.networks
    none = Measured(value=None)
    rows: list[Row] = []
    for pair in combinations_with_replacement(LEVELS, 2):
        values = [equal.mixing.get((r, pair), none) for r in equal.regions]
        name = f"{pair[0]} with {pair[1]}" if pair[0] != pair[1] else f"within the {pair[0]} scale"
        rows.append(row((capital(name), *(v for m in values for v in _pair(m)))))
    note = recorded(
        "equal-mixing.note",
        "Shares of the ties whose ends both act at a known scale. An empty cell: in most draws no such "
        "tie is stated.",
        source="models.equal_networks",
    )
    return table(
        "equal-mixing",
        f"Which scales are tied to which, in {some(equal.at, 'document')}",
        (column("scales", "Scales"), *_share_columns(found)),
        rows,
        note=note,
        wide=len(equal.regions) > 3,
    )


def _overlaps(found: ComparisonMaterial) -> Table:
    names = {r.region: r.name for r in found.regions}
    rows = []
    for o in found.networks.overlaps:
        pair = f"{capital(the(names[o.one]))} and {the(names[o.other])}"
        rows.append((pair, "institutions", *_pair(o.institutions), *_pair(o.institutions_shared)))
        rows.append((pair, "ties", *_pair(o.ties), *_pair(o.ties_shared)))
    columns = (
        column("regions", "Regions"),
        column("what", "What"),
        column("number", "Number", ColumnKind.NUMBER),
        column("number_interval", "95 % interval", ColumnKind.INTERVAL),
        column("share", "Of all of both", ColumnKind.SHARE),
        column("share_interval", "95 % interval", ColumnKind.SHARES),
    )
    caption = f"What the networks share, in {some(found.networks.at, 'document')} of each region"
    return table("equal-overlap", caption, columns, rows)


def _shared(found: ComparisonMaterial) -> Table:
    rows = []
    for node in sorted(found.shared_evidence, key=lambda n: (found.names[n].casefold(), n)):
        counts = [
            int(r.network.graph.nodes[node]["documents"]) if node in r.network.graph else 0
            for r in found.regions
        ]
        name = Cell(
            value=found.names[node], link=f"/institutions/{node}", evidence=found.shared_evidence[node]
        )
        rows.append(row((name, *counts)))
    columns = (
        column("institution", "Institution"),
        *(
            column(f"region{n}", capital(the(r.name)), ColumnKind.COUNT, unit="documents")
            for n, r in enumerate(found.regions, 1)
        ),
    )
    return table("shared", "Institutions named in passages on several of the regions", columns, rows)


def _share_columns(found: ComparisonMaterial) -> list[Column]:
    names = {r.region: r.name for r in found.regions}
    made = []
    for n, region in enumerate(found.networks.regions, 1):
        made.append(column(f"share{n}", capital(the(names[region])), ColumnKind.SHARE))
        made.append(column(f"interval{n}", "95 % interval", ColumnKind.SHARES))
    return made


def _pair(found: Measured) -> tuple[object, object]:
    return found.value, (found.low, found.high)


def _value(found: Measured) -> str:
    if found.value is None:
        return "an unknown number of"
    value = f"{found.value:.1f}".removesuffix(".0")
    if found.low is None or found.high is None:
        return value
    return f"{value} (95 % interval {found.low:.0f} to {found.high:.0f})"
