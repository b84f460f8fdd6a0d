"""The questions of a comparison, answered from the documents on a region."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from workingregions.app.made.quoting import Sentence, identified
from workingregions.app.made.region_desk import QUOTABLE
from workingregions.app.made.statements import spot
from workingregions.corpus.enums import Modality
from workingregions.models.presence import Basis
from workingregions.models.trends import wilson
from workingregions.models.wording import listed
from workingregions.reports.comparisons import Answer, Question, grade
from workingregions.reports.wording import OUTCOMES, body, readability, verb

if TYPE_CHECKING:
    from workingregions.app.made.region_desk import RegionDesk
    from workingregions.corpus.records import Entity, Tie
    from workingregions.reports.regions import Quantified

NAMED, QUOTED = 3, 3
"""Names or ties that an answer gives in words, and its quotes."""
Found = tuple[set[str], str, Sequence[str], str]
"""The documents that answer, the answer in words, evidence ids, and the one that can be read alone or ""."""
NOTHING: Found = (set(), "", (), "")


def answer(desk: RegionDesk, question: Question) -> Answer:
    """Return what the documents on a region answer to a question."""
    read = {d.id: d for d in desk.read}
    known = set(desk.view.codebook.ids)
    searched = question.take != "themes" or bool(known & set(question.themes))
    takes: Mapping[str, Callable[[RegionDesk, Question], Found]] = {
        "institutions": _institutions,
        "ties": _ties,
        "outcomes": _outcomes,
        "themes": _themes,
    }
    documents, said, evidence, quote = takes[question.take](desk, question) if searched else NOTHING
    hits = documents & read.keys()
    low, high = wilson(len(hits), len(read)) if read else (0.0, 1.0)
    # A document without a publisher is a voice of its own.
    voices = {read[d].publisher or d for d in hits}
    graded = grade(len(hits), len(read), len(voices), low, high, searched=searched)
    return Answer(
        question=question.id,
        region=desk.region,
        grade=graded,
        hits=len(hits),
        of=len(read),
        publishers=len(voices),
        low=low,
        high=high,
        said=said if hits else "",
        evidence=tuple(filter(None, evidence))[:QUOTED] if hits else (),
        quote=quote if hits else "",
    )


def _institutions(desk: RegionDesk, question: Question) -> Found:
    table = desk.here.table
    for column in ("type", "scale", "basis"):
        wanted = getattr(question, {"type": "types", "scale": "scales", "basis": "bases"}[column])
        if wanted:
            table = table[table[column].isin(wanted)]
    counts = table.groupby(["entity", "name"], sort=True)["document"].nunique().reset_index()
    rows = sorted(counts.to_dict("records"), key=lambda r: (-int(r["document"]), str(r["entity"])))
    top = [(str(r["entity"]), str(r["name"]), int(r["document"])) for r in rows[:NAMED]]
    quoted, readable = desk.naming({entity for entity, *_ in top})
    more = len(rows) - len(top)
    said = listed([*(f"{body(name)} ({n})" for _, name, n in top), *([f"{more} more"] if more else [])])
    evidence = [ident for entity, *_ in top for ident in quoted.get(entity, ())[:1]]
    quote = next((quoted[entity][0] for entity, *_ in top if entity in readable), "")
    return set(table["document"]), said, evidence, quote


def _ties(desk: RegionDesk, question: Question) -> Found:
    here = set(desk.here.rows(Basis.HOME, Basis.ABOVE, Basis.NAMED)["entity"])
    known = desk.view.register.entities
    found = [
        tie
        for tie in desk.here.ties
        if tie.modality is not Modality.NEGATED
        and {tie.source, tie.target} & here
        and (not question.relations or tie.relation.value in question.relations)
        and _between(known.get(tie.source), known.get(tie.target), question)
    ]
    found.sort(key=lambda t: (t.modality is not Modality.ASSERTED, -t.confidence, t.passage, t.start))
    once: dict[tuple[str, str, str], Tie] = {}
    for tie in found:
        once.setdefault((tie.source, tie.relation.value, tie.target), tie)
    top = list(once.values())[:NAMED]
    names = [
        f"{body(known[t.source].name)} {verb(t.relation.value)} {body(known[t.target].name)}" for t in top
    ]
    more = len(once) - len(top)
    said = "; ".join([*names, *([f"{more} more"] if more else [])])
    spots = [spot(desk.passages, tie) for tie in top]
    ids = desk.view.evidence_ids(top)
    return {t.document for t in found}, said, ids, _readable(spots, ids)


def _between(one: Entity | None, other: Entity | None, question: Question) -> bool:
    if one is None or other is None:
        return False
    if question.across and (not one.scale or not other.scale or one.scale is other.scale):
        return False
    if question.across and "unknown" in (one.scale, other.scale):
        return False
    if not question.ends:
        return True
    types = (str(one.type), str(other.type))
    first, second = question.ends

    def fits(a: str, b: str) -> bool:
        return (not first or a in first) and (not second or b in second)

    return fits(*types) or fits(*reversed(types))


def _outcomes(desk: RegionDesk, question: Question) -> Found:
    found = [
        o
        for o in desk.outcomes
        if (question.promised is None or o.promised is question.promised)
        and (not question.changes or o.change in question.changes)
    ]
    found.sort(key=lambda o: (-o.confidence, o.document, o.text))
    top: dict[str, Quantified] = {}
    for o in found:
        top.setdefault(o.document, o)
    chosen = list(top.values())[:NAMED]
    said = listed(
        f"{o.text} ({OUTCOMES.get(o.kind, o.kind)}{f', {o.change}' if o.change else ''})" for o in chosen
    )
    quote = next((o.evidence for o in chosen if readability(o.sentence) >= QUOTABLE), "")
    return {o.document for o in found}, said, [o.evidence for o in chosen], quote


def _themes(desk: RegionDesk, question: Question) -> Found:
    scores = [s for theme in question.themes for s in desk.theme_scores.get(theme, ())]
    spots = desk.theme_sentences(scores, QUOTED)
    ids = identified(desk.view, spots)
    return {s.document for s in scores}, "", ids, _readable(spots, ids)


def _readable(spots: Sequence[Sentence], ids: Sequence[str]) -> str:
    return next((i for s, i in zip(spots, ids, strict=True) if i and s.worth >= QUOTABLE), "")
