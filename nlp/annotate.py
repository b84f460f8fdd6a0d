"""The stage that annotates a document's passages: institutions, people, places, ties, outcomes, acronyms.

The tagger reads every passage once; the finders share the result. A document in a language other than English
is left without annotations: languages that the system cannot read are not guessed at.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from workingregions.corpus.records import (
    Acronym,
    Bundle,
    Document,
    Mention,
    Outcome,
    Passage,
    Person,
    Tie,
)
from workingregions.nlp import acronyms, people
from workingregions.nlp.institutions import THRESHOLD, find_institutions
from workingregions.nlp.outcomes import find_datasets, find_outcomes
from workingregions.nlp.places import find_places, focal_evidence, focal_regions, jurisdiction
from workingregions.nlp.tagger import read
from workingregions.nlp.text import cited_spans, repeated_heads, with_citations
from workingregions.nlp.ties import PARSER, PARSER_VERSION, find_ties

Found = TypeVar("Found", Mention, Person, Tie, Outcome)


class Annotator:
    """An implementation of corpus.stage.Stage; it keeps no state between calls."""

    name = "annotate"
    version = "8"
    needs = frozenset({"document", "blocks", "passages"})
    gives = frozenset({"mentions", "people", "acronyms", "ties", "outcomes", "datasets", "document"})

    @property
    def config(self) -> dict[str, object]:
        """The language pipeline and the threshold for institutions."""
        return {
            "pipeline": f"{PARSER} {PARSER_VERSION}",
            "threshold": THRESHOLD,
        }

    def __call__(self, bundle: Bundle) -> Bundle:
        """Return the bundle with its annotations; they are empty when the document is not English."""
        passages = bundle.passages
        if not bundle.document.is_read:
            return self._foreign(bundle)
        readings = read([passage.text for passage in passages])
        cited = cited_spans(passages)
        named = with_citations(cited, find_institutions(readings, passages))
        mentions = [*named, *with_citations(cited, find_places(readings, passages, named))]
        mentions.sort(key=lambda m: (m.passage, m.start, m.end, m.kind))
        heads = repeated_heads(passages)
        return replace(
            bundle,
            document=_located(bundle.document, passages, mentions),
            mentions=_once(mentions, heads),
            people=_once(people.find(readings, passages, named), heads),
            acronyms=tuple(_acronyms(passages)),
            ties=_once(find_ties(passages, named, readings), heads),
            outcomes=_once(find_outcomes(bundle.blocks, passages, mentions), heads),
            datasets=tuple(find_datasets(bundle.blocks, passages)),
        )

    def _foreign(self, bundle: Bundle) -> Bundle:
        """Return the bundle without annotations, located by place names that are safe in any language."""
        unread = [None] * len(bundle.passages)
        found = find_places(unread, bundle.passages, (), language=bundle.document.language)
        named = with_citations(cited_spans(bundle.passages), found)
        document = _located(bundle.document, bundle.passages, named)
        return replace(
            bundle,
            document=document,
            mentions=(),
            people=(),
            acronyms=(),
            ties=(),
            outcomes=(),
            datasets=(),
        )


def _once(found: Iterable[Found], heads: Mapping[str, int]) -> tuple[Found, ...]:
    """Return what was found, without what stands in the repeated head of a table."""
    return tuple(one for one in found if one.start >= heads.get(one.passage, 0))


def _located(document: Document, passages: Sequence[Passage], mentions: Sequence[Mention]) -> Document:
    focal = focal_regions(document, passages, mentions)
    described = [value for value in document.metadata if value.field != "regions"]
    return replace(
        document,
        regions=focal,
        jurisdiction=jurisdiction(document, focal, mentions),
        metadata=(*described, *focal_evidence(focal, passages, mentions)),
    )


def _acronyms(passages: Sequence[Passage]) -> list[Acronym]:
    """Return each definition of the document once, at its first and most confident occurrence."""
    best: dict[tuple[str, str], Acronym] = {}
    for passage in passages:
        for pair in acronyms.find(passage.text):
            known = best.get((pair.short, pair.long.casefold()))
            if known is None or pair.confidence > known.confidence:
                best[pair.short, pair.long.casefold()] = Acronym(
                    document=passage.document,
                    short=pair.short,
                    long=pair.long,
                    passage=passage.id,
                    confidence=pair.confidence,
                )
    return list(best.values())
