"""Whether the headline holds, how much is still unseen, and how far the machine can be trusted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from workingregions.models.labels import ENOUGH, Agreement
from workingregions.models.robustness import AtThreshold, Without, sweep, without_each
from workingregions.models.thickness import coverage, frequencies, observed, richness, unseen
from workingregions.models.trends import BENCHMARK, corrected
from workingregions.reports.english import lower, percent
from workingregions.reports.report import (
    Block,
    Claim,
    Column,
    ColumnKind,
    Figure,
    Paragraph,
    Section,
    Table,
    counted,
    recorded,
)
from workingregions.reports.themes import charts
from workingregions.reports.themes.actors import actors
from workingregions.reports.themes.composition import groups
from workingregions.reports.themes.desk import Count, Desk
from workingregions.reports.themes.material import Reliability
from workingregions.reports.themes.prose import body, called, interval, number, opening, some
from workingregions.reports.themes.silence import peak
from workingregions.reports.themes.tables import counts, line, made, text

SHOWN = 6
"""Publishers and documents in the table of what changes the share most."""
STEPS = (0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)
AHEAD = 10
"""Documents for which is told what they are expected to add."""


def section(desk: Desk) -> Section:
    """Return robustness, saturation and reliability."""
    parts = (_robustness(desk), *([saturation] if (saturation := _saturation(desk)) else []), _reliability(desk))
    return Section(id="robustness", title="How far this holds", parts=parts)


def finding(desk: Desk) -> Claim | None:
    """Return the sentence of the summary on robustness."""
    rows = _publishers(desk)
    if not rows or not desk.covered:
        return None
    low, high = min(r.share for r in rows), max(r.share for r in rows)
    first = rows[0]
    said = (
        f"Without any one publisher the share lies between {percent(low)} and {percent(high)}; it depends most on "
        f"{body(first.name)}. "
    )
    if round(low, 2) == round(high, 2):
        said = f"Without any one publisher the share stays at {percent(low)}. "
    said += _measured(desk)
    return counted("summary.robustness", said, {"share.without.low": low, "share.without.high": high}, source="without")


def _measured(desk: Desk) -> str:
    known = [r for r in desk.material.reliability if r.accuracy.precision.value is not None]
    if len(known) == len(desk.themes):
        return f"Coders' labels put the precision of its tags at {percent(known[0].accuracy.precision.value or 0.0)}."
    return "How often the program is right on this theme has not been measured in this project."


def _publishers(desk: Desk) -> list[Without]:
    own = {name: ids for name, ids in groups(desk, "publisher").items() if name}
    return without_each(own, desk.covered, len(desk.documents))


def _documents(desk: Desk) -> list[Without]:
    return without_each({d: [d] for d in desk.covered}, desk.covered, len(desk.documents))


def _robustness(desk: Desk) -> Section:
    publishers, documents = _publishers(desk), _documents(desk)
    thresholds = _thresholds(desk)
    claims = tuple(_words(desk, publishers, documents, thresholds))
    blocks: list[Block] = [Paragraph(claims=claims)]
    if publishers and desk.covered:
        blocks.append(_without_table(desk, publishers))
    if thresholds:
        blocks.append(_threshold_table(desk, thresholds))
    return Section(id="robust", title="Robustness", blocks=tuple(blocks))


def _thresholds(desk: Desk) -> list[AtThreshold]:
    steps = sorted({*STEPS, desk.material.about})
    return sweep(peak(desk), len(desk.documents), steps) if desk.documents else []


def _words(
    desk: Desk, publishers: Sequence[Without], documents: Sequence[Without], thresholds: Sequence[AtThreshold]
) -> Iterator[Claim]:
    overall = desk.overall
    if publishers and overall.hits:
        low, high = min(publishers, key=lambda w: w.share), max(publishers, key=lambda w: w.share)
        first = publishers[0]
        outside = not (overall.low <= low.share and high.share <= overall.high)
        said = (
            f"With each of the {number(len(publishers))} publishers left out in turn, the share lies between {percent(low.share)} and "
            f"{percent(high.share)}. What changes it most is to leave out {body(first.name)}: then {first.hits} of {first.total:,} documents "
            f"({percent(first.share)}) are about it. "
        )
        said += "That is outside the interval of the headline, which therefore depends on one voice." if outside else "All of this is within the interval of the headline."
        if len(publishers) == 1:
            said = f"Without {body(first.name)}, the only publisher that is known, {first.hits} of {first.total:,} documents ({percent(first.share)}) are about it."
        yield counted("robust.publishers", said, {"share.raw": overall.share, "share.without.low": low.share, "share.without.high": high.share}, source="without")
    if documents:
        rows = documents
        low_, high_ = min(r.share for r in rows), max(r.share for r in rows)
        said = f"No single document moves it by more than {_points(max(abs(low_ - overall.share), abs(high_ - overall.share)))}."
        heavy = max(desk.covered, key=lambda d: (len(desk.passages_of(d)), d))
        part = len(desk.passages_of(heavy)) / len(desk.passages)
        numbers = {"share.without_document": low_, "passages.heaviest": len(desk.passages_of(heavy)), "passages.about": len(desk.passages)}
        if len(desk.covered) > 1 and part >= 0.2:
            said += (
                f" Of the passages, however, {percent(part)} stand in one: {called(desk.documents[heavy])}, with {len(desk.passages_of(heavy))} of "
                f"{len(desk.passages):,}."
            )
        yield counted("robust.documents", said, numbers, source="without", evidence=desk.evidence([heavy]))
    if thresholds:
        at = {t.threshold: t for t in thresholds}
        loose, strict = at[0.5], at[0.9]
        said = (
            f"The threshold matters{'' if abs(loose.hits - strict.hits) > max(2, overall.hits // 3) else ' little'}: from a probability of .50, "
            f"{number(loose.hits)} documents would count, from .90 {number(strict.hits)}."
        )
        if loose.hits == 1:
            said = said.replace("one documents", "one document")
        yield counted("robust.threshold", said, {"documents.at.0.5": loose.hits, "documents.at.0.9": strict.hits}, source="thresholds")


def _points(share: float) -> str:
    value = 100 * share
    if value < 1:
        return f"{value:.1f} percentage points" if value >= 0.05 else "0.1 percentage points"
    return f"{value:.0f} percentage point{'' if round(value) == 1 else 's'}"


def _without_table(desk: Desk, publishers: Sequence[Without]) -> Table:
    covered = {d: desk.documents[d] for d in desk.covered}
    rows = [line("nothing (the headline)", "", desk.overall.hits, desk.overall.total, desk.overall.share, strong=True)]
    rows += [line(w.name, "publisher", w.hits, w.total, w.share) for w in publishers[:SHOWN]]
    documents = sorted(covered, key=lambda d: (-len(desk.passages_of(d)), d))[:3]
    total = len(desk.documents)
    for d in documents:
        if total > 1:
            hits = len(covered) - 1
            rows.append(line(covered[d].title or covered[d].path.rsplit("/", 1)[-1], "document", hits, total - 1, hits / (total - 1)))
    columns = [text("without", "Without"), text("what", "Which is a"), counts("about", "About it"), counts("documents", "Documents"), Column(key="share", label="Share", kind=ColumnKind.SHARE)]
    return made("without", "The share without a publisher or a document: those that matter most", columns, rows)


def _threshold_table(desk: Desk, thresholds: Sequence[AtThreshold]) -> Table:
    rows = []
    for t in thresholds:
        count = Count.of(t.hits, t.total)
        used = t.threshold == desk.material.about
        rows.append(line(t.threshold, t.hits, count.share, (count.low, count.high), "used here" if used else "", strong=used))
    columns = [
        Column(key="threshold", label="Probability from", kind=ColumnKind.SCORE), counts("about", "Documents"), Column(key="share", label="Share", kind=ColumnKind.SHARE),
        Column(key="interval", label="95 % interval", kind=ColumnKind.SHARES), text("note", "Note"),
    ]  # fmt: skip
    return made("thresholds", "Documents that would count from other probabilities on", columns, rows)


def _saturation(desk: Desk) -> Section | None:
    """Return what further documents are expected to add; None for fewer than three documents about it."""
    found, size = actors(desk), len(desk.covered)
    if size < 3 or not found:
        return None
    f = frequencies([len(a.documents) for a in found], size)
    steps = sorted({*range(1, size + 1, max(1, size // 20)), size, size + AHEAD, 2 * size, round(1.5 * size)})
    points = [(n, float(richness(f, n))) for n in steps if n <= max(2 * size, size + AHEAD)]
    more = float(richness(f, size + AHEAD)) - observed(f)
    seen = coverage(f, size)
    hidden = unseen(f)
    full = "near saturation" if seen >= 0.9 else "well covered" if seen >= 0.7 else "far from saturated"
    said = (
        f"The documents about it name {some(len(found), 'institution')}, of which {number(int(f[1]))} {'occurs' if f[1] == 1 else 'occur'} in one document alone. "
        f"The next {number(AHEAD) if AHEAD < 10 else AHEAD} documents on it are expected to add about {number(round(more))}, and at least {number(round(hidden))} in all remain unseen. By coverage "
        f"({percent(seen)}), the institutions are {full}."
    )
    numbers = {"institutions": len(found), "institutions.once": float(f[1]), "institutions.next": more, "institutions.unseen": hidden, "coverage": seen}
    data = made(
        "saturation-data", "Institutions by number of documents",
        [Column(key="documents", label="Documents", kind=ColumnKind.COUNT), Column(key="institutions", label="Institutions expected", kind=ColumnKind.NUMBER)],
        [line(n, round(v, 2)) for n, v in points],
    )  # fmt: skip
    figure = Figure(
        id="saturation-figure",
        caption=f"Institutions named by so many documents about {desk.subject}: observed, and expected beyond",
        alternative=f"A rising curve: {len(found)} institutions in {size} documents, {points[-1][1]:.0f} expected in {points[-1][0]}.",
        svg=charts.curve(points, size, "Institutions"),
        data=data,
    )
    claim = counted("saturation.institutions", said, numbers, source="saturation-data")
    note = recorded("saturation.method", "The method is rarefaction and extrapolation of incidences (Colwell et al. 2012; Chao and Jost 2012).", source="the methods of this report")
    return Section(id="saturation", title="Saturation", blocks=(Paragraph(claims=(claim, note)), figure))


def _reliability(desk: Desk) -> Section:
    claims = [claim for r in desk.material.reliability for claim in _accuracy(desk, r)]
    overall = desk.overall
    _, low, high = corrected(overall.share, overall.total, overall.share, BENCHMARK)
    if overall.total:
        said = (
            f"Measured on unseen pages of other documents, over all themes together, precision is {BENCHMARK.precision:.2f} and recall "
            f"{BENCHMARK.recall:.2f}. If that holds here, the share of documents truly about it lies between {percent(low)} and {percent(high)}, "
            "chance in the choice of documents included."
        )
        numbers = {"precision.benchmark": BENCHMARK.precision, "recall.benchmark": BENCHMARK.recall, "share.corrected.low": low, "share.corrected.high": high}
        claims.append(counted("reliability.corrected", said, numbers, source="the audits of this program (Rogan and Gladen 1978; Lang and Reiczigel 2014)"))
    return Section(id="reliability", title="Reliability of the theme", blocks=(Paragraph(claims=tuple(claims)),))


def _accuracy(desk: Desk, r: Reliability) -> Iterator[Claim]:
    label = lower(next(t.label for t in desk.themes if t.id == r.theme))
    a = r.accuracy
    if not r.labels:
        said = f"Nobody has labelled passages for {label} in this project, so that neither agreement nor precision is known for it."
        yield recorded(f"reliability.{r.theme}", said, source="the labels of the project")
        return
    said = f"{opening(r.labels, 'label')} of {some(r.coders, 'coder')} {'exists' if r.labels == 1 else 'exist'} for {label}, {number(a.labels)} of them on passages drawn at random. "
    numbers: dict[str, float] = {f"labels.{r.theme}": r.labels, f"labels.{r.theme}.random": a.labels}
    if a.precision.value is None:
        said += f"To state precision takes {ENOUGH} of these."
    else:
        said += f"Precision is {percent(a.precision.value)} ({interval(a.precision.low or 0.0, a.precision.high or 1.0)})"
        numbers[f"precision.{r.theme}"] = a.precision.value
        if a.recall.value is not None:
            said += f" and recall {percent(a.recall.value)} ({interval(a.recall.low or 0.0, a.recall.high or 1.0)})"
            numbers[f"recall.{r.theme}"] = a.recall.value
        said += "."
    said += _agreement(r.people)
    if r.people and r.people.alpha is not None:
        numbers[f"alpha.{r.theme}"] = r.people.alpha
    yield counted(f"reliability.{r.theme}", said, numbers, source="the labels of the project")


def _agreement(found: Agreement | None) -> str:
    if found is None or found.units == 0:
        return " No passage was labelled by two coders, so that agreement is not known."
    if found.alpha is None:
        return f" Two coders labelled {some(found.units, 'passage')}, too few for a measure of agreement."
    word = "reliable" if found.alpha >= 0.8 else "tentative" if found.alpha >= 0.667 else "low"
    return f" Agreement among coders is {word}: Krippendorff's alpha {found.alpha:.2f} ({found.low or 0:.2f} to {found.high or 0:.2f}) over {some(found.units, 'passage')}."
