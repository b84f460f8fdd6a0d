"""When the theme is written about: by year and period, and whether its share changed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

from workingregions.models.trends import FEW, ChangePoint, MixChange, TrendTest, written
from workingregions.reports.english import percent
from workingregions.reports.report import Block, Cell, Claim, Figure, Paragraph, Section, Table, counted
from workingregions.reports.themes import charts
from workingregions.reports.themes.desk import Count, Desk
from workingregions.reports.themes.places import periods
from workingregions.reports.themes.prose import names, of_all
from workingregions.reports.themes.tables import SHARES, line, made, shares, text
from workingregions.reports.wording import body, number, of_difference, some

SETTLED = 0.01
FACETS = {"type": "type of document", "publisher": "publisher", "region": "region"}


def section(desk: Desk) -> Section:
    """Return the themes over time."""
    claims = tuple(_words(desk))
    counts = by_year(desk)
    svg = charts.trend(counts, periods(desk), by_period(desk)) if counts else ""
    blocks: list[Block] = [Paragraph(claims=claims)]
    if svg:
        blocks.append(
            Figure(
                id="years-figure",
                caption=f"Documents about {desk.subject} by year, and their share by period",
                alternative=_seen(counts),
                svg=svg,
                data=table(desk, "years-data"),
                note=counted(
                    "years.note",
                    "Below, a tall band means that there are few documents of that time; a dotted line "
                    "means fewer than five.",
                    {"years": len(counts)},
                    source="years-data",
                ),
            )
        )
    parts = _by_theme(desk)
    return Section(id="years", title="When it is written about", blocks=(*blocks, *parts))


def summary_figure(desk: Desk) -> Figure | None:
    """Return the small figure of the summary; None where there are no years or no documents about it."""
    counts = by_year(desk)
    if not counts or not desk.covered:
        return None
    return Figure(
        id="summary-figure",
        caption=_caption(desk, counts),
        alternative=_seen(counts),
        svg=charts.years(counts),
        data=table(desk, "summary-data"),
    )


def _caption(desk: Desk, counts: Mapping[int, Count]) -> str:
    """Return what the small figure shows: the year with most documents, if there is one."""
    most = max(count.hits for count in counts.values())
    peaks = [year for year, count in counts.items() if count.hits == most]
    if not most:
        return f"No document about {desk.subject} bears a year"
    if len(peaks) > 1:
        return f"No year has more than {some(most, 'document')} about {desk.subject}"
    return f"The year with most documents about {desk.subject} is {peaks[0]}: {most}"


def by_year(desk: Desk) -> dict[int, Count]:
    """Return the count of every year from the first to the last, also without documents."""
    return desk.once("years", lambda: _by_year(desk))


def _by_year(desk: Desk) -> dict[int, Count]:
    ids: dict[int, list[str]] = defaultdict(list)
    for d in desk.documents.values():
        if d.year is not None:
            ids[d.year].append(d.id)
    return {y: desk.count(ids.get(y, [])) for y in range(min(ids), max(ids) + 1)} if ids else {}


def by_period(desk: Desk) -> list[Count]:
    """Return the count of each period."""
    found = []
    for first, last in periods(desk):
        own = (d.id for d in desk.documents.values() if d.year is not None and first <= d.year <= last)
        found.append(desk.count(own))
    return found


def table(desk: Desk, ident: str) -> Table:
    """Return the counts by year, of years with documents."""
    rows = [
        line(str(year), *shares(desk, count, year=str(year)))
        for year, count in by_year(desk).items()
        if count.total
    ]
    undated = desk.count(d.id for d in desk.documents.values() if d.year is None)
    if undated.total:
        rows.append(line("not known", *shares(desk, undated, year="unknown")))
    return made(ident, "Documents about the theme by year", [text("year", "Year"), *SHARES], rows)


def finding(desk: Desk) -> Claim | None:
    """Return the sentence of the summary on time; None where nothing is dated."""
    counts = {y: c for y, c in by_year(desk).items() if c.hits}
    if not counts:
        return None
    first, last = min(counts), max(counts)
    said = (
        f"All dated documents about it are of {first}."
        if first == last
        else f"The dated documents about it run from {first} to {last}."
    )
    said += f" {trend(desk.material.trend)}"
    numbers = {"trend.first": first, "trend.last": last, **_numbers(desk.material.trend)}
    evidence = desk.evidence([d for d in desk.covered if desk.documents[d].year in (first, last)], 4)
    return counted("summary.years", said, numbers, source="years-data", evidence=evidence)


def trend(test: TrendTest) -> str:
    """Return in a sentence whether the share changed over the years."""
    if test.p is None or test.odds is None or test.q is None:
        return _untested(test)
    if test.documents < FEW:
        return (
            "They are too few for a trend to be told."
            if test.documents > 1
            else "One document shows no trend."
        )
    if test.direction == "none":
        return (
            "Their share of all documents neither rises nor falls beyond what chance explains (p = "
            f"{written(test.p)})."
        )
    verb = "rises" if test.direction == "rising" else "falls"
    sure = of_difference(test.p)
    change = abs(test.odds - 1)
    way = "grow" if test.odds > 1 else "shrink"
    return (
        f"Their share of all documents {verb}: the odds that a document is about it {way} by "
        f"{percent(change)} a "
        f"year, a {sure} trend (p {'' if written(test.p).startswith('<') else '= '}{written(test.p)})."
    )


def _untested(test: TrendTest) -> str:
    if not test.of_documents:
        return "Whether the share changed cannot be tested, as no document that could be read is dated."
    if not test.documents:
        return "There is no change to test, as no dated document is about it."
    if test.documents == test.of_documents:
        return "There is no change to test, as every dated document is about it."
    few = f"{some(test.of_documents, 'dated document')} of {some(test.years, 'year')}"
    return (
        f"Whether the share changed cannot be tested: {few} {'is' if test.of_documents == 1 else 'are'} too "
        "few."
    )


def _words(desk: Desk) -> Iterator[Claim]:
    counts = {y: c for y, c in by_year(desk).items() if c.hits}
    test = desk.material.trend
    if counts:
        peak = max(counts, key=lambda y: (counts[y].hits, counts[y].share, -y))
        alone = sum(c.hits == counts[peak].hits for c in counts.values()) == 1
        if alone and len(counts) > 1:
            count = counts[peak]
            said = (
                f"The year with most documents about {desk.subject} is {peak}, with {number(count.hits)} of "
                f"{number(count.total)}."
            )
            yield counted(
                "years.peak", said, desk.numbers(f"year.{peak}", count, year=str(peak)), source="years-data",
                evidence=desk.evidence([d for d in desk.covered if desk.documents[d].year == peak], 6),
            )  # fmt: skip
    spans = [(s, c) for s, c in zip(periods(desk), by_period(desk), strict=True) if c.total]
    if len(spans) > 1 and any(c.hits for _, c in spans):
        high = max(spans, key=lambda s: (s[1].share, s[1].total))
        told = _span(high[0])
        said = f"By period, the share is greatest in {told}: {of_all(high[1])}."
        if high[1].few:
            said += " With so few documents, that share says little."
        yield counted(
            "years.period",
            said,
            desk.numbers(f"period.{high[0][0]}", high[1], year=f"{high[0][0]}:{high[0][1]}"),
            source="years-data",
        )
    yield counted("years.trend", f"{trend(test)}{_details(test)}", _numbers(test), source="years-data")
    for change in test.changes:
        yield counted(
            f"years.change.{change.year}",
            _change(change),
            {"change.year": change.year, "change.p": change.p},
            source="years-data",
        )
    if test.mix and test.half:
        yield counted(
            "years.mix",
            _mix(test, test.half),
            {f"mix.{m.facet}": m.distance for m in test.mix},
            source="years-data",
        )


def _span(span: tuple[int, int]) -> str:
    return str(span[0]) if span[0] == span[1] else f"{span[0]} to {span[1]}"


def _details(test: TrendTest) -> str:
    """Return how the trend was tested, in a sentence."""
    if test.p is None or test.odds is None or test.documents < FEW:
        return ""
    held = f", with {names(test.held)} held constant" if test.held else ""
    said = (
        f" By logistic regression on the year{held}, the odds change by a factor of {test.odds:.2f} a year "
        f"(95 % interval {test.odds_low:.2f} to {test.odds_high:.2f})"
    )
    if test.tau is None or test.mann_kendall_p is None:
        return f"{said}."
    agrees = (test.mann_kendall_p < 0.05) == (test.direction != "none")
    what = "agrees" if agrees else "does not agree"
    rank = f"p {'' if written(test.mann_kendall_p).startswith('<') else '= '}{written(test.mann_kendall_p)}"
    return f"{said}; the rank test of Mann and Kendall on the shares of the years {what} ({rank})."


def _change(change: ChangePoint) -> str:
    before, after = (
        f"{h} of {n} documents ({percent(h / n)})"
        for h, n in ((change.documents_before, change.of_before), (change.documents_after, change.of_after))
    )
    rises = change.documents_after / change.of_after > change.documents_before / change.of_before
    return (
        f"The share {'rose' if rises else 'fell'} in {change.year}: from {before} to {after}, a "
        f"{of_difference(change.p)} change."
    )


def _mix(test: TrendTest, half: int) -> str:
    def told(change: MixChange) -> str:
        name = change.category.replace("_", " ") or "unknown"
        shown = body(name) if change.facet == "publisher" and name not in ("others", "unknown") else name
        return (
            f"by {FACETS[change.facet]} ({shown}: {percent(change.share_a)} before {half}, "
            f"{percent(change.share_b)} from then on)"
        )

    return (
        "The documents themselves differ between the earlier and the later years, which alone may move the "
        "share: "
        f"{names(map(told, test.mix))}."
    )


def _numbers(test: TrendTest) -> dict[str, float]:
    found: dict[str, float] = {"trend.documents": test.documents, "trend.of_documents": test.of_documents}
    for name in ("odds", "odds_low", "odds_high", "p", "tau", "mann_kendall_p"):
        value = getattr(test, name)
        if value is not None:
            found[f"trend.{name}"] = float(value)
    return found


def _by_theme(desk: Desk) -> list[Paragraph | Table]:
    """Return the counts of each theme, where there are several."""
    if len(desk.themes) < 2:
        return []
    from workingregions.reports.themes.links import Links

    rows = []
    for theme in desk.themes:
        passages = desk.by_theme[theme.id]
        count = Count.of(len({desk.passages[p].document for p in passages}), len(desk.documents))
        to = Links([theme.id], desk.material.years)
        cells = shares(desk, count)
        linked = (Cell(value=count.hits, link=to.documents()), Cell(value=count.total, link=to.every()))
        rows.append(line(theme.label, *linked, *cells[2:]))
    return [
        made("themes", "The themes of this review, each by itself", [text("theme", "Theme"), *SHARES], rows)
    ]


def _seen(counts: dict[int, Count]) -> str:
    hits = [f"{c.hits} of {c.total} in {y}" for y, c in counts.items() if c.hits]
    return f"Bars by year. Documents about the theme: {'; '.join(hits) if hits else 'none'}."
