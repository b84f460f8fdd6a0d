"""Where a text names the regions that it is about."""

from __future__ import annotations

from collections.abc import Sequence

from workingregions.corpus.enums import MentionKind, Use
from workingregions.corpus.records import Mention, MetadataValue, Passage, RegionWeight
from workingregions.corpus.voices import takes
from workingregions.nlp.gazetteer import Gazetteer


def focal_evidence(
    focal: Sequence[RegionWeight], passages: Sequence[Passage], mentions: Sequence[Mention]
) -> tuple[MetadataValue, ...]:
    """Return for each focal region how often the text names it or a part of it, and where it does first."""
    gazetteer, texts = Gazetteer.load(), {passage.id: passage.text for passage in passages}
    named = [m for m in mentions if m.kind is MentionKind.PLACE and m.place and takes(Use.REGIONS, m.voice)]
    values = []
    for region in focal:
        inside = [m for m in named if gazetteer.within(m.place, region.region)]
        own = [m for m in inside if m.place == region.region] or inside
        first = min(own, key=lambda m: (m.page, m.passage, m.start), default=None)
        quote = texts.get(first.passage, "")[max(0, first.start - 60) : first.end + 60] if first else ""
        values.append(
            MetadataValue(
                field="regions",
                value=region.name,
                rule=f"named {len(inside)} times" if inside else "title, headings or publisher",
                confidence=region.weight,
                page=first.page if first else None,
                quote=" ".join(quote.split()),
            )
        )
    return tuple(values)
