"""What is said about the theme: its sub-themes, and quotations that represent or contradict them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from workingregions.models import strands as model
from workingregions.models.stance import ENOUGH, doubt
from workingregions.reports.english import lower
from workingregions.reports.report import (
    Cell,
    Claim,
    Column,
    ColumnKind,
    Number,
    Paragraph,
    Quotation,
    Section,
    Stance,
    counted,
    quoted,
)
from workingregions.reports.themes.desk import Desk
from workingregions.reports.themes.prose import names, support
from workingregions.reports.themes.tables import counts, line, made
from workingregions.reports.themes.tables import text as text_column
from workingregions.reports.wording import begin, capital, some

QUOTES = 2
"""Quotations of each sub-theme."""
RELATED = 8
"""Themes of the same passages that are listed."""
VOICES = 4
"""Representative quotations, and dissenting ones."""
SHORT = 4
"""Letters of a term that says too little by itself."""
EXAMINED = 2_000
"""Passages, the likeliest, that are examined for dissent."""
READABLE = 0.5
"""Readability from which a sentence is set apart as a quotation."""


def section(desk: Desk) -> Section:
    """Return the sub-themes, and the themes that go with this one."""
    found = _strands(desk)
    near = related(desk)
    where = "the passages of the snapshot"
    if len(found) < 2:
        few = "passage is" if len(desk.passages) == 1 else "passages are"
        text = (
            f"{begin(len(desk.passages))} {few} too few to be divided into sub-themes; the quotations below "
            "show what "
            f"{'it says' if len(desk.passages) == 1 else 'they say'}."
        )
        claim = counted("strands.few", text, {"passages.about": len(desk.passages)}, source=where)
        return Section(id="strands", title="What is said", blocks=(Paragraph(claims=(claim,)),), parts=near)
    text = (
        f"By their meaning, the {len(desk.passages):,} passages fall into {some(len(found), 'group')}, each "
        "named by "
        "the words that set it apart."
    )
    numbers = {"passages.about": len(desk.passages), "strands": len(found)}
    claim = counted("strands.lead", text, numbers, source=where)
    parts = tuple(_part(desk, n, strand) for n, strand in enumerate(found, 1))
    return Section(
        id="strands", title="What is said", blocks=(Paragraph(claims=(claim,)),), parts=(*parts, *near)
    )


def related(desk: Desk) -> tuple[Section, ...]:
    """Return the part on other themes of the same passages; none if there are none."""
    own = {theme.id for theme in desk.themes}
    shared: dict[str, set[str]] = defaultdict(set)
    for score in desk.material.scores:
        if score.theme not in own and score.passage in desk.passages and score.theme in desk.material.labels:
            shared[score.theme].add(score.passage)
    if not shared:
        return ()
    running = max(desk.material.running, 1)

    def lift(theme: str) -> float:
        expected = len(desk.passages) * desk.material.sizes.get(theme, len(shared[theme])) / running
        return len(shared[theme]) / expected

    ranked = sorted(shared, key=lambda t: (-len(shared[t]), t))[:RELATED]
    rows = [
        line(
            desk.material.labels[theme],
            Cell(value=len(shared[theme]), link=desk.to.passages(also=theme)),
            len({desk.passages[p].document for p in shared[theme]}),
            round(lift(theme), 2),
        )
        for theme in ranked
    ]
    columns = [
        text_column("theme", "Theme"), counts("passages", "Shared passages", "passages"),
        counts("documents", "Documents"),
        Column(key="lift", label="Lift", kind=ColumnKind.SCORE, meaning="times as often as by chance"),
    ]  # fmt: skip
    close = [t for t in ranked if lift(t) > 1 and len(shared[t]) > 1][:3]
    said = "No other theme shares more passages with it than chance would have it."
    if close:
        told = [f"{lower(desk.material.labels[t])} ({some(len(shared[t]), 'passage')})" for t in close]
        said = f"More often than chance would have it, its passages are also about {names(told)}."
    numbers = [
        Number(name=f"related.{t}", value=len(shared[t]), unit="passages", link=desk.to.passages(also=t))
        for t in ranked[:3]
    ]
    claim = counted("strands.related", said, numbers, source="related")
    table = made("related", "Other themes of the same passages", columns, rows)
    return (
        Section(id="strands-related", title="What goes with it", blocks=(Paragraph(claims=(claim,)), table)),
    )


def _strands(desk: Desk) -> list[model.Strand]:
    common = [word for theme in desk.themes for word in (theme.label, *theme.seeds)]
    return desk.once("strands", lambda: model.strands(list(desk.passages.values()), common))


def _part(desk: Desk, n: int, strand: model.Strand) -> Section:
    owners = list(dict.fromkeys(desk.passages[p].document for p in strand.passages))
    terms = _terms(strand)
    title = capital(", ".join(terms[:3])) or f"Group {n}"
    text = (
        f"Here {'belongs' if len(strand.passages) == 1 else 'belong'} "
        f"{some(len(strand.passages), 'passage')} in {support(desk, owners)}."
    )
    quotes = _diverse(desk, strand.passages, QUOTES)
    numbers = {f"strand.{n}.passages": len(strand.passages), f"strand.{n}.documents": len(owners)}
    evidence = [desk.quote(p) for p in quotes]
    lead = counted(
        f"strands.{n}", text, numbers, source="the passages of the snapshot", evidence=filter(None, evidence)
    )
    shown = tuple(Quotation(evidence=ident) for ident in evidence if ident)
    return Section(id=f"strand-{n}", title=title, blocks=(Paragraph(claims=(lead,)), *shown))


def _terms(strand: model.Strand) -> list[str]:
    """Return the terms of a group that say something."""
    return [term for term in strand.terms if len(term) > SHORT or " " in term][:4]


def _diverse(desk: Desk, passages: Sequence[str], most: int, least: float = READABLE) -> list[str]:
    """Return passages whose sentence reads well, in order: of different publishers first, then documents."""
    readable = [p for p in passages if desk.reads(p) >= least]
    kept: list[str] = []
    said: set[str] = set()
    for level in ("publisher", "document"):
        for p in readable:
            d = desk.documents[desk.passages[p].document]
            known = {_voice(desk, q, level) for q in kept}
            mine = (d.publisher or d.id) if level == "publisher" else d.id
            if len(kept) < most and p not in kept and mine not in known and desk.text(p) not in said:
                kept.append(p)
                said.add(desk.text(p))
    return kept


def _voice(desk: Desk, passage: str, level: str) -> str:
    d = desk.documents[desk.passages[passage].document]
    return (d.publisher or d.id) if level == "publisher" else d.id


def dissenting(desk: Desk) -> list[str]:
    """Return the passages whose sentence doubts, denies or criticises, the strongest first."""
    return desk.once("dissenting", lambda: _dissenting(desk))


def _dissenting(desk: Desk) -> list[str]:
    likeliest = sorted(desk.passages, key=lambda p: (-desk.about[p], p))[:EXAMINED]
    scored = {p: doubt(desk.text(p)) for p in likeliest}
    found = [p for p, strength in scored.items() if strength >= ENOUGH and desk.reads(p) >= READABLE]
    return sorted(found, key=lambda p: (-min(scored[p], 4) * desk.reads(p), -desk.about[p], p))


def voices(desk: Desk) -> Section:
    """Return representative and dissenting quotations."""
    against = _diverse(desk, dissenting(desk), VOICES)
    others = [p for p in _typical(desk) if p not in set(dissenting(desk))]
    first = _diverse(desk, others, VOICES)
    blocks: list[Paragraph | Quotation] = []
    for stance, chosen in ((Stance.REPRESENTATIVE, first), (Stance.DISSENTING, against)):
        claims = tuple(_lead(desk, stance, chosen))
        blocks.append(Paragraph(claims=claims))
        blocks += [Quotation(evidence=ident, stance=stance) for p in chosen if (ident := desk.quote(p))]
    return Section(id="voices", title="In their own words", blocks=tuple(blocks))


def _lead(desk: Desk, stance: Stance, chosen: Sequence[str]) -> Iterator[Claim]:
    owners = list(dict.fromkeys(desk.passages[p].document for p in chosen))
    evidence = [ident for p in chosen if (ident := desk.quote(p))]
    where = "the passages of the snapshot"
    if stance is Stance.REPRESENTATIVE:
        if not chosen:
            text = "No sentence about it reads well enough by itself to be quoted."
            yield counted("voices.none", text, {"quotations.representative": 0}, source=where)
            return
        text = (
            "The following sentences stand nearest to the middle of what the passages say, taken from "
            f"{support(desk, owners)}."
        )
        yield counted(
            "voices.representative",
            text,
            {"quotations.representative": len(chosen)},
            source=where,
            evidence=evidence,
        )
        return
    every = list(dict.fromkeys(desk.passages[p].document for p in dissenting(desk)))
    if not chosen:
        text = (
            "No sentence that can be quoted doubts it, denies it or reports its failure, as far as words "
            "show."
        )
        yield counted("voices.no_dissent", text, {"documents.dissenting": 0}, source=where)
        return
    text = (
        f"Doubt, denial, criticism or failure is voiced in {support(desk, every)}, as far as words show it; "
        "whether a sentence speaks against the theme or only names a difficulty is for the reader to judge."
    )
    yield counted(
        "voices.dissenting", text, {"documents.dissenting": len(every)}, source=where, evidence=evidence
    )


def _typical(desk: Desk) -> list[str]:
    """Return the passages, those nearest to the mean of all vectors first; by probability without vectors."""
    import numpy as np

    ids = list(desk.passages)
    vectors = [desk.passages[p].vector for p in ids]
    if not ids or any(v is None for v in vectors):
        return sorted(ids, key=lambda p: (-desk.about[p], p))
    table = np.stack([v for v in vectors if v is not None])
    nearness = (table @ table.mean(axis=0)).round(5)
    rank = dict(zip(ids, nearness.tolist(), strict=True))
    nearest = sorted(ids, key=lambda p: (-rank[p], p))[:EXAMINED]
    named = {p: bool(desk.words[0].find(desk.text(p))) for p in nearest}
    return sorted(ids, key=lambda p: (-rank[p] - 0.5 * desk.about[p] - 0.3 * named.get(p, False), p))


def finding(desk: Desk) -> Claim | None:
    """Return the sentence of the summary on what is said; None where there is one group alone."""
    found = _strands(desk)
    if len(found) < 2:
        return None
    wide = sorted(found, key=lambda s: -len({desk.passages[p].document for p in s.passages}))[:3]
    told = [f"“{'” and “'.join(_terms(s)[:2])}”" for s in wide if _terms(s)]
    if len(told) < 2:
        return None
    text = (
        f"The passages fall into {some(len(found), 'group')}; those of most documents are set apart by the "
        f"words {names(told)}."
    )
    if len(told) > 2:
        text = text.replace(names(told), f"{', '.join(told[:-1])}, and {told[-1]}")
    shown = [p for s in wide for p in _diverse(desk, s.passages, 1, 0.0)]
    evidence = [ident for p in shown if (ident := desk.quote(p))]
    return (
        quoted("summary.strands", text, evidence, [Number(name="strands", value=len(found))])
        if evidence
        else None
    )
