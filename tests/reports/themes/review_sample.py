"""An invented corpus for tests of the thematic review."""

from __future__ import annotations

import numpy as np

from workingregions.corpus.codebook import Codebook
from workingregions.corpus.enums import DocumentType, FailureCategory, InstitutionType, MentionKind, Scale
from workingregions.corpus.records import (
    Document,
    Entity,
    Failure,
    Mention,
    Name,
    Page,
    Passage,
    Piece,
    RegionWeight,
    ThemeScore,
)
from workingregions.models.flow import Arrival, Fate, flow
from workingregions.models.trends import TrendTest
from workingregions.reports.themes import Material, Source

NAMES = {
    "GB": "United Kingdom",
    "UKC": "North East",
    "GB-ESS": "Essex",
    "US": "United States",
    "US-OH": "Ohio",
    "US-PA": "Pennsylvania",
    "DE": "Germany",
}
ABOVE = {
    "UKC": ("GB-ENG", "GB", "region:europe"),
    "GB-ESS": ("UKH", "GB-ENG", "GB", "region:europe"),
    "US-OH": ("US", "region:north-america"),
    "US-PA": ("US", "region:north-america"),
    "GB": ("region:europe",),
    "US": ("region:north-america",),
    "DE": ("region:europe",),
}

SENTENCES = (
    "Three firms in {place} moved assembly lines home from overseas plants, and {body} helped to find sites.",
    "Reshoring will not bring back every job: new plants in {place} are automated and employ fewer people.",
    "According to {body}, freight costs and slow deliveries made buyers in {place} look for local suppliers.",
    "A survey by {body} found that one firm in six considers onshoring part of its production to {place}.",
    "Grants for firms that return work to {place} were paid by {body} between two financial years.",
    "The panel in {place} doubted that made-here campaigns change what people buy, and asked {body} why.",
)
BODIES = (
    ("Tamebridge Partnership", InstitutionType.DEVELOPMENT_AGENCY, Scale.REGIONAL),
    ("Department for Industry", InstitutionType.GOVERNMENT_NATIONAL, Scale.NATIONAL),
    ("University of Tamebridge", InstitutionType.UNIVERSITY, Scale.REGIONAL),
    ("Association of Valley Toolmakers", InstitutionType.INDUSTRY_ASSOCIATION, Scale.NATIONAL),
)
CHOICES: tuple[tuple[str, ...], ...] = (
    ("UKC",), ("GB-ESS",), ("US-OH",), ("US-PA",), ("GB",), ("US-OH", "US-PA"), (), ("DE",), ("US-OH",),
)  # fmt: skip


class FewPlaces:
    """A gazetteer of a few regions."""

    def name(self, ident: str) -> str:
        return NAMES.get(ident, ident)

    def ancestors(self, ident: str) -> tuple[str, ...]:
        return ABOVE.get(ident, ())

    def area(self, ident: str) -> str:
        return ident


def codebook() -> Codebook:
    return Codebook.load()


def named(passage: Passage, _: Document, span: tuple[int, int], record: object) -> str:
    """Return what stands for an evidence id."""
    return f"wr1.{type(record).__name__[:1].lower()}.{passage.id}.{span[0]}.{span[1]}"


def material(documents: int = 60, themes: tuple[str, ...] = ("reshoring",), about: float = 0.5) -> Material:
    """A corpus of `documents` documents, half of them about reshoring; one file more could not be read."""
    made = [_document(i) for i in range(documents)]
    passages: list[Passage] = []
    scores: list[ThemeScore] = []
    mentions: list[Mention] = []
    for i, document in enumerate(made):
        for ordinal in range(2 if i % 3 else 1):
            passage, body = _passage(document, i, ordinal)
            passages.append(passage)
            mentions.append(_mention(passage, body))
            about = 0.9 - 0.01 * (i % 30) if i % 2 else 0.3
            scores.append(_score(passage, "reshoring", about))
            if i % 4 == 1:
                scores.append(_score(passage, "supply_chains", 0.8))
            if i % 6 == 1:
                scores.append(_score(passage, "finance_incentives", 0.7))
    book = codebook()
    strong = {s.passage for s in scores if s.theme in themes and s.about >= about}
    covered = {p.document for p in passages if p.id in strong}
    hits = [d.id in covered for d in made]
    fate = Fate(
        held={d.sha256 for d in made},
        failed={"f" * 64: "no_text"},
        repeats={},
        foreign=set(),
        machine={d.sha256 for d in made if d.id in covered},
        about={d.sha256 for d in made if d.id in covered},
    )
    arrivals = [Arrival(drop="d0001", sha256=d.sha256, path=d.path) for d in made]
    arrivals.append(Arrival(drop="d0001", sha256="f" * 64, path="scans/minutes.pdf"))
    return Material(
        snapshot="s000007",
        created="2026-11-30T12:00:00Z",
        project="Tamebridge",
        release="0.1.0",
        codebook=book.version,
        themes=tuple(book.get(theme) for theme in themes),
        groups=book.groups,
        labels={theme.id: theme.label for theme in book},
        about=about,
        places=FewPlaces(),
        documents=made,
        passages=[p for p in passages if p.id in strong],
        scores=scores,
        trend=TrendTest(
            theme="reshoring",
            region="",
            years=10,
            documents=sum(hits),
            of_documents=len(hits),
            direction="too few",
        ),
        peaks={theme: {s.document: s.about for s in scores if s.theme == theme} for theme in themes},
        naming={theme: {s.document for s in scores if s.theme == theme and s.mention} for theme in themes},
        running=len(passages),
        pages=3 * documents,
        mentions=mentions,
        names=[
            Name(document=m.document, key=m.entity, entity=m.entity, text=m.text, mentions=1, passage="")
            for m in {(m.document, m.entity): m for m in mentions}.values()
        ],
        entities=[_entity(*body) for body in BODIES],
        fetch=lambda ids: [p for p in passages if p.id in ids],
        named=named,
        paged={d.id for d in made},
        flows=flow(arrivals, fate),
        sources=[Source(id="d0001", date="2026-11-30T12:00:00Z", name="drop")],
        failures=[
            Failure(
                sha256="f" * 64,
                path="scans/minutes.pdf",
                stage="read",
                category=FailureCategory.NO_TEXT,
                message="no text",
            ),
        ],
    )


def _document(i: int) -> Document:
    regions = CHOICES[i % len(CHOICES)]
    return Document(
        id=f"{i:016x}",
        sha256=f"{i:064x}",
        path=f"drop/report-{i:02d}.pdf",
        title=f"Making it here again <{i}>: a review of industry & trade",
        year=None if i % 13 == 5 else 2009 + (i * 7) % 15,
        publisher=BODIES[i % 4][0],
        type=DocumentType.STRATEGY if i % 2 else DocumentType.ARTICLE,
        genre="policy" if i % 2 else "scholarly",
        language="en",
        regions=tuple(
            RegionWeight(region=r, name=NAMES[r], weight=round(1 / len(regions), 3)) for r in regions
        ),
        pages=tuple(Page(number=n, width=595, height=842) for n in (1, 2, 3)),
    )


def _passage(document: Document, i: int, ordinal: int) -> tuple[Passage, str]:
    body = BODIES[(i + ordinal) % 4][0]
    place = document.regions[0].name if document.regions else "the valley"
    lines = [SENTENCES[(i + ordinal + k) % len(SENTENCES)].format(place=place, body=body) for k in (0, 2, 3)]
    text = " ".join(["The council met in spring to hear of progress.", *lines])
    vector = np.random.default_rng(i * 10 + ordinal).normal(size=384).astype(np.float32)
    vector[(i + ordinal) % 3] += 30
    passage = Passage(
        id=f"{document.id}-{ordinal:05d}",
        document=document.id,
        ordinal=ordinal,
        pages=(ordinal + 1,),
        first_block=0,
        last_block=0,
        text=text,
        section=("Trade and industry",),
        pieces=(Piece(start=0, end=len(text), block=0, page=ordinal + 1, offset=0),),
        vector=vector / np.linalg.norm(vector),
    )
    return passage, body


def _mention(passage: Passage, body: str) -> Mention:
    start = passage.text.index(body)
    kind, scale = next((t, s) for name, t, s in BODIES if name == body)
    return Mention(
        id=f"{passage.id}-m0",
        document=passage.document,
        passage=passage.id,
        page=passage.pages[0],
        start=start,
        end=start + len(body),
        kind=MentionKind.INSTITUTION,
        text=body,
        entity=body.casefold(),
        confidence=0.9,
        type=kind,
        scale=scale,
    )


def _entity(name: str, kind: InstitutionType, scale: Scale) -> Entity:
    return Entity(
        id=name.casefold(), name=name, kind=MentionKind.INSTITUTION, type=kind, scale=scale, aliases=(name,)
    )


def _score(passage: Passage, theme: str, about: float) -> ThemeScore:
    return ThemeScore(
        document=passage.document, passage=passage.id, theme=theme, about=about, mention=about > 0.5
    )
