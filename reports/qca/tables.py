"""The tables of an analysis."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from workingregions.models.qca import KINDS, Case, Side, Study, Value
from workingregions.models.wording import listed
from workingregions.reports.english import percent
from workingregions.reports.qca.words import suffix
from workingregions.reports.report import Cell, Claim, Column, ColumnKind, Row, Table, recorded

SCORE, COUNT, SHARE = ColumnKind.SCORE, ColumnKind.COUNT, ColumnKind.SHARE
FITTING = 5
"""Conditions up to which a truth table fits an upright page."""
SHOWN = 6
"""Models of a solution that the table has; the data files have all."""
STATES = {"1": "sufficient", "0": "not sufficient", "?": "too few"}


def column(key: str, label: str, kind: ColumnKind = ColumnKind.TEXT, meaning: str = "") -> Column:
    """Return a column."""
    return Column(key=key, label=label, kind=kind, meaning=meaning)


def known(value: float) -> float | None:
    """Return a number, or None for one that is not known."""
    return value if math.isfinite(value) else None


def made(
    ident: str,
    caption: str,
    columns: Sequence[Column],
    rows: Iterable[Sequence[object]],
    *,
    note: Claim | None = None,
    wide: bool = False,
) -> Table:
    """Return a table of values or cells."""
    return Table(
        id=ident,
        caption=caption,
        columns=tuple(columns),
        rows=tuple(
            Row(cells=tuple(v if isinstance(v, Cell) else Cell(value=v) for v in row))  # type: ignore[arg-type]
            for row in rows
        ),
        note=note,
        wide=wide,
    )


def region(study: Study, code: str) -> Cell:
    """Return a cell that names a case and leads to its page."""
    names = {case.region: case.name for case in study.cases}
    return Cell(value=names.get(code, code), link=f"/regions/{code}")


def cases(study: Study) -> Table:
    """Return the regions with their values and memberships; a value opens on sentences behind it."""
    variables = (*study.spec.conditions, study.spec.outcome)
    columns = [column("region", "Region"), column("documents", "Documents", COUNT)]
    for variable in variables:
        columns += [
            column(f"{variable.name}_raw", f"{variable.name}, measured", ColumnKind.NUMBER, variable.label),
            column(f"{variable.name}_interval", "95 % interval", ColumnKind.INTERVAL),
            column(variable.name, variable.name, SCORE, f"Membership in {variable.label}, 0 to 1"),
        ]
    rows = []
    for case in study.cases:
        cells: list[object] = [region(study, case.region), case.documents]
        for value in (*case.conditions, case.outcome):
            cells += [
                Cell(value=value.raw, evidence=value.evidence),
                None if value.low is None else (value.low, value.high),
                value.membership,
            ]
        rows.append(cells)
    at = f" Conditions from documents are measured in {study.at} documents each." if study.at else ""
    note = recorded(
        "cases.note",
        f"A membership above .5 is more in the set than out of it.{at}",
        source="run",
    )
    return made("cases", "The regions, measured and calibrated", columns, rows, note=note, wide=True)


def left_out(study: Study) -> Table:
    """Return the regions that are not analysed, and why."""
    return made(
        "left-out",
        "Regions of the table that are not analysed",
        [column("region", "Region"), column("code", "Code"), column("why", "Why")],
        [(row.name, row.region, row.why) for row in study.left_out],
    )


def calibration(study: Study) -> Table:
    """Return the anchors with their reasons and sources."""
    rows = []
    for variable in (*study.spec.conditions, study.spec.outcome):
        measured = f"documents: {variable.measure.replace('_', ' ')}"
        brought = f"{variable.column} ({variable.source}, {variable.year})"
        rows.append(
            (
                variable.name,
                variable.label,
                brought if variable.column else measured,
                float(variable.anchors.out),
                float(variable.anchors.crossover),
                float(variable.anchors.full),
                variable.expected or "none",
                variable.reason,
            )
        )
    number = ColumnKind.NUMBER
    return made(
        "calibration",
        "Conditions and outcome: sources, anchors and reasons",
        [
            column("name", "Name"), column("label", "Set"), column("source", "Measured by"),
            column("out", "Fully out", number, "Value at which the membership is .05"),
            column("crossover", "Crossover", number, "Value at which the membership is .5"),
            column("full", "Fully in", number, "Value at which the membership is .95"),
            column("expected", "Expected"), column("reason", "Reason"),
        ],
        rows,
        wide=True,
    )  # fmt: skip


def necessity(side: Side) -> Table:
    """Return how far each condition, and its absence, is necessary."""
    return made(
        f"necessity{suffix(side)}",
        f"Necessity for {side.outcome}",
        [
            column("condition", "Condition"), column("consistency", "Consistency", SCORE),
            column("coverage", "Coverage", SCORE), column("ron", "RoN", SCORE, "Relevance of necessity"),
        ],
        [(n.condition, known(n.consistency), known(n.coverage), known(n.ron)) for n in side.necessity],
    )  # fmt: skip


def truth_table(side: Side, study: Study) -> Table:
    """Return the rows that regions have, with these and the evidence behind what puts them there."""
    shares = {share.row: share for share in side.robust.rows} if side.robust else {}
    columns = [column("row", "Row", COUNT), *(column(name, name, COUNT) for name in study.spec.names)]
    columns += [
        column("cases", "Regions"), column("n", "n", COUNT, "Number of regions"),
        column("consistency", "Consistency", SCORE), column("pri", "PRI", SCORE),
        column("outcome", "Taken as"),
    ]  # fmt: skip
    if shares:
        columns.append(column("sufficient", "In draws", SHARE, "Share of draws in which it is sufficient"))
    by_code = {case.region: case for case in study.cases}
    rows = []
    for row in side.table.rows:
        if not row.cases:
            continue
        evidence = dict.fromkeys(
            ident for code in row.cases for value in by_code[code].conditions for ident in value.evidence[:1]
        )
        cells: list[object] = [row.row, *row.values]
        cells += [
            Cell(value=", ".join(by_code[code].name for code in row.cases), evidence=tuple(evidence)),
            len(row.cases),
            known(row.consistency),
            known(row.pri),
            STATES[row.outcome],
        ]
        if shares:
            cells.append(shares[row.row].sufficient)
        rows.append(cells)
    empty = sum(not row.cases for row in side.table.rows)
    note = recorded(
        f"truth{suffix(side)}.note",
        f"1 is presence, 0 absence. {empty} of {len(side.table.rows)} combinations have no region "
        "and are not "
        "shown; their numbers are those of R's QCA.",
        source="run",
    )
    return made(
        f"truth-table{suffix(side)}",
        f"Truth table for {side.outcome}",
        columns,
        rows,
        note=note,
        wide=len(study.spec.names) > FITTING,
    )


def models(side: Side) -> Table:
    """Return the models of the three solutions, and the fit of the terms of each one's first."""
    rows: list[Sequence[object]] = []
    more = []
    for kind in KINDS:
        solution = getattr(side.solutions, kind)
        for number, model in enumerate(solution.models[:SHOWN], 1):
            whole = (known(model.fit.consistency), known(model.fit.pri), known(model.fit.coverage))
            rows.append((f"{kind}, M{number}", model.expression, *whole, None, len(model.assumed)))
            for term in model.terms if number == 1 and len(model.terms) > 1 else ():
                own = (known(term.fit.consistency), known(term.fit.pri), known(term.fit.coverage))
                rows.append((f"term of M{number}", term.term, *own, known(term.unique), None))
        if len(solution.models) > SHOWN:
            more.append(f"{len(solution.models) - SHOWN} more {kind}")
    rest = f" There are {listed(more)} models in solutions.csv." if more else ""
    note = recorded(
        f"models{suffix(side)}.note",
        f"Models of one solution fit the cases equally well. Terms are shown of the first model.{rest}",
        source="run",
    )
    return made(
        f"models{suffix(side)}",
        f"Solutions for {side.outcome}",
        [
            column("solution", "Solution, model"), column("expression", "Expression"),
            column("consistency", "Consistency", SCORE),
            column("pri", "PRI", SCORE), column("coverage", "Coverage", SCORE),
            column("unique", "Unique", SCORE, "Coverage that no other term of the model has"),
            column("assumed", "Assumed", COUNT, "Logical remainders that the model takes as sufficient"),
        ],
        rows,
        note=note,
    )  # fmt: skip


def term_cases(side: Side, study: Study) -> Table:
    """Return the regions of each term of the first models, those that contradict it apart."""
    rows = []
    for kind in KINDS:
        for model in getattr(side.solutions, kind).models[:1]:
            for term in model.terms:
                inside = [c for c in term.cases if c not in term.contradicting]
                rows.append((kind, term.term, _names(study, inside), _names(study, term.contradicting)))
    return made(
        f"term-cases{suffix(side)}",
        f"Regions of the terms for {side.outcome}",
        [
            column("solution", "Solution"), column("term", "Term"),
            column("cases", "Regions consistent with it"),
            column("contradicting", "Regions that contradict it"),
        ],
        rows,
    )  # fmt: skip


def _names(study: Study, codes: Sequence[str]) -> str:
    names = {case.region: case.name for case in study.cases}
    return ", ".join(names[code] for code in codes) or "none"


def assumptions(side: Side, study: Study) -> Table:
    """Return the combinations without regions that solutions assume, easy and difficult ones apart."""
    easy = set(side.solutions.easy)
    rows = []
    for row in side.table.rows:
        if row.row in easy or row.row in side.solutions.difficult:
            kind = "easy" if row.row in easy else "difficult"
            in_line = "intermediate and parsimonious" if row.row in easy else "parsimonious"
            rows.append((row.row, *row.values, kind, in_line))
    return made(
        f"assumptions{suffix(side)}",
        f"Combinations without regions that are assumed to have {side.outcome}",
        [
            column("row", "Row", COUNT), *(column(name, name, COUNT) for name in study.spec.names),
            column("kind", "Counterfactual"), column("solutions", "Assumed by"),
        ],
        rows,
    )  # fmt: skip


def robust_terms(side: Side) -> Table:
    """Return the shares of draws in which the terms of the solutions hold."""
    found = side.robust.terms if side.robust else ()
    return made(
        f"robust-terms{suffix(side)}",
        f"Terms for {side.outcome}, with the documents drawn again",
        [
            column("solution", "Solution"), column("term", "Term"),
            column("sufficient", "Sufficient", SHARE, "Share of draws in which it reaches the thresholds"),
            column("found", "In a solution", SHARE, "Share of draws with this very term in a model"),
        ],
        [(t.kind, t.term, t.sufficient, t.found) for t in found],
    )  # fmt: skip


def robust_regions(side: Side, study: Study) -> Table:
    """Return the rows that each region may be in."""
    found = side.robust.regions if side.robust else ()
    own = {code: row.row for row in side.table.rows for code in row.cases}
    rows = []
    for case in found:
        shares = dict(case.rows)
        others = [f"{row} ({percent(share)})" for row, share in case.rows if row != own[case.case]]
        rows.append(
            (
                region(study, case.case),
                own[case.case],
                shares.get(own[case.case], 0.0),
                ", ".join(others) or "none",
                case.unknown,
            )
        )
    return made(
        "robust-regions",
        "Rows of the truth table that regions are in, with the documents drawn again",
        [
            column("region", "Region"), column("row", "Row", COUNT), column("share", "In it", SHARE),
            column("others", "Also in rows"), column("unknown", "Not measured", SHARE),
        ],
        rows,
    )  # fmt: skip


def values_of(case: Case) -> tuple[Value, ...]:
    """Return the values of a case, the outcome last."""
    return (*case.conditions, case.outcome)
