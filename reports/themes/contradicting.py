"""Pairs of passages that do not agree: on a tie, on an indicator, on a promise, or on the theme itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from workingregions.corpus.records import Outcome, Passage, Tie
from workingregions.models.contradictions import (
    Conflict,
    Contrast,
    comparable,
    figure_conflicts,
    tie_conflicts,
)
from workingregions.nlp.text import content_keys, sentences
from workingregions.reports.report import (
    Block,
    Claim,
    Number,
    Paragraph,
    Quotation,
    Section,
    counted,
    quoted,
)
from workingregions.reports.themes.claimed import KINDS, amount
from workingregions.reports.themes.desk import Desk, Span
from workingregions.reports.themes.strands import READABLE, dissenting
from workingregions.reports.wording import body, both, capital, some

MOST = 4
"""Pairs of each kind that are shown."""
NEAR = 0.5
"""Cosine of two passages from which they are about the same thing."""


@dataclass(frozen=True, slots=True)
class Opposed:
    """Two passages on the same thing, of which the second doubts what the first says."""

    one: str
    other: str
    nearness: float


def section(desk: Desk) -> Section:
    """Return the contradictions."""
    conflicts, opposed = _conflicts(desk), _opposed(desk)
    blocks: list[Block] = [Paragraph(claims=(_lead(conflicts, opposed),))]
    for n, conflict in enumerate(conflicts):
        blocks += _pair(desk, n, conflict)
    for pair in opposed:
        blocks += _against(desk, pair)
    return Section(id="contradictions", title="What does not agree", blocks=tuple(blocks))


def finding(desk: Desk) -> Claim | None:
    """Return the sentence of the summary on contradictions; None where there are none."""
    conflicts, opposed = _conflicts(desk), _opposed(desk)
    if not conflicts and not opposed:
        return None
    evidence = [i for c in conflicts[:1] for i in _evidence(desk, c)]
    evidence += [i for pair in opposed[:1] for i in (desk.quote(pair.one), desk.quote(pair.other)) if i]
    parts = []
    if conflicts:
        parts.append(
            f"{some(len(conflicts), 'pair')} of statements on one tie or indicator "
            f"{'does' if len(conflicts) == 1 else 'do'} not agree"
        )
    if opposed:
        parts.append(
            f"{some(len(opposed), 'pair')} of passages {'takes' if len(opposed) == 1 else 'take'} opposite "
            "sides on a like matter"
        )
    alone = len(conflicts) + len(opposed) == 1
    said = f"{capital('; '.join(parts))}; {'it is' if alone else 'they are'} set side by side below."
    return (
        quoted("summary.contradictions", said, evidence, _numbers(conflicts, opposed)) if evidence else None
    )


def _numbers(conflicts: Sequence[Conflict], opposed: Sequence[Opposed]) -> list[Number]:
    return [
        Number(name="contradictions", value=len(conflicts)),
        Number(name="oppositions", value=len(opposed)),
    ]


def _lead(conflicts: Sequence[Conflict], opposed: Sequence[Opposed]) -> Claim:
    where = "the ties, outcomes and passages of the documents about the theme"
    if not conflicts and not opposed:
        said = (
            "No two documents were found to contradict each other on the same institution, tie or outcome. "
            "The search "
            "compares what was extracted, so that this shows no agreement."
        )
        return counted("contradictions.none", said, _numbers(conflicts, opposed), source=where)
    said = (
        "The following pairs of statements come from different documents and do not agree. They may speak "
        "of different "
        "years, places or measures: read both before you conclude that one of them is wrong."
    )
    return counted("contradictions.lead", said, _numbers(conflicts, opposed), source=where)


def _conflicts(desk: Desk) -> list[Conflict]:
    return desk.once("conflicts", lambda: _found(desk))


def _found(desk: Desk) -> list[Conflict]:
    groups = comparable(desk.material.outcomes)
    wanted = {o.passage for group in groups for o in group}
    passages = {p.id: p for p in desk.material.fetch(wanted)} if wanted else {}
    memo: dict[tuple[str, int], str] = {}

    def sentence(o: Outcome) -> str:
        key = o.passage, o.start
        if key not in memo:
            passage = passages.get(o.passage)
            memo[key] = passage.text[slice(*_span(passage, o))] if passage else ""
        return memo[key]

    found = [*tie_conflicts(desk.material.ties)[:MOST]]
    taken: set[frozenset[str]] = set()
    for conflict in figure_conflicts(groups, sentence):
        documents = frozenset((conflict.one.document, conflict.other.document))
        if documents not in taken and len(taken) < MOST:
            taken.add(documents)
            found.append(conflict)
    return found


def _span(passage: Passage, record: Tie | Outcome) -> Span:
    if isinstance(record, Tie):
        return record.start, record.end
    spans = [s for s in sentences(passage.text) if s[0] <= record.start < s[1]]
    return spans[0] if spans else (record.start, record.end)


def _evidence(desk: Desk, conflict: Conflict) -> list[str]:
    """Take both statements as quotes."""
    passages = {p.id: p for p in desk.material.fetch({conflict.one.passage, conflict.other.passage})}
    found = []
    for record in (conflict.one, conflict.other):
        if passage := passages.get(record.passage):
            found.append(desk.take(passage, _span(passage, record)))
    return [ident for ident in found if ident]


def _pair(desk: Desk, n: int, conflict: Conflict) -> Iterator[Block]:
    evidence = _evidence(desk, conflict)
    if len(evidence) < 2:
        return
    yield Paragraph(claims=(quoted(f"contradictions.{n}", _words(desk, conflict), evidence),))
    yield from (Quotation(evidence=ident) for ident in evidence)


def _words(desk: Desk, conflict: Conflict) -> str:
    one, other = conflict.one, conflict.other
    first, second = both(desk.documents[one.document], desk.documents[other.document])
    if isinstance(one, Tie):
        ends = f"{body(one.source_name)} and {body(one.target_name)}"
        if conflict.contrast is Contrast.DENIED:
            return f"On the tie between {ends}: {first} states it, {second} denies it."
        return (
            f"On {ends}: {first} and {second} say the opposite of which of the two is part of, or governs, "
            "the other."
        )
    assert isinstance(other, Outcome)
    kind = KINDS[one.kind.value]
    where = f" in {desk.material.places.name(one.place)}" if one.place and one.place == other.place else ""
    match conflict.contrast:
        case Contrast.DIRECTION:
            gain = one.change is not None and one.change.value == "gained"
            return (
                f"On {kind}{where}: {first} tells of {'a gain' if gain else 'a loss'}, {second} of "
                f"{'a loss' if gain else 'a gain'}."
            )
        case Contrast.PROMISE:
            return f"On {kind}{where}: {first} promises {amount(one)}, {second} reports {amount(other)}."
        case _:
            when = f" of {one.year}" if one.year else ""
            return f"On {kind}{where}{when}: {first} gives {amount(one)}, {second} {amount(other)}."


def _opposed(desk: Desk) -> list[Opposed]:
    return desk.once("opposed", lambda: _opposites(desk))


def _opposites(desk: Desk) -> list[Opposed]:
    """Return doubting passages, each with the affirming one of another document that is nearest to it."""
    against = dissenting(desk)[: 5 * MOST]
    doubting = set(dissenting(desk))
    others = [
        p
        for p in sorted(desk.passages, key=lambda p: (-desk.about[p], p))[:500]
        if p not in doubting and desk.reads(p) >= READABLE
    ]
    said = {q: content_keys(desk.text(q)) for q in others}
    found = []
    for p in against:
        vector = desk.passages[p].vector
        mine = content_keys(desk.text(p))
        best: tuple[float, str] | None = None
        for q in others:
            other = desk.passages[q].vector
            if vector is None or other is None or desk.passages[q].document == desk.passages[p].document:
                continue
            nearness = round(float(vector @ other), 4)
            shared = len(mine & said[q])
            if nearness >= NEAR and shared > 1 and (best is None or (nearness, q) > best):
                best = nearness, q
        if best:
            found.append(Opposed(best[1], p, best[0]))
    kept: list[Opposed] = []
    for pair in sorted(found, key=lambda o: (-o.nearness, o.one, o.other)):
        used = {x for k in kept for x in (k.one, k.other)}
        if not {pair.one, pair.other} & used and len(kept) < MOST:
            kept.append(pair)
    return kept


def _against(desk: Desk, pair: Opposed) -> Iterator[Block]:
    evidence = [desk.quote(pair.one), desk.quote(pair.other)]
    if not all(evidence):
        return
    first, second = both(*(desk.documents[desk.passages[p].document] for p in (pair.one, pair.other)))
    said = (
        f"{capital(first)} speaks with confidence, {second} of doubt, failure or difficulty, on what is "
        "much the same matter."
    )
    yield Paragraph(claims=(quoted(f"oppositions.{pair.other}", said, evidence),))
    yield from (Quotation(evidence=ident) for ident in evidence)
