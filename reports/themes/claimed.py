"""What is claimed: quantified outcomes, with what is promised apart from what is reported."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from workingregions.corpus.records import Outcome
from workingregions.models.wording import the
from workingregions.nlp.text import sentences
from workingregions.reports.report import (
    Block,
    Cell,
    Claim,
    Column,
    ColumnKind,
    Number,
    Paragraph,
    Section,
    Table,
    counted,
    quoted,
    recorded,
)
from workingregions.reports.themes.desk import Desk, Span
from workingregions.reports.themes.prose import support
from workingregions.reports.themes.tables import counts, line, made, text
from workingregions.reports.wording import begin, called, capital, number, opening, readability, some

LISTED, LEADING = 30, 3
"""Claims that the table lists, and those that the text tells."""
KINDS = {
    "jobs": "jobs",
    "investment": "investment",
    "funding": "public funding",
    "firms": "firms",
    "wages": "wages",
    "output": "output",
}


def claims_about(desk: Desk) -> list[Outcome]:
    """Return the quantified claims in passages about the themes."""
    own = [o for o in desk.material.outcomes if o.passage in desk.passages]
    return sorted(own, key=lambda o: (o.kind.value, o.promised, -o.confidence, o.passage, o.start))


def section(desk: Desk) -> Section:
    """Return what is claimed."""
    found = claims_about(desk)
    blocks: list[Block] = [Paragraph(claims=tuple(_words(desk, found)))]
    if found:
        blocks.append(_kinds(desk, found))
        for promised in (False, True):
            if told := tuple(_told(desk, [o for o in found if o.promised is promised], promised=promised)):
                blocks.append(Paragraph(claims=told))
        blocks.append(_table(desk, found))
    return Section(id="outcomes", title="What is claimed", blocks=tuple(blocks))


def finding(desk: Desk) -> Claim | None:
    """Return the sentence of the summary on claims; None where there are none."""
    found = claims_about(desk)
    if not found:
        return None
    promised = [o for o in found if o.promised]
    reported = len(found) - len(promised)
    said = (
        f"{opening(len(found), 'figure')} {'is' if len(found) == 1 else 'are'} put on it, in "
        f"{support(desk, _owners(found))}"
    )
    if not promised:
        said += (
            ", as a report and not as a promise."
            if len(found) == 1
            else "; all are reports, none is a promise."
        )
    elif not reported:
        said += ", as a promise." if len(found) == 1 else "; all are promises, none is reported as achieved."
    else:
        said += (
            f": {number(reported)} as reported, {number(len(promised))} as "
            f"{'a promise' if len(promised) == 1 else 'promises'}."
        )
    return counted(
        "summary.outcomes",
        said,
        _numbers(desk, found),
        source="outcome-kinds",
        evidence=_evidence(desk, _leading(desk, found)),
    )


def sentence(desk: Desk, outcome: Outcome) -> Span:
    """Return the sentence that states a claim of a passage about the themes."""
    passage = desk.passages[outcome.passage]
    spans = [s for s in sentences(passage.text) if s[0] <= outcome.start < s[1]]
    return spans[0] if spans else (outcome.start, outcome.end)


def amount(outcome: Outcome) -> str:
    """Return the words of a claim."""
    return " ".join(outcome.text.split())


def _owners(found: Sequence[Outcome]) -> list[str]:
    return list(dict.fromkeys(o.document for o in found))


def _numbers(desk: Desk, found: Sequence[Outcome]) -> list[Number]:
    promised = sum(o.promised for o in found)
    return [
        Number(name="outcomes", value=len(found), unit="claims", link=desk.to.outcomes()),
        Number(
            name="outcomes.promised", value=promised, unit="claims", link=desk.to.outcomes(promised="yes")
        ),
        Number(
            name="outcomes.reported",
            value=len(found) - promised,
            unit="claims",
            link=desk.to.outcomes(promised="no"),
        ),
    ]


def _words(desk: Desk, found: Sequence[Outcome]) -> Iterator[Claim]:
    if not found:
        said = (
            f"The passages about {desk.subject} state no quantified outcome: no number of jobs, no sum of "
            "money, no count of firms."
        )
        yield counted("outcomes.none", said, _numbers(desk, found), source="the outcomes of the snapshot")
        return
    promised = sum(o.promised for o in found)
    said = (
        f"The passages state {some(len(found), 'quantified claim')}, in {support(desk, _owners(found))}. "
        f"{_split(len(found), promised)}"
    )
    yield counted("outcomes.count", said, _numbers(desk, found), source="outcome-kinds")
    if len(found) > 1:
        said = "They are not added up, as documents repeat one another's figures and use different bases."
        yield recorded("outcomes.sums", said, source="the methods of this report")


def _split(every: int, promised: int) -> str:
    if every == 1:
        return "It is a promise." if promised else "It is reported as a fact."
    if not promised:
        return "All are reported as facts."
    if promised == every:
        return "All are promises."
    return (
        f"{begin(promised)} {'is a promise' if promised == 1 else 'are promises'}; "
        f"{number(every - promised)} {'is' if every - promised == 1 else 'are'} reported as "
        f"{'a fact' if every - promised == 1 else 'facts'}."
    )


def _kinds(desk: Desk, found: Sequence[Outcome]) -> Table:
    rows = []
    for kind in dict.fromkeys(o.kind.value for o in found):
        own = [o for o in found if o.kind.value == kind]
        promised = sum(o.promised for o in own)
        rows.append(
            line(
                KINDS[kind],
                Cell(value=len(own) - promised, link=desk.to.outcomes(outcome=kind, promised="no")),
                Cell(value=promised, link=desk.to.outcomes(outcome=kind, promised="yes")),
                len(_owners(own)),
            )
        )
    columns = [
        text("kind", "About"),
        counts("reported", "Reported", "claims"),
        counts("promised", "Promised", "claims"),
        counts("documents", "Documents"),
    ]
    return made("outcome-kinds", "Quantified claims, reported and promised", columns, rows)


def _leading(desk: Desk, found: Sequence[Outcome]) -> list[Outcome]:
    """Return claims to tell: that read well, of different documents and kinds, the surest first."""
    read = {id(o): _read(desk, o) for o in found}
    ranked = sorted(found, key=lambda o: (-round(read[id(o)] * o.confidence, 4), o.passage, o.start))
    kept: list[Outcome] = []
    for fresh in (True, False):
        for o in ranked:
            new = all((o.document, o.kind) != (k.document, k.kind) for k in kept)
            other = all(o.document != k.document for k in kept)
            if len(kept) < LEADING and o not in kept and new and (other or not fresh) and read[id(o)] > 0:
                kept.append(o)
    return kept


def _read(desk: Desk, outcome: Outcome) -> float:
    start, end = sentence(desk, outcome)
    return readability(desk.passages[outcome.passage].text[start:end])


def _evidence(desk: Desk, found: Sequence[Outcome]) -> list[str]:
    return [i for o in found if (i := desk.take(desk.passages[o.passage], sentence(desk, o)))]


def _told(desk: Desk, found: Sequence[Outcome], *, promised: bool) -> Iterator[Claim]:
    leading = _leading(desk, found)
    for n, o in enumerate(leading):
        ident = desk.take(desk.passages[o.passage], sentence(desk, o))
        if not ident:
            continue
        verb = (("promises", "announces", "foresees") if promised else ("reports", "tells of", "states"))[
            n % 3
        ]
        where = f" for {the(desk.material.places.name(o.place))}" if o.place else ""
        said = f"{capital(called(desk.documents[o.document]))} {verb} {_what(o)}{where}."
        way = "promised" if promised else "reported"
        yield quoted(
            f"outcomes.{way}.{o.passage}.{o.start}",
            said,
            [ident],
            [Number(name=f"outcome.{o.passage}.{o.start}", value=o.value, unit=o.unit)],
        )


def _what(o: Outcome) -> str:
    """Return what a claim is about, with its figure as written."""
    change = {"gained": "gained", "lost": "lost", "kept": "kept"}.get(o.change.value if o.change else "", "")
    figure = amount(o)
    if o.kind.value in ("jobs", "firms") and o.unit != "percent":
        noun = "jobs" if o.kind.value == "jobs" else "firms"
        bare = figure if noun in figure.casefold() else f"{figure} {noun}"
        if change == "kept":
            return f"{bare} kept"
        return f"a {'gain' if change == 'gained' else 'loss'} of {bare}" if change else bare
    if o.kind.value in ("investment", "funding") and o.unit != "percent":
        return f"{figure} of {KINDS[o.kind.value]}"
    if change:
        return (
            f"a {'gain' if change == 'gained' else 'loss' if change == 'lost' else 'hold'} of {figure} in "
            f"{KINDS[o.kind.value]}"
        )
    return f"a figure of {figure} on {KINDS[o.kind.value]}"


def _table(desk: Desk, found: Sequence[Outcome]) -> Table:
    ranked = sorted(found, key=lambda o: (-o.confidence, o.kind.value, o.passage, o.start))[:LISTED]
    rows = []
    for o in sorted(
        ranked,
        key=lambda o: (o.promised, o.kind.value, desk.documents[o.document].year or 9999, o.passage, o.start),
    ):
        own = tuple(_evidence(desk, [o]))
        year = desk.documents[o.document].year
        change = o.change.value if o.change else ""
        rows.append(
            line(
                "promised" if o.promised else "reported",
                KINDS[o.kind.value],
                Cell(value=amount(o), evidence=own),
                change,
                desk.material.places.name(o.place) if o.place else "",
                str(o.year) if o.year else o.period,
                year if year else None,
            )
        )
    rest = len(found) - len(rows)
    note = None
    if rest > 0:
        said = f"{opening(rest, 'further claim')} {'is' if rest == 1 else 'are'} not listed."
        note = counted(
            "outcomes.note", said, {"outcomes.unlisted": rest}, source="the outcomes of the snapshot"
        )
    columns = [
        text("stated", "Stated as"),
        text("kind", "About"),
        text("figure", "As written"),
        text("change", "Change"),
        text("place", "Place"),
        text("time", "Time", "year or period of the claim"),
        Column(key="year", label="Document of", kind=ColumnKind.YEAR, meaning="year of the document"),
    ]
    return made(
        "outcomes-table", f"The claims about {desk.subject}, each with its sentence", columns, rows, note=note
    )
