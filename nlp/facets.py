"""Facets: what search filters passages by, copied onto them from the document and the annotations."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

from workingregions.corpus.enums import MentionKind
from workingregions.corpus.records import Bundle, Mention
from workingregions.nlp.gazetteer import Gazetteer
from workingregions.nlp.places import passage_regions


class FacetStage:
    """The stage that sets year, genre, type, regions, themes and institutions of every passage.

    The regions of a passage are those that it names and the document's focal regions, each with the regions
    that contain it, so that a filter on a country finds its counties. A theme whose score is at least `about`
    is a facet.
    """

    name = "facets"
    version = "1"
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
            named = focal | set(passage_regions(passage, in_passage))
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
