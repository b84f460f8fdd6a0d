"""How what is said of a region changed: themes over the years, institutions and ties between two periods."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from workingregions.models.trends import TrendTest
from workingregions.models.wording import the
from workingregions.reports.english import lower
from workingregions.reports.parts import column, row, table
from workingregions.reports.regions.material import Periods, RegionMaterial
from workingregions.reports.report import (
    Block,
    Cell,
    Claim,
    ColumnKind,
    Number,
    Paragraph,
    Section,
    Table,
    counted,
)
from workingregions.reports.wording import SCALES, body, capital, number, some, some_of, type_name

SHOWN = 20


def change(found: RegionMaterial) -> Section:
    """Return the section on trends and on change between periods."""
    blocks: list[Block] = [Paragraph(claims=tuple(_trends(found)))]
    if found.periods:
        blocks.append(Paragraph(claims=tuple(_periods(found.periods))))
        if made := _table(found.periods):
            blocks.append(made)
    return Section(id="change", title=f"How {the(found.name)} changed in the documents", blocks=tuple(blocks))


def _trends(found: RegionMaterial) -> Iterator[Claim]:
    labels = {t.id: t.label for t in found.themes}
    tested = [t for t in found.trends if t.p is not None]
    first = next(iter(found.trends), None)
    dated = first.of_documents if first else 0
    base = Number(name="documents.dated", value=dated, unit="documents")
    if not tested:
        years = first.years if first else 0
        yield counted(
            "trends.none",
            f"Whether a theme rises or falls cannot be tested: {some(dated, 'dated document')} of "
            f"{some(years, 'year')} are too few.",
            [base, Number(name="years", value=years, unit="years")],
            source="by-year-data",
        )
        return
    moving = [t for t in tested if t.direction in ("rising", "falling")]
    for test in moving:
        yield _trend(test, labels.get(test.theme, test.theme))
    if not moving:
        yield counted(
            "trends.flat",
            f"Of the {len(tested)} themes that could be tested over the {dated} dated documents, none "
            "clearly rises or falls.",
            [base, Number(name="trends.tested", value=len(tested), unit="themes")],
            source="by-year-data",
        )
    if warned := next((t for t in tested if t.warnings), None):
        yield counted("trends.mix", capital(warned.warnings[0]), [base], source="by-publisher")


def _trend(test: TrendTest, label: str) -> Claim:
    word = "rises" if test.direction == "rising" else "falls"
    return counted(
        f"trend.{test.theme}",
        f"The share of documents about {lower(label)} {word} from {test.first} to {test.last}: the odds "
        f"change by a factor of {test.odds:.2f} a year (95 % interval {test.odds_low:.2f} to "
        f"{test.odds_high:.2f}).",
        [
            Number(name=f"trend.{test.theme}.odds", value=test.odds or 0.0),
            Number(name=f"trend.{test.theme}.documents", value=test.documents, unit="documents"),
        ],
        source="by-year-data",
    )


def _periods(periods: Periods) -> Iterator[Claim]:
    rows = periods.change.institutions
    counts = {kind: int((rows["change"] == kind).sum()) for kind in ("entered", "left", "stayed")}
    before, after = periods.documents
    numbers = [
        Number(name="documents.before", value=before, unit="documents"),
        Number(name="documents.after", value=after, unit="documents"),
        *(Number(name=f"institutions.{k}", value=n, unit="institutions") for k, n in counts.items()),
    ]
    yield counted(
        "change.institutions",
        f"Of the institutions named in {periods.before} ({some(before, 'document')}), "
        f"{_none(counts['stayed'])} {_is(counts['stayed'])} named in {periods.after} "
        f"({some(after, 'document')}) as well and {_none(counts['left'])} {_is(counts['left'])} not; "
        f"{_none(counts['entered'])} {_is(counts['entered'])} named in the later period alone.",
        numbers,
        source="change-table" if len(rows) else "institutions of the snapshot",
    )
    yield from _named(rows, "stayed", "Named in both are", numbers)
    lasting = rows[(rows["change"] == "entered") & (rows["documents_after"] > 1)]
    yield from _named(lasting, "entered", "Of the new names, several documents mention", numbers)
    ties = periods.change.ties
    formed, lost, kept = (int((ties["change"] == k).sum()) for k in ("formed", "dissolved", "kept"))
    if formed + lost + kept:
        yield counted(
            "change.ties",
            f"Of the ties, {_none(kept)} {_is(kept)} stated in both periods, {_none(formed)} only in the "
            f"later and {_none(lost)} only in the earlier.",
            [Number(name="ties.formed", value=formed), Number(name="ties.dissolved", value=lost)],
            source="ties-all",
        )
    yield counted(
        "change.caution",
        "A name that is missing from a period need not have been missing from the region: no document of "
        "that period says it.",
        numbers[:2],
        source="by-year-data",
    )


def _named(rows: Any, kind: str, lead: str, numbers: list[Number]) -> Iterator[Claim]:
    own = rows[rows["change"] == kind] if len(rows) else rows
    if not len(own):
        return
    ordered = own.sort_values(["documents_after", "documents_before", "name"], ascending=[False, False, True])
    names = [body(str(name)) for name in ordered["name"]]
    yield counted(f"change.{kind}", f"{lead} {some_of(names, 5)}.", numbers, source="change-table")


def _table(periods: Periods) -> Table | None:
    rows = periods.change.institutions
    if not len(rows):
        return None
    order = {"stayed": 0, "entered": 1, "left": 2}
    ranked = sorted(
        rows.to_dict("records"),
        key=lambda r: (order[r["change"]], -(r["documents_before"] + r["documents_after"]), r["name"]),
    )
    words = {"stayed": "in both", "entered": "only later", "left": "only earlier"}
    made = [
        row(
            (
                Cell(value=r["name"], link=f"/institutions/{r['entity']}"),
                type_name(r["type"]),
                SCALES.get(r["scale"], r["scale"]),
                words[r["change"]],
                int(r["documents_before"]),
                int(r["documents_after"]),
            )
        )
        for r in ranked[:SHOWN]
    ]
    columns = (
        column("institution", "Institution"),
        column("type", "Kind"),
        column("scale", "Scale"),
        column("change", "Named"),
        column("before", capital(periods.before), ColumnKind.COUNT, unit="documents"),
        column("after", capital(periods.after), ColumnKind.COUNT, unit="documents"),
    )
    cut = f"; the first {SHOWN} of {len(ranked)}" if len(ranked) > SHOWN else ""
    caption = f"Institutions in two periods{cut}"
    return table("change-table", caption, columns, made)


def _none(count: int) -> str:
    return number(count) if count else "none"


def _is(count: int) -> str:
    return "is" if count in (0, 1) else "are"
