"""Facets: what search filters passages by, copied onto them from the document and the annotations."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence, Set
from dataclasses import replace

from workingregions.corpus.enums import MentionKind
from workingregions.corpus.records import Bundle, Mention, Passage
from workingregions.nlp.gazetteer import Gazetteer
from workingregions.nlp.places import passage_places

LEAST = 0.15
"""Share of the places named in a passage that lie in a region which the passage is about."""
OFTEN = 2
"""Mentions of a region outside the document's own from which a passage of some length is about it."""
ELSEWHERE = 3
"""Mentions of places outside the countries of the document's regions from which a passage has left them."""
BRIEF = 60
"""Words of a passage in which one mention is enough."""
OPENING = 80
"""Characters at the head of a passage, in which one mention is enough."""


class FacetStage:
    """The stage that sets year, genre, type, regions, themes and institutions of every passage.

    The regions of a passage are those of the document's focal regions that it names or, if it names none,
    all of them, and those that it deals with, each with the regions that contain it, so that a filter on a
    country finds its counties. It deals with a region in which at least LEAST of the places lie that it
    names; one outside the focal regions must be named more than once, or at its head. A theme whose score is
    at least `about` is a facet.
    """

    name = "facets"
    version = "3"
    needs = frozenset({"document", "passages", "mentions", "themes"})
    gives = frozenset({"passages"})

    def __init__(self, about: float = 0.5) -> None:
        self._about = about

    @property
    def config(self) -> dict[str, object]:
        """The threshold for themes."""
        return {"about": self._about}

    def __call__(self, bundle: Bundle) -> Bundle:
        """Return the bundle with the facets of its passages set; text and vectors are unchanged."""
        gazetteer = Gazetteer.load()
        mentions: dict[str, list[Mention]] = defaultdict(list)
        for mention in bundle.mentions:
            mentions[mention.passage].append(mention)
        themes: dict[str, set[str]] = defaultdict(set)
        for score in bundle.themes:
            if score.about >= self._about:
                themes[score.passage].add(score.theme)
        focal = {weight.region for weight in bundle.document.regions}
        passages = []
        for passage in bundle.passages:
            in_passage = mentions[passage.id]
            named = _about(passage, in_passage, focal, gazetteer)
            regions = named | {above for region in named for above in gazetteer.ancestors(region)}
            institutions = {m.entity for m in in_passage if m.kind is MentionKind.INSTITUTION and m.counted}
            facets = replace(
                passage,
                year=bundle.document.year,
                genre=bundle.document.genre,
                type=bundle.document.type.value,
                regions=tuple(sorted(regions)),
                themes=tuple(sorted(themes[passage.id])),
                institutions=tuple(sorted(institutions)),
            )
            passages.append(facets)
        return replace(bundle, passages=tuple(passages))


def _about(passage: Passage, mentions: Sequence[Mention], focal: Set[str], gazetteer: Gazetteer) -> set[str]:
    """Return the regions that a passage is about: what it names, with those of the document that it keeps."""
    places = passage_places(passage, mentions)
    areas = {place: {place, *gazetteer.ancestors(place)} for place in set(places)}
    inside = Counter(area for place in places for area in areas[place])
    often = {area for area, count in inside.items() if count >= LEAST * len(places)}
    kept = {region for region in focal if any(region in areas[place] for place in areas)}
    abroad = len(places) >= ELSEWHERE and not _shared(areas, focal, gazetteer)
    if not abroad and (len(places) < OFTEN or not kept):
        kept = set(focal)  # a passage that names none of them continues the text before it
    head = _in_head(passage, mentions, places)
    brief = len(passage.text.split()) <= BRIEF
    own = {
        area
        for area in often
        if (
            area in head
            or brief
            or inside[area] >= OFTEN
            or any(areas[p] & kept for p in areas if area in areas[p])
        )
    }
    return kept | own


def _shared(areas: Mapping[str, set[str]], focal: Set[str], gazetteer: Gazetteer) -> bool:
    """Return whether any place lies in a country of the focal regions, or holds one of them."""
    home = {area for region in focal for area in (region, *gazetteer.ancestors(region))}
    countries = {
        area for area in home if (place := gazetteer.get(area)) is not None and place.kind == "country"
    }
    return any(found & (focal | countries) or place in home for place, found in areas.items())


def _in_head(passage: Passage, mentions: Sequence[Mention], named: Collection[str]) -> set[str]:
    """Return those of the places `named` that stand at the head of a passage, or in its heading."""
    heading = passage.section[-1] if passage.section else ""
    return {
        m.place
        for m in mentions
        if m.kind is MentionKind.PLACE and m.place in named and (m.start < OPENING or m.text in heading)
    }
