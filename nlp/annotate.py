"""The stage that annotates a document's passages: institutions, people, places, ties, outcomes, acronyms.

Every passage is read once by spaCy; the finders share the result. A document in a language other than
English is left without annotations: what we cannot read, we do not guess at.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from workingregions.corpus.records import Acronym, Bundle, Passage
from workingregions.nlp import acronyms, institutions, outcomes, people, spacy_model, ties


class Annotator:
    """A corpus.stage.Stage; keeps no state between calls."""

    name = "annotate"
    version = "1"
    needs = frozenset({"document", "blocks", "passages"})
    gives = frozenset({"mentions", "people", "acronyms", "ties", "outcomes", "document"})

    @property
    def config(self) -> dict[str, object]:
        """The language pipeline and the threshold for institutions."""
        return {
            "pipeline": f"{spacy_model.PACKAGE} {spacy_model.PINNED}",
            "threshold": institutions.THRESHOLD,
        }

    def __call__(self, bundle: Bundle) -> Bundle:
        """The bundle with its annotations; empty ones when the document is not English."""
        if bundle.document.language not in ("", "en"):
            return replace(bundle, mentions=(), people=(), acronyms=(), ties=(), outcomes=())
        passages = bundle.passages
        docs = spacy_model.read([passage.text for passage in passages])
        named = institutions.find(docs, passages)
        mentions = sorted(named, key=lambda m: (m.passage, m.start, m.end))
        return replace(
            bundle,
            mentions=tuple(mentions),
            people=tuple(people.find(docs, passages, named)),
            acronyms=tuple(_acronyms(passages)),
            ties=tuple(ties.find(passages, named)),
            outcomes=tuple(outcomes.find(passages, mentions)),
        )


def _acronyms(passages: Sequence[Passage]) -> list[Acronym]:
    """Each definition of the document once, at its first and surest place."""
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
