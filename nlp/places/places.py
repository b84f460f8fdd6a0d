"""Places in passages: found, resolved to the gazetteer in context, and weighted to focal regions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from workingregions.corpus.enums import MentionKind, Use
from workingregions.corpus.records import Mention, Passage
from workingregions.corpus.voices import takes
from workingregions.nlp.gazetteer import name_key
from workingregions.nlp.places.company import reconsidered
from workingregions.nlp.places.find import BARE, MAYBE, PlaceSpan, names_in, spans
from workingregions.nlp.places.focus import focal_regions, passage_places
from workingregions.nlp.places.resolve import PlaceResolution, Toponym, resolve, state_of
from workingregions.nlp.places.uses import NameUses
from workingregions.nlp.text import page_of

if TYPE_CHECKING:
    from workingregions.nlp.tagger import TaggerReading

__all__ = ["find_places", "focal_regions", "passage_places"]

ABSTAIN = 0.3
"""A name is left unresolved if the probability of its best candidate is lower."""


def find_places(
    readings: Sequence[TaggerReading | None],
    passages: Sequence[Passage],
    institutions: Sequence[Mention],
    *,
    language: str = "en",
    home: Mapping[str, float] | None = None,
) -> list[Mention]:
    """Return the place mentions of one document, in reading order, resolved together.

    Args:
        readings: the tagger's output for each passage, or None if it does not read the language.
        passages: of one document, in order.
        institutions: its institution mentions; no place is reported inside one, but the names of places
            in them help to resolve the others.
        language: ISO 639-1; for languages other than "en" only names that are safe in any language are taken.
        home: ids of places that the document belongs to (its publisher's country), with weights 0..1.

    Returns:
        Mentions of kind place. `place` is the gazetteer id, "" if no candidate is certain enough;
        `confidence` is the probability of being a place times that of being this one.
    """
    english = language in {"", "en"}
    taken: dict[str, list[Mention]] = {}
    for mention in institutions:
        taken.setdefault(mention.passage, []).append(mention)
    placed: list[tuple[Passage, PlaceSpan]] = []
    toponyms: list[Toponym] = []
    hints: list[Toponym] = []
    uses = NameUses(passages, readings, institutions)
    for reading, passage in zip(readings, passages, strict=True):
        bodies = taken.get(passage.id, [])
        text = passage.text
        for span in spans(
            text, reading if english else None, [(m.start, m.end) for m in bodies], english=english
        ):
            if english and uses.another(text, span.start, span.end):
                continue
            placed.append((passage, span))
            toponyms.append(Toponym(text[span.start : span.end], text[span.end : span.end + 40]))
        hints += [t for m in bodies for t in _named_in(m)]
    resolved = _resolved(placed, toponyms, hints, home or {})
    found = []
    for (passage, span), result in zip(placed, resolved, strict=True):
        if result is None:
            continue
        name = passage.text[span.start : span.end]
        sure = result.place is not None and result.confidence >= ABSTAIN
        place = result.place.id if result.place and sure else ""
        confidence = (span.sure if span.sure > MAYBE else BARE) * (result.confidence if sure else 0.5)
        found.append(
            Mention(
                id=f"{passage.id}-p{span.start:05d}",
                document=passage.document,
                passage=passage.id,
                page=page_of(passage, span.start),
                start=span.start,
                end=span.end,
                kind=MentionKind.PLACE,
                text=name,
                entity=place or name_key(name),
                confidence=round(confidence, 3),
                place=place,
                counted=takes(Use.NAMES, passage.voice),
                voice=passage.voice,
            )
        )
    return found


def _resolved(
    placed: Sequence[tuple[Passage, PlaceSpan]],
    toponyms: Sequence[Toponym],
    hints: Sequence[Toponym],
    home: Mapping[str, float],
) -> list[PlaceResolution | None]:
    """Return resolutions; None for an unsupported name, unless it lies in a state that others name twice."""
    doubtful = [span.sure <= MAYBE for _, span in placed]
    firm = [t for t, doubt in zip(toponyms, doubtful, strict=True) if not doubt]
    first = resolve([*firm, *hints], home)
    where = [passage.id for (passage, _), doubt in zip(placed, doubtful, strict=True) if not doubt]
    first = reconsidered(where, firm, first[: len(firm)]) + first[len(firm) :]
    states = Counter(state_of(r.place) for r in first if r.place is not None and r.confidence >= ABSTAIN)
    company = {state: 1.0 for state, count in states.items() if state and count >= 2}
    second = resolve([t for t, doubt in zip(toponyms, doubtful, strict=True) if doubt], company)
    firmly, loosely = iter(first), iter(second)
    found: list[PlaceResolution | None] = []
    for doubt in doubtful:
        result = next(loosely if doubt else firmly)
        fits = result.place is not None and state_of(result.place) in company and result.confidence >= 0.5
        found.append(result if fits or not doubt else None)
    return found


def _named_in(mention: Mention) -> Iterator[Toponym]:
    """Yield place names inside an institution's name, as evidence for the others."""
    for start, end in names_in(mention.text):
        yield Toponym(mention.text[start:end], mention.text[end:])
