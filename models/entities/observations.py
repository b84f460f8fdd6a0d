"""What each document calls its institutions: one observation for each name (key) in each document."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from workingregions.corpus.enums import InstitutionType, MentionKind, Scale
from workingregions.corpus.records import Document, Mention
from workingregions.nlp.gazetteer import Gazetteer

PASSAGES = 0.6
"""Share of the regions' weight that the passages have; the document's focal regions have the rest."""
MOST = 0.6
"""Share of the weight that a region or country needs to represent an observation."""
AFTER, BEFORE = 4, 25
"""Characters between a name and a place after it, or before it, that is named as the place of the body."""
_NAME_THEN_PLACE = (MentionKind.INSTITUTION, MentionKind.PLACE)
_NOT_COUNTRIES = {"", "EU"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """The counted mentions of one key in one document, and what they say of the institution.

    `forms` are surface forms with how often each occurs, most frequent first; `types` and `scales` the
    confidence behind each; `regions` gazetteer ids with weights that sum to at most 1; `beside` the places
    named next to it with votes; `country` ISO 3166-1 alpha-2 or "" where the document does not show it;
    `passage` where it occurs first.
    """

    document: str
    key: str
    forms: tuple[tuple[str, int], ...]
    mentions: int
    types: tuple[tuple[InstitutionType, float], ...] = ()
    scales: tuple[tuple[Scale, float], ...] = ()
    regions: tuple[tuple[str, float], ...] = ()
    beside: tuple[tuple[str, float], ...] = ()
    country: str = ""
    year: int | None = None
    passage: str = ""
    confidence: float = 1.0

    @property
    def text(self) -> str:
        """The fullest form: the most frequent of several words, otherwise the most frequent."""
        return next((form for form, _ in self.forms if " " in form), self.forms[0][0])


def observe(
    mentions: Iterable[Mention],
    documents: Iterable[Document],
    passage_regions: Mapping[str, Sequence[str]],
) -> list[Observation]:
    """Return the observations of a corpus, sorted by document and key.

    Args:
        mentions: of all kinds; only counted mentions of institutions are used.
        documents: the documents of the mentions; mentions of others are left out.
        passage_regions: passage id -> gazetteer ids of the regions it is about, ancestors included.
    """
    known = {document.id: document for document in documents}
    found: dict[tuple[str, str], list[Mention]] = defaultdict(list)
    mentions = list(mentions)
    beside = _beside(mentions)
    for mention in mentions:
        if mention.kind is MentionKind.INSTITUTION and mention.counted and mention.document in known:
            found[mention.document, mention.entity].append(mention)
    leaves: dict[tuple[str, ...], tuple[str, ...]] = {}

    def leaf(passage: str) -> tuple[str, ...]:
        regions = tuple(passage_regions.get(passage, ()))
        if regions not in leaves:
            leaves[regions] = _smallest(regions)
        return leaves[regions]

    return [
        _observation(known[document], key, sorted(found[document, key], key=_place), leaf, beside)
        for document, key in sorted(found)
    ]


def _beside(mentions: Sequence[Mention]) -> dict[str, tuple[str, float]]:
    """Return, by the id of a mention of an institution, the place named beside it, with a vote.

    "Harker Institute (Budapest)", "Harker Institute in Budapest" and "the Hungarian centre Harker Institute"
    state where it is; a place just before a name may belong to the rest of the sentence and has half a vote.
    """
    by_passage: dict[str, list[Mention]] = defaultdict(list)
    for mention in mentions:
        by_passage[mention.passage].append(mention)
    found: dict[str, tuple[str, float]] = {}
    for members in by_passage.values():
        members.sort(key=lambda m: (m.start, m.end))
        for one, other in pairwise(members):
            gap, kinds = other.start - one.end, (one.kind, other.kind)
            if kinds == _NAME_THEN_PLACE and other.place and 1 < gap <= AFTER:
                found[one.id] = (other.place, 1.0)
            elif kinds == _NAME_THEN_PLACE[::-1] and one.place and 0 < gap <= BEFORE:
                found.setdefault(other.id, (one.place, 0.5))
    return found


def _place(mention: Mention) -> tuple[int, str, int]:
    return mention.page, mention.passage, mention.start


def _smallest(regions: Sequence[str]) -> tuple[str, ...]:
    """Return the regions that contain none of the others."""
    gazetteer = Gazetteer.load()
    above = {outer for region in regions for outer in gazetteer.ancestors(region)}
    return tuple(sorted(set(regions) - above))


def _observation(
    document: Document,
    key: str,
    mentions: Sequence[Mention],
    leaf: Callable[[str], tuple[str, ...]],
    beside: Mapping[str, tuple[str, float]],
) -> Observation:
    forms = Counter(" ".join(m.text.split()) for m in mentions)
    types: dict[InstitutionType, float] = defaultdict(float)
    scales: dict[Scale, float] = defaultdict(float)
    regions: dict[str, float] = defaultdict(float)
    for focal in document.regions:
        regions[focal.region] += (1 - PASSAGES) * focal.weight
    places: dict[str, float] = defaultdict(float)
    for mention in mentions:
        place, vote = (mention.place, 1.0) if mention.place else beside.get(mention.id, ("", 0.0))
        if place:
            places[place] += vote
        if mention.type is not None:
            types[mention.type] += mention.confidence
        if mention.scale is not None:
            scales[mention.scale] += mention.confidence
        own = leaf(mention.passage)
        for region in own:
            regions[region] += PASSAGES / len(own) / len(mentions)
    weights = tuple(sorted(((r, round(w, 4)) for r, w in regions.items()), key=lambda x: (-x[1], x[0])))
    return Observation(
        document=document.id,
        key=key,
        forms=tuple(sorted(forms.items(), key=lambda x: (-x[1], -len(x[0]), x[0]))),
        mentions=len(mentions),
        types=tuple(sorted((t, round(w, 4)) for t, w in types.items())),
        scales=tuple(sorted((s, round(w, 4)) for s, w in scales.items())),
        regions=weights,
        beside=tuple(sorted(places.items())),
        country=_country(document, weights),
        year=document.year,
        passage=mentions[0].passage,
        confidence=max(m.confidence for m in mentions),
    )


def _country(document: Document, regions: Sequence[tuple[str, float]]) -> str:
    """Return the country of the document's policy, otherwise that with most of the weight of the regions."""
    if document.jurisdiction not in _NOT_COUNTRIES:
        return document.jurisdiction
    gazetteer = Gazetteer.load()
    weights: dict[str, float] = defaultdict(float)
    for region, weight in regions:
        place = gazetteer.get(region)
        weights[place.country if place else ""] += weight
    best = max(sorted(weights), key=lambda c: weights[c], default="")
    return best if best not in _NOT_COUNTRIES and weights[best] >= MOST * sum(weights.values()) else ""
