"""Who acts: the institutions that the passages name, by type and scale, and the ties among them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from workingregions.corpus.enums import InstitutionType, Scale
from workingregions.corpus.records import Entity, Mention
from workingregions.nlp.text import sentences, statements
from workingregions.reports.report import (
    Block,
    Cell,
    Claim,
    Figure,
    Number,
    Paragraph,
    Section,
    Table,
    counted,
)
from workingregions.reports.themes import charts, links, tied
from workingregions.reports.themes.desk import Desk, Span
from workingregions.reports.themes.prose import names, support
from workingregions.reports.themes.tables import counts, line, made, text
from workingregions.reports.wording import body, number, opening, readability, some

LISTED, NAMED = 25, 3
"""Institutions that the table lists, and that the text names."""
SCALES = tuple(
    scale.value for scale in (Scale.SUPRANATIONAL, Scale.NATIONAL, Scale.REGIONAL, Scale.LOCAL, Scale.UNKNOWN)
)


@dataclass(slots=True)
class Actor:
    """An institution that the passages name: the passages in each document, with where it is named."""

    entity: Entity
    documents: dict[str, list[Mention]] = field(default_factory=lambda: defaultdict(list))

    @property
    def passages(self) -> int:
        """The number of passages that name it."""
        return len({m.passage for own in self.documents.values() for m in own})

    @property
    def kind(self) -> str:
        """Its type, in words."""
        return (self.entity.type or InstitutionType.OTHER).value.replace("_", " ")

    @property
    def scale(self) -> str:
        """Its scale."""
        return (self.entity.scale or Scale.UNKNOWN).value


def actors(desk: Desk) -> list[Actor]:
    """Return the institutions that the passages name, those of most documents first."""
    return desk.once("actors", lambda: _actors(desk))


def _actors(desk: Desk) -> list[Actor]:
    of = {(n.document, n.key): n.entity for n in desk.material.names}
    known = {e.id: Actor(entity=e) for e in desk.material.entities}
    for mention in desk.material.mentions:
        entity = of.get((mention.document, mention.entity), "")
        if mention.passage in desk.passages and entity in known:
            known[entity].documents[mention.document].append(mention)
    found = [actor for actor in known.values() if actor.documents]
    return sorted(found, key=lambda a: (-len(a.documents), -a.passages, a.entity.name, a.entity.id))


def section(desk: Desk) -> Section:
    """Return who acts."""
    found = actors(desk)
    blocks: list[Block] = [Paragraph(claims=tuple(_words(desk, found)))]
    if found:
        blocks += [_figure(found), _table(desk, found)]
    return Section(id="actors", title="Who acts", blocks=(*blocks, *tied.blocks(desk)))


def finding(desk: Desk) -> Claim | None:
    """Return the sentence of the summary on actors; None where nobody is named."""
    found = actors(desk)
    if not found:
        return None
    top = [a for a in found if len(a.documents) > 1][:NAMED]
    kinds = Counter(a.kind for a in found)
    common, n = min(kinds.items(), key=lambda item: (-item[1], item[0]))
    said = (
        f"{opening(len(found), 'institution')} {'is' if len(found) == 1 else 'are'} named in these passages"
    )
    said += f", {number(n)} of them {_of_kind(common, n)}. " if len(found) > 3 and n > 1 else ". "
    said += _widest(top)
    said = said.strip()
    evidence = [ident for a in top for ident in _shown(desk, a, 2)] or [
        i for a in found[:2] for i in _shown(desk, a, 1)
    ]
    numbers = [
        Number(name="institutions", value=len(found), unit="institutions"),
        *(_number(desk, a) for a in top),
    ]
    return counted("summary.actors", said, numbers, source="institutions", evidence=evidence)


def _widest(top: Sequence[Actor]) -> str:
    """Return in a sentence which institutions are named in most documents."""
    if not top:
        return "None occurs in more than one document."
    counts_ = {len(a.documents) for a in top}
    if len(counts_) == 1:
        each = " each" if len(top) > 1 else ""
        return (
            f"Named most widely {'is' if len(top) == 1 else 'are'} "
            f"{names(body(a.entity.name) for a in top)}, in {some(counts_.pop(), 'document')}{each}."
        )
    told = [f"{body(a.entity.name)} ({some(len(a.documents), 'document')})" for a in top]
    return f"Named most widely are {names(told)}."


def _number(desk: Desk, actor: Actor) -> Number:
    where = {"institution": actor.entity.id}
    return Number(
        name=f"institution.{actor.entity.id}.passages",
        value=actor.passages,
        unit="passages",
        link=desk.to.passages(**where),
    )


def _words(desk: Desk, found: Sequence[Actor]) -> Iterator[Claim]:
    if not found:
        text_ = f"No institution is named in the passages about {desk.subject}."
        yield counted("actors.none", text_, {"institutions": 0}, source="the mentions of the snapshot")
        return
    several = [a for a in found if len(a.documents) > 1]
    text_ = (
        f"The passages name {some(len(found), 'institution')}; {number(len(several))} of them "
        f"{'occurs' if len(several) == 1 else 'occur'} in two documents or more."
    )
    if len(found) == 1:
        text_ = f"The passages name one institution, {body(found[0].entity.name)}."
    yield counted(
        "actors.count",
        text_,
        {"institutions": len(found), "institutions.several": len(several)},
        source="institutions",
    )
    if several:
        top = several[:NAMED]
        told = [f"{body(a.entity.name)}, in {support(desk, list(a.documents))}" for a in top]
        lead = "Named most widely is" if len(top) == 1 else "Named most widely are"
        evidence = [ident for a in top for ident in _shown(desk, a, 3)]
        yield counted(
            "actors.top",
            f"{lead} {'; '.join(told)}.",
            [_number(desk, a) for a in top],
            source="institutions",
            evidence=evidence,
        )
    kinds, scales = Counter(a.kind for a in found), Counter(a.scale for a in found)
    if len(found) > 3:
        most = kinds.most_common(2)
        wide = [(s, n) for s, n in scales.most_common() if s != Scale.UNKNOWN.value][:2]
        text_ = f"By type, {names(f'{number(n)} {_of_kind(k, n)}' for k, n in most)} lead"
        text_ += f"; by scale, {names(f'{number(n)} {_is(n)} {s}' for s, n in wide)}." if wide else "."
        numbers = {
            **{f"institutions.type.{k}": n for k, n in most},
            **{f"institutions.scale.{s}": n for s, n in wide},
        }
        yield counted("actors.kinds", text_, numbers, source="institution-kinds")


def _of_kind(kind: str, count: int) -> str:
    government = kind.removeprefix("government ")
    if government != kind:
        kind = f"{government} government body"
    if count == 1:
        return kind
    if kind == "civil society":
        return "bodies of civil society"
    if kind in ("finance", "other"):
        return {"finance": "bodies of finance", "other": "bodies of other types"}[kind]
    return f"{kind[:-1]}ies" if kind.endswith("y") else f"{kind}s"


def _is(count: int) -> str:
    return "is" if count == 1 else "are"


def _shown(desk: Desk, actor: Actor, most: int) -> list[str]:
    """Take a sentence that names an institution from each of its first documents."""
    found = []
    rank = desk.once("rank", lambda: {d: n for n, d in enumerate(desk.documents)})
    for document in sorted(actor.documents, key=lambda d: rank[d])[:most]:
        own = sorted(actor.documents[document], key=lambda m: (-desk.about[m.passage], m.passage, m.start))
        best = max(own[:4], key=lambda m: readability(_said(desk, m)))
        found.append(desk.take(desk.passages[best.passage], _around(desk, best)))
    return [ident for ident in found if ident]


def _said(desk: Desk, mention: Mention) -> str:
    start, end = _around(desk, mention)
    return desk.passages[mention.passage].text[start:end]


def _around(desk: Desk, mention: Mention) -> Span:
    """Return the sentence in which a mention begins."""
    passage = desk.passages[mention.passage]
    # A mention may occur in a heading, which is then the text to quote.
    candidates = [*statements(passage), *sentences(passage.text)]
    spans = [s for s in candidates if s[0] <= mention.start < s[1]]
    start, end = spans[0] if spans else (0, len(passage.text))
    return start, max(end, mention.end)


def _table(desk: Desk, found: Sequence[Actor]) -> Table:
    rows = []
    for actor in found[:LISTED]:
        one = _shown(desk, actor, 1)
        where = desk.to.passages(institution=actor.entity.id)
        rows.append(
            line(
                Cell(value=actor.entity.name, evidence=tuple(one), link=links.institution(actor.entity.id)),
                actor.kind, actor.scale, len(actor.documents), Cell(value=actor.passages, link=where),
            )
        )  # fmt: skip
    rest = len(found) - len(rows)
    note = None
    if rest > 0:
        said = f"{opening(rest, 'further institution')} {_is(rest)} not listed."
        note = counted(
            "institutions.note", said, {"institutions.unlisted": rest}, source="the mentions of the snapshot"
        )
    columns = [
        text("name", "Institution"),
        text("type", "Type"),
        text("scale", "Scale"),
        counts("documents", "Documents"),
        counts("passages", "Passages", "passages"),
    ]
    return made(
        "institutions",
        f"The institutions that passages about {desk.subject} name most",
        columns,
        rows,
        note=note,
    )


def _figure(found: Sequence[Actor]) -> Figure:
    kinds: dict[str, Counter[str]] = defaultdict(Counter)
    for actor in found:
        kinds[actor.kind][actor.scale] += 1
    ordered = dict(sorted(kinds.items(), key=lambda item: (-item[1].total(), item[0])))
    columns = [
        text("type", "Type"),
        *(counts(s, s.capitalize() if s != "unknown" else "Not known", "institutions") for s in SCALES),
        counts("all", "All", "institutions"),
    ]
    rows = [line(kind, *(own[s] for s in SCALES), own.total()) for kind, own in ordered.items()]
    most = next(iter(ordered))
    return Figure(
        id="institution-kinds-figure",
        caption="The institutions that the passages name, by type and scale",
        alternative=(
            f"Bars by type, divided by scale. The longest is {most}, with {ordered[most].total()} of "
            f"{len(found)} institutions."
        ),
        svg=charts.by_type(ordered, SCALES),
        data=made("institution-kinds", "Institutions by type and scale", columns, rows),
    )
