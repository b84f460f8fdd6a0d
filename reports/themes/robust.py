"""Whether the headline holds, how much is still unseen, and how far the machine can be trusted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

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
from workingregions.reports.themes.silence import peak
from workingregions.reports.themes.tables import counts, line, made, text
from workingregions.reports.wording import body, called, interval, number, opening, some

SHOWN = 6
"""Publishers and documents in the table of what changes the share most."""
STEPS = (0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)
HEAVY = 0.2
"""Share of the passages from which a document is said to weigh much."""
AHEAD = 10
"""Documents for which is told what they are expected to add."""


def section(desk: Desk) -> Section:
    """Return robustness, saturation and reliability."""
    parts = (
        _robustness(desk),
        *([saturation] if (saturation := _saturation(desk)) else []),
        _reliability(desk),
    )
    return Section(id="robustness", title="How far this holds", parts=parts)


def finding(desk: Desk) -> Claim | None:
    """Return the sentence of the summary on robustness."""
    rows = _publishers(desk)
    if not rows or not desk.covered or desk.overall.few:
        return None
    low, high = min(r.share for r in rows), max(r.share for r in rows)
    first = rows[0]
    said = (
        f"Without any one publisher the share lies between {percent(low)} and {percent(high)}; it depends "
        "most on "
        f"{body(first.name)}. "
    )
    if round(low, 2) == round(high, 2):
        said = f"Without any one publisher the share stays at {percent(low)}. "
    said += _measured(desk)
    return counted(
        "summary.robustness", said, {"share.without.low": low, "share.without.high": high}, source="without"
    )


def _measured(desk: Desk) -> str:
    known = [r for r in desk.material.reliability if r.accuracy.precision.value is not None]
    if len(known) == len(desk.themes):
        return (
            "Coders' labels put the precision of its tags at "
            f"{percent(known[0].accuracy.precision.value or 0.0)}."
        )
    return "How often the program is right on it was not measured here."


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
    if publishers and desk.covered and not desk.overall.few:
        yield _by_publisher(desk, publishers)
    if documents:
        yield _by_document(desk, documents)
    if thresholds:
        yield _by_threshold(desk, {t.threshold: t.hits for t in thresholds})


def _by_publisher(desk: Desk, publishers: Sequence[Without]) -> Claim:
    overall, first = desk.overall, publishers[0]
    low, high = min(w.share for w in publishers), max(w.share for w in publishers)
    left = f"{first.hits} of {first.total:,} documents ({percent(first.share)}) are about it"
    said = (
        f"With each of the {number(len(publishers))} publishers left out in turn, the share lies between "
        f"{percent(low)} and {percent(high)}. What changes it most is to leave out {body(first.name)}: then "
        f"{left}. "
    )
    if overall.low <= low and high <= overall.high:
        said += "All of this is within the interval of the headline."
    else:
        said += "That is outside the interval of the headline, which therefore depends on one voice."
    if len(publishers) == 1:
        said = f"Without {body(first.name)}, the only publisher that is known, {left}."
    numbers = {"share.raw": overall.share, "share.without.low": low, "share.without.high": high}
    return counted("robust.publishers", said, numbers, source="without")


def _by_document(desk: Desk, documents: Sequence[Without]) -> Claim:
    share = desk.overall.share
    low, high = min(r.share for r in documents), max(r.share for r in documents)
    said = f"No single document moves it by more than {_points(max(abs(low - share), abs(high - share)))}."
    heavy = max(desk.covered, key=lambda d: (len(desk.passages_of(d)), d))
    own, every = len(desk.passages_of(heavy)), len(desk.passages)
    if len(desk.covered) > 1 and own / every >= HEAVY:
        said += (
            f" Of the passages, however, {percent(own / every)} stand in one: "
            f"{called(desk.documents[heavy])}, "
            f"with {own} of {every:,}."
        )
    numbers = {"share.without_document": low, "passages.heaviest": own, "passages.about": every}
    return counted("robust.documents", said, numbers, source="without", evidence=desk.evidence([heavy]))


def _by_threshold(desk: Desk, hits: Mapping[float, int]) -> Claim:
    loose, strict = hits[0.5], hits[0.9]
    little = "" if abs(loose - strict) > max(2, desk.overall.hits // 3) else " little"
    said = (
        f"The threshold matters{little}: from a probability of 0.50, {some(loose, 'document')} would count, "
        f"from 0.90 {number(strict) if strict else 'none'}."
    )
    numbers = {"documents.at.0.5": loose, "documents.at.0.9": strict}
    return counted("robust.threshold", said, numbers, source="thresholds")


def _points(share: float) -> str:
    value = 100 * share
    if value < 1:
        return f"{value:.1f} percentage points" if value >= 0.05 else "0.1 percentage points"
    return f"{value:.0f} percentage point{'' if round(value) == 1 else 's'}"


def _without_table(desk: Desk, publishers: Sequence[Without]) -> Table:
    covered = {d: desk.documents[d] for d in desk.covered}
    rows = [
        line(
            "nothing (the headline)",
            "",
            desk.overall.hits,
            desk.overall.total,
            desk.overall.share,
            strong=True,
        )
    ]
    rows += [line(w.name, "publisher", w.hits, w.total, w.share) for w in publishers[:SHOWN]]
    documents = sorted(covered, key=lambda d: (-len(desk.passages_of(d)), d))[:3]
    total = len(desk.documents)
    for d in documents:
        if total > 1:
            hits = len(covered) - 1
            rows.append(
                line(
                    covered[d].title or covered[d].path.rsplit("/", 1)[-1],
                    "document",
                    hits,
                    total - 1,
                    hits / (total - 1),
                )
            )
    columns = [
        text("without", "Without"),
        text("what", "Which is a"),
        counts("about", "About it"),
        counts("documents", "Documents"),
        Column(key="share", label="Share", kind=ColumnKind.SHARE),
    ]
    return made(
        "without", "The share without a publisher or a document: those that matter most", columns, rows
    )


def _threshold_table(desk: Desk, thresholds: Sequence[AtThreshold]) -> Table:
    rows = []
    for t in thresholds:
        count = Count.of(t.hits, t.total)
        used = t.threshold == desk.material.about
        rows.append(
            line(
                t.threshold,
                t.hits,
                count.share,
                (count.low, count.high),
                "used here" if used else "",
                strong=used,
            )
        )
    columns = [
        Column(key="threshold", label="Probability from", kind=ColumnKind.SCORE),
        counts("about", "Documents"),
        Column(key="share", label="Share", kind=ColumnKind.SHARE),
        Column(key="interval", label="95 % interval", kind=ColumnKind.SHARES),
        text("note", "Note"),
    ]
    return made("thresholds", "Documents that would count from other probabilities on", columns, rows)


def _saturation(desk: Desk) -> Section | None:
    """Return what further documents are expected to add; None for fewer than three documents about it."""
    found, size = actors(desk), len(desk.covered)
    if size < 3 or not found:
        return None
    f = frequencies([len(a.documents) for a in found], size)
    more, hidden, seen = float(richness(f, size + AHEAD)) - observed(f), unseen(f), coverage(f, size)
    full = "near saturation" if seen >= 0.9 else "well covered" if seen >= 0.7 else "far from saturated"
    said = (
        f"The documents about it name {some(len(found), 'institution')}, of which {number(int(f[1]))} "
        f"{'occurs' if f[1] == 1 else 'occur'} in one document alone. The next {AHEAD} documents on it are "
        "expected "
        f"to add about {number(round(more))}, and at least {number(round(hidden))} in all remain unseen. By "
        "coverage "
        f"({percent(seen)}), the institutions are {full}."
    )
    numbers = {
        "institutions": len(found), "institutions.once": float(f[1]), "institutions.next": more,
        "institutions.unseen": hidden, "coverage": seen,
    }  # fmt: skip
    method = (
        "The method is rarefaction and extrapolation of incidences (Colwell et al. 2012; Chao and Jost 2012)."
    )
    claims = (
        counted("saturation.institutions", said, numbers, source="saturation-data"),
        recorded("saturation.method", method, source="the methods of this report"),
    )
    steps = sorted({*range(1, size + 1, max(1, size // 20)), size, size + AHEAD, 2 * size, round(1.5 * size)})
    points = [(n, float(richness(f, n))) for n in steps]
    return Section(
        id="saturation",
        title="Saturation",
        blocks=(Paragraph(claims=claims), _curve(desk, points, len(found))),
    )


def _curve(desk: Desk, points: Sequence[tuple[int, float]], found: int) -> Figure:
    size, (last, expected) = len(desk.covered), points[-1]
    columns = [
        Column(key="documents", label="Documents", kind=ColumnKind.COUNT),
        Column(key="institutions", label="Institutions expected", kind=ColumnKind.NUMBER),
    ]
    rows = [line(n, round(v, 2)) for n, v in points]
    return Figure(
        id="saturation-figure",
        caption=f"Institutions that so many documents about {desk.subject} name, and are expected to name",
        alternative=f"A rising curve: {found} institutions in {size} documents; {expected:.0f} in {last}.",
        svg=charts.curve(points, size, "Institutions"),
        data=made("saturation-data", "Institutions by number of documents", columns, rows),
    )


def _reliability(desk: Desk) -> Section:
    claims = [claim for r in desk.material.reliability for claim in _accuracy(desk, r)]
    overall = desk.overall
    _, low, high = corrected(overall.share, overall.total, overall.share, BENCHMARK)
    if overall.total:
        said = (
            "Measured on unseen pages of other documents, over all themes together, precision is "
            f"{BENCHMARK.precision:.2f} and recall "
            f"{BENCHMARK.recall:.2f}. If that holds here, the share of documents truly about it lies "
            f"between {percent(low)} and {percent(high)}, "
            "chance in the choice of documents included."
        )
        numbers = {
            "precision.benchmark": BENCHMARK.precision,
            "recall.benchmark": BENCHMARK.recall,
            "share.corrected.low": low,
            "share.corrected.high": high,
        }
        claims.append(
            counted(
                "reliability.corrected",
                said,
                numbers,
                source="the audits of this program (Rogan and Gladen 1978; Lang and Reiczigel 2014)",
            )
        )
    return Section(
        id="reliability", title="Reliability of the theme", blocks=(Paragraph(claims=tuple(claims)),)
    )


def _accuracy(desk: Desk, r: Reliability) -> Iterator[Claim]:
    label = lower(next(t.label for t in desk.themes if t.id == r.theme))
    a = r.accuracy
    if not r.labels:
        said = (
            f"Nobody has labelled passages for {label} in this project, so that neither agreement nor "
            "precision is known for it."
        )
        yield recorded(f"reliability.{r.theme}", said, source="the labels of the project")
        return
    said = (
        f"{opening(r.labels, 'label')} of {some(r.coders, 'coder')} "
        f"{'exists' if r.labels == 1 else 'exist'} for {label}, {number(a.labels)} of them on passages "
        "drawn at random. "
    )
    numbers: dict[str, float] = {f"labels.{r.theme}": r.labels, f"labels.{r.theme}.random": a.labels}
    if a.precision.value is None:
        said += f"To state precision takes {ENOUGH} of these."
    else:
        said += (
            f"Precision is {percent(a.precision.value)} "
            f"({interval(a.precision.low or 0.0, a.precision.high or 1.0)})"
        )
        numbers[f"precision.{r.theme}"] = a.precision.value
        if a.recall.value is not None:
            said += (
                f" and recall {percent(a.recall.value)} "
                f"({interval(a.recall.low or 0.0, a.recall.high or 1.0)})"
            )
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
    return (
        f" Agreement among coders is {word}: Krippendorff's alpha {found.alpha:.2f} ({found.low or 0:.2f} "
        f"to {found.high or 0:.2f}) over {some(found.units, 'passage')}."
    )
