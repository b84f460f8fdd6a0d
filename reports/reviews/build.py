"""The thematic review: from records to ReviewData, so that every number keeps the sentences behind it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import Protocol

from workingregions.corpus.codebook import Codebook
from workingregions.corpus.enums import Use
from workingregions.corpus.records import Mention, Passage, ThemeScore
from workingregions.corpus.voices import takes
from workingregions.models.strands import strands
from workingregions.models.trends import Places, regions_of
from workingregions.nlp.text import sentences, statements
from workingregions.reports.reviews import text
from workingregions.reports.reviews.data import (
    Cited,
    CitedPassage,
    Corpus,
    Count,
    InstitutionRow,
    RegionRow,
    RelatedTheme,
    ReviewData,
    Spot,
    Strand,
    YearRow,
)
from workingregions.reports.reviews.desk import Desk, Encode, Material

COLUMNS = 10
"""Most periods in the table of regions."""
INSTITUTIONS = 25
QUOTES = 4
"""Passages quoted for each strand."""


class NamedPlaces(Places, Protocol):
    """The part of a gazetteer that the review uses."""

    def name(self, ident: str) -> str:
        """Return a region's name."""


def build_review(
    theme: str,
    codebook: Codebook,
    material: Material,
    places: NamedPlaces,
    *,
    about: float = 0.5,
    encode: Encode | None = None,
) -> ReviewData:
    """Gather everything that a review of `theme` states.

    Args:
        theme: an id or label of the codebook.
        codebook: the themes that `material.scores` refer to.
        material: the records.
        places: names of regions and of what contains them; the gazetteer.
        about: minimum probability for a passage to count as being about a theme.
        encode: chooses the sentence about the theme if no seed term occurs in the passage.

    Raises:
        NotFoundError: the codebook does not contain the theme.
    """
    chosen = codebook.get(theme)
    desk = Desk.lay(chosen, material, about, encode)
    periods = _periods(desk)
    regions = tuple(_regions(desk, periods, places))
    years = tuple(_years(desk))
    data = ReviewData(
        theme=chosen,
        group=codebook.groups[chosen.group],
        corpus=_corpus(material, about),
        overall=desk.count(list(desk.documents)),
        passages=len(desk.passages),
        statements=(),
        years=years,
        periods=tuple(periods),
        by_period=tuple(_in_periods(desk, list(desk.documents), periods)),
        regions=regions,
        institutions=tuple(_institutions(desk, material)),
        strands=tuple(_strands(desk)),
        related=tuple(_related(desk, codebook, material, about)),
        gaps=text.gaps(list(desk.documents.values()), material, desk.covered),
        documents=tuple(_cited(desk, places)),
        trend=() if material.trend is None else (*material.trend.words, *material.trend.warnings),
    )
    return text.with_statements(data)


def _corpus(material: Material, about: float) -> Corpus:
    years = [d.year for d in material.documents if d.year is not None]
    genres = Counter(d.genre or "other" for d in material.documents)
    return Corpus(
        snapshot=material.snapshot,
        documents=len(material.documents),
        passages=material.running or sum(takes(Use.THEMES, p.voice) for p in material.passages),
        pages=material.pages or sum(len(d.pages) for d in material.documents),
        first_year=min(years, default=None),
        last_year=max(years, default=None),
        genres=tuple(sorted(genres.items(), key=lambda item: (-item[1], item[0]))),
        threshold=about,
        encoder=material.encoder,
        selection=material.selection,
        filter=material.filter.words,
    )


def _years(desk: Desk) -> Iterable[YearRow]:
    """Yield every year from the first to the last, also without documents, then the unknown year."""
    by_year: dict[int | None, list[str]] = defaultdict(list)
    for d in desk.documents.values():
        by_year[d.year].append(d.id)
    known = [year for year in by_year if year is not None]
    if known:
        for year in range(min(known), max(known) + 1):
            yield YearRow(year=year, count=desk.count(by_year.get(year, [])))
    if None in by_year:
        yield YearRow(year=None, count=desk.count(by_year[None]))


def _periods(desk: Desk) -> list[tuple[int, int]]:
    """Return periods of 1, 2, 5, 10... years, at most COLUMNS, that span all documents with a year."""
    known = [d.year for d in desk.documents.values() if d.year is not None]
    if not known:
        return []
    for width in (1, 2, 5, 10, 25, 50, 100, 1000):
        first, last = min(known) // width * width, max(known)
        starts = range(first, last + 1, width)
        if len(starts) <= COLUMNS:
            break
    return [(start, start + width - 1) for start in starts]


def _regions(desk: Desk, periods: Sequence[tuple[int, int]], places: NamedPlaces) -> Iterable[RegionRow]:
    """Yield countries with their focal regions, ordered by documents on the theme; the unplaced last.

    Each counts as `View.trends` counts it: documents about it and about any region within it.
    """
    inside: dict[str, list[str]] = defaultdict(list)
    focal: dict[str, set[str]] = defaultdict(set)
    for d in desk.documents.values():
        own = [w.region for w in d.regions]
        for region in regions_of(own, places):
            inside[region].append(d.id)
        for region in map(places.area, own):
            focal[_country(region, places)].add(region)
    unplaced = [d.id for d in desk.documents.values() if not d.regions]
    countries = {country: desk.count(inside[country]) for country in focal}
    for country in sorted(countries, key=lambda c: (-countries[c].hits, -countries[c].total, places.name(c))):
        yield _region_row(desk, country, places.name(country), inside[country], periods, inner=False)
        rows = [
            _region_row(desk, region, places.name(region), inside[region], periods, inner=True)
            for region in sorted(focal[country] - {country})
        ]
        yield from sorted(rows, key=lambda row: (-row.count.hits, -row.count.total, row.name))
    if unplaced:
        yield _region_row(desk, "", "No focal region found", unplaced, periods, inner=False)


def _region_row(
    desk: Desk,
    region: str,
    name: str,
    ids: Sequence[str],
    periods: Sequence[tuple[int, int]],
    *,
    inner: bool,
) -> RegionRow:
    cells = _in_periods(desk, ids, periods)
    undated = desk.count(d for d in ids if desk.documents[d].year is None)
    return RegionRow(region=region, name=name, inner=inner, count=desk.count(ids), cells=(*cells, undated))


def _in_periods(desk: Desk, ids: Sequence[str], periods: Sequence[tuple[int, int]]) -> list[Count]:
    years = {d: desk.documents[d].year for d in ids}
    return [
        desk.count(d for d in ids if (year := years[d]) is not None and first <= year <= last)
        for first, last in periods
    ]


def _country(region: str, places: NamedPlaces) -> str:
    """Return the country that a region lies in, or the region itself if it lies in none (a continent)."""
    for ident in (region, *places.ancestors(region)):
        if len(ident) == 2 and ident.isupper():
            return ident
    return region


def _institutions(desk: Desk, material: Material) -> list[InstitutionRow]:
    """Return the institutions that the theme's passages name, without cited ones, by number of documents."""
    of = {(n.document, n.key): n.entity for n in material.names}
    found: dict[str, list[Mention]] = defaultdict(list)
    for mention in material.mentions:
        entity_id = of.get((mention.document, mention.entity))
        acting = mention.counted and takes(Use.NETWORKS, mention.voice)
        if acting and mention.passage in desk.passages and entity_id is not None:
            found[entity_id].append(mention)
    rows, covered = [], desk.covered
    for entity in material.entities:
        mentions = found.get(entity.id, [])
        if not mentions:
            continue
        first: dict[str, Mention] = {}
        for m in sorted(mentions, key=lambda m: (-desk.about[m.passage], m.passage, m.start)):
            first.setdefault(m.document, m)
        row = InstitutionRow(
            entity=entity.id,
            name=entity.name,
            type=entity.type.value if entity.type else "other",
            scale=entity.scale.value if entity.scale else "unknown",
            documents=len(first),
            passages=len({m.passage for m in mentions}),
            spots=tuple(_around(desk.passages[first[d].passage], first[d]) for d in covered if d in first),
        )
        rows.append(row)
    return sorted(rows, key=lambda r: (-r.documents, -r.passages, r.name))[:INSTITUTIONS]


def _around(passage: Passage, mention: Mention) -> Spot:
    """Return the sentence in which a mention begins."""
    # A mention may occur in a heading, which is then the text to quote.
    candidates = [*statements(passage), *sentences(passage.text)]
    spans = [s for s in candidates if s[0] <= mention.start < s[1]]
    start, end = spans[0] if spans else (0, len(passage.text))
    return Spot(passage=passage.id, page=mention.page, start=start, end=max(end, mention.end))


def _strands(desk: Desk) -> Iterable[Strand]:
    common = (desk.theme.label, *desk.theme.seeds)
    for strand in strands(list(desk.passages.values()), common):
        members = [desk.passages[p] for p in strand.passages]
        quotes: list[Spot] = []
        seen: set[str] = set()
        # The typical passages come first; one a document, as long as there are enough documents.
        for passage in [*members, *members]:
            fresh = passage.document not in seen or len(seen) == len({m.document for m in members})
            if fresh and desk.spots[passage.id] not in quotes and len(quotes) < QUOTES:
                quotes.append(desk.spots[passage.id])
                seen.add(passage.document)
        yield Strand(
            label=", ".join(strand.terms[:3]) or "All passages",
            terms=strand.terms,
            documents=len({m.document for m in members}),
            passages=len(members),
            quotes=tuple(quotes),
        )


def _related(desk: Desk, codebook: Codebook, material: Material, about: float) -> list[RelatedTheme]:
    """Return themes that share passages with this one, first those that share more than chance predicts."""
    strong = [s for s in material.scores if s.about >= about and s.theme != desk.theme.id]
    total = max(material.running or len(material.passages), 1)
    shared: dict[str, list[ThemeScore]] = defaultdict(list)
    for score in strong:
        if score.passage in desk.passages:
            shared[score.theme].append(score)
    sizes = material.sizes or Counter(s.theme for s in strong)
    rows, covered = [], desk.covered
    for other in codebook:
        scores = sorted(shared.get(other.id, []), key=lambda s: (-s.about, s.passage))
        if not scores:
            continue
        by_document: dict[str, str] = {}
        for score in scores:
            by_document.setdefault(score.document, score.passage)
        lift = len(scores) * total / (len(desk.passages) * sizes[other.id])
        row = RelatedTheme(
            theme=other.id,
            label=other.label,
            passages=len(scores),
            documents=len(by_document),
            lift=lift,
            spots=tuple(desk.spots[by_document[d]] for d in covered if d in by_document),
        )
        rows.append(row)
    return sorted(rows, key=lambda r: (-r.passages, -r.lift, r.label))[:10]


def _cited(desk: Desk, places: NamedPlaces) -> Iterable[Cited]:
    by_document: dict[str, list[CitedPassage]] = defaultdict(list)
    for p in desk.passages.values():
        spot = desk.spots[p.id]
        evidence = CitedPassage(
            passage=p.id,
            document=p.document,
            page=spot.page,
            text=p.text,
            start=spot.start,
            end=spot.end,
            about=desk.about[p.id],
            mention=desk.named[p.id],
            section=" › ".join(p.section),
        )
        by_document[p.document].append(evidence)
    for number, identity in enumerate(desk.covered, 1):
        d = desk.documents[identity]
        yield Cited(
            number=number,
            id=d.id,
            title=d.title or d.path,
            publisher=d.publisher,
            year=d.year,
            type=d.type.value,
            regions=tuple(places.name(w.region) for w in d.regions),
            path=d.path,
            passages=tuple(by_document[identity]),
        )
