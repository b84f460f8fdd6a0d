"""Made-up documents for measurements of size: records as the pipeline would write them, from no file.

Institutions have names of made-up words; a few are named often, most seldom, and each belongs to a region.
"""

from __future__ import annotations

import itertools
import random
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from resolution_speed import names

from workingregions.corpus.codebook import Codebook
from workingregions.corpus.enums import (
    BlockKind,
    DocumentType,
    InstitutionType,
    MentionKind,
    Modality,
    OutcomeKind,
    Relation,
    Scale,
)
from workingregions.corpus.records import (
    VECTOR_SIZE,
    Acronym,
    Block,
    Box,
    Bundle,
    Document,
    Mention,
    MetadataValue,
    Outcome,
    Page,
    Passage,
    Piece,
    Reference,
    RegionWeight,
    Source,
    Span,
    ThemeScore,
    Tie,
)
from workingregions.corpus.store import Done, Store
from workingregions.nlp.gazetteer import Gazetteer

REGIONS = (
    "Ohio", "Pennsylvania", "Michigan", "North East England", "West Midlands", "Basque Country", "Luxembourg",
    "Essex",
)  # fmt: skip
INSTITUTIONS = 3_000
WORDS = 4_000
PASSAGES = 15
PASSAGES_PER_PAGE = 5
NAMES_PER_PASSAGE = 3
REFERENCES = 5
LOCAL_SHARE = 0.8
THEME_SHARE, TIE_SHARE, OUTCOME_SHARE = 0.2, 0.3, 0.2
BATCH = 2_000
POLICY = frozenset({DocumentType.STRATEGY, DocumentType.PLAN})
VERBS = {
    Relation.FUNDS: "funds",
    Relation.PARTNERS: "works in partnership with",
    Relation.PART_OF: "is part of",
    Relation.GOVERNS: "oversees",
    Relation.CREATES: "set up",
    Relation.SERVES: "provides services to",
}


@dataclass(slots=True)
class _Draft:
    """A document's rows as they are made."""

    document: str
    region: int
    year: int
    genre: str
    type: str
    passages: list[Passage] = field(default_factory=list)
    mentions: list[Mention] = field(default_factory=list)
    acronyms: list[Acronym] = field(default_factory=list)
    ties: list[Tie] = field(default_factory=list)
    outcomes: list[Outcome] = field(default_factory=list)
    themes: list[ThemeScore] = field(default_factory=list)


class Maker:
    """Makes documents one after the other; the same seed gives the same ones."""

    def __init__(self, seed: int = 5) -> None:
        self._draw = draw = random.Random(seed)
        self._vectors = np.random.default_rng(seed)
        gazetteer = Gazetteer.load()
        self._regions = [gazetteer.find(name) for name in REGIONS]
        self._above = [tuple(sorted({r.id, *gazetteer.ancestors(r.id)})) for r in self._regions]
        self._seeds = {theme.id: theme.seeds for theme in Codebook.load()}
        self._centres = {theme: self._vectors.standard_normal(VECTOR_SIZE) for theme in self._seeds}
        institutions = names(INSTITUTIONS, draw)
        self._local = [institutions[n :: len(REGIONS)] for n in range(len(REGIONS))]
        self._weights = _zipf(INSTITUTIONS // len(REGIONS))
        self._kinds = {name: draw.choice(list(InstitutionType)) for name in institutions}
        self._scales = {name: draw.choice(list(Scale)) for name in institutions}
        self._words = ["".join(draw.choices("aeioulnrstdm", k=draw.randint(3, 9))) for _ in range(WORDS)]
        self._word_weights = _zipf(WORDS)

    def bundle(self, number: int) -> Bundle:
        """Return one document with its annotations."""
        draw = self._draw
        sha256 = f"{number:016x}".ljust(64, "0")
        kind = draw.choice(list(DocumentType))
        draft = _Draft(
            document=sha256[:16],
            region=draw.randrange(len(REGIONS)),
            year=1995 + draw.randrange(30),
            genre="policy" if kind in POLICY else "other",
            type=kind.value,
        )
        for ordinal in range(PASSAGES):
            self._add_passage(draft, ordinal)
        document = self._document(draft, sha256, kind, f"{number // 1000:03d}/{number:06d}.pdf")
        source = Source(
            sha256=sha256,
            path=document.path,
            media_type="application/pdf",
            bytes=100_000,
            drop="d0001",
            location=f"/made-up/{document.path}",
        )
        return Bundle(
            source=source,
            document=document,
            blocks=tuple(map(_block, draft.passages)),
            passages=tuple(draft.passages),
            mentions=tuple(draft.mentions),
            acronyms=tuple(draft.acronyms),
            ties=tuple(draft.ties),
            outcomes=tuple(draft.outcomes),
            themes=tuple(draft.themes),
            references=tuple(self._reference(draft.document, n) for n in range(REFERENCES)),
        )

    def _document(self, draft: _Draft, sha256: str, kind: DocumentType, path: str) -> Document:
        place = self._regions[draft.region]
        title = self._sentence(7)[:-1].capitalize()
        pages = range(1, PASSAGES // PASSAGES_PER_PAGE + 1)
        return Document(
            id=draft.document,
            sha256=sha256,
            path=path,
            title=title,
            authors=(f"Author {self._draw.randrange(1_000)}",),
            year=draft.year,
            date=str(draft.year),
            publisher=f"Publisher {self._draw.randrange(60)}",
            type=kind,
            genre=draft.genre,
            language="en",
            regions=(RegionWeight(region=place.id, name=place.name, weight=1.0),),
            pages=tuple(Page(number=n, width=595, height=842) for n in pages),
            metadata=(MetadataValue(field="title", value=title, rule="made up", confidence=0.9, page=1),),
        )

    def _add_passage(self, draft: _Draft, ordinal: int) -> None:
        """Add a passage of four sentences (a tie, a theme, a claim, others) and what is annotated in it."""
        draw = self._draw
        identity, page = f"{draft.document}-{ordinal:05d}", 1 + ordinal // PASSAGES_PER_PAGE
        named = self._institutions(draft.region)
        relation = draw.choice(list(Relation))
        about = draw.choice(list(self._seeds)) if draw.random() < THEME_SHARE else ""
        jobs = draw.randrange(10, 900)
        stated = f"The {named[0]} {VERBS[relation]} the {named[1]}."
        topic = f"It {draw.choice(self._seeds[about])} {self._sentence(12)}" if about else self._sentence(15)
        claim = f"The {named[2]} created {jobs} jobs."
        text = " ".join((stated, topic, claim, self._sentence(25)))
        for name in named:
            draft.mentions.append(self._mention(draft, identity, page, text.index(name), name))
        if draw.random() < TIE_SHARE:
            draft.ties.append(_tie(draft.document, identity, page, stated, relation, named))
        if draw.random() < OUTCOME_SHARE:
            draft.outcomes.append(_outcome(draft, identity, page, text.index(claim), claim, jobs, named[2]))
        if ordinal == 0:
            short = "".join(word[0] for word in named[0].split())
            draft.acronyms.append(
                Acronym(document=draft.document, short=short, long=named[0], passage=identity)
            )
        theme = about or draw.choice(list(self._seeds))
        score = draw.uniform(0.5, 1.0) if about else draw.uniform(0.05, 0.45)
        draft.themes.append(
            ThemeScore(
                document=draft.document, passage=identity, theme=theme, about=score, mention=bool(about)
            )
        )
        vector = self._vectors.standard_normal(VECTOR_SIZE) + self._centres[theme]
        draft.passages.append(
            Passage(
                id=identity,
                document=draft.document,
                ordinal=ordinal,
                pages=(page,),
                first_block=ordinal,
                last_block=ordinal,
                text=text,
                section=("Made up",),
                pieces=(Piece(start=0, end=len(text), block=ordinal, page=page, offset=0),),
                year=draft.year,
                genre=draft.genre,
                type=draft.type,
                regions=self._above[draft.region],
                themes=(about,) if about else (),
                institutions=tuple(sorted(name.lower() for name in named)),
                vector=(vector / np.linalg.norm(vector)).astype(np.float32),
            )
        )

    def _sentence(self, words: int) -> str:
        return " ".join(self._draw.choices(self._words, cum_weights=self._word_weights, k=words)) + "."

    def _institutions(self, region: int) -> list[str]:
        """Return the names of different institutions, most of them of the region."""
        draw = self._draw
        found: dict[str, None] = {}
        while len(found) < NAMES_PER_PASSAGE:
            home = region if draw.random() < LOCAL_SHARE else draw.randrange(len(REGIONS))
            found[draw.choices(self._local[home], cum_weights=self._weights)[0]] = None
        return list(found)

    def _mention(self, draft: _Draft, passage: str, page: int, start: int, name: str) -> Mention:
        return Mention(
            id=f"{draft.document}-i{len(draft.mentions):05d}",
            document=draft.document,
            passage=passage,
            page=page,
            start=start,
            end=start + len(name),
            kind=MentionKind.INSTITUTION,
            text=name,
            entity=name.lower(),
            confidence=0.9,
            type=self._kinds[name],
            scale=self._scales[name],
        )

    def _reference(self, document: str, ordinal: int) -> Reference:
        title, year = self._sentence(8).capitalize(), 1990 + self._draw.randrange(35)
        return Reference(
            document=document,
            ordinal=ordinal,
            text=f"Author, A. ({year}) {title}",
            page=PASSAGES // PASSAGES_PER_PAGE,
            authors=("Author, A.",),
            year=year,
            title=title,
        )


def fill(project: Path, documents: int) -> None:
    """Write made-up documents into an empty project, and index them."""
    maker = Maker()
    with Store(project / "store").writer() as writer:
        for start in range(0, documents, BATCH):
            bundles = [maker.bundle(n) for n in range(start, min(start + BATCH, documents))]
            done = [Done(sha256=b.source.sha256, stage="segment", fingerprint="made up") for b in bundles]
            writer.replace("sources", "", [b.source for b in bundles])
            writer.put(bundles, done)
        writer.index()
        writer.commit("made up")


def _zipf(count: int) -> list[float]:
    """Return cumulative weights: the n-th is drawn 1/n times as often as the first."""
    return list(itertools.accumulate(1 / rank for rank in range(1, count + 1)))


def _tie(document: str, passage: str, page: int, stated: str, relation: Relation, named: list[str]) -> Tie:
    return Tie(
        document=document,
        passage=passage,
        page=page,
        start=0,
        end=len(stated),
        source=named[0].lower(),
        relation=relation,
        target=named[1].lower(),
        source_name=named[0],
        target_name=named[1],
        modality=Modality.ASSERTED,
        confidence=0.8,
    )


def _outcome(draft: _Draft, passage: str, page: int, start: int, claim: str, jobs: int, name: str) -> Outcome:
    return Outcome(
        document=draft.document,
        passage=passage,
        page=page,
        start=start,
        end=start + len(claim),
        kind=OutcomeKind.JOBS,
        text=claim,
        value=float(jobs),
        unit="persons",
        institution=name.lower(),
        year=draft.year,
    )


def _block(passage: Passage) -> Block:
    """Return the paragraph that the passage was cut from, with its box on the page."""
    page = passage.pages[0]
    top = 60.0 + 140 * (passage.ordinal % PASSAGES_PER_PAGE)
    box = Box(60, top, 535, top + 120)
    return Block(
        ordinal=passage.ordinal,
        page=page,
        kind=BlockKind.PARAGRAPH,
        text=passage.text,
        document=passage.document,
        box=box,
        section=passage.section,
        spans=(Span(start=0, end=len(passage.text), page=page, box=box),),
    )
