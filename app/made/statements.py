"""Ties and quantified claims in words, with the sentences that state them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from workingregions.app.made.quoting import Sentence, sentence_at
from workingregions.app.names import gazetteer
from workingregions.corpus.enums import Modality
from workingregions.corpus.records import Outcome, Tie
from workingregions.reports.wording import OUTCOMES, verb

if TYPE_CHECKING:
    from workingregions.corpus.records import Passage
    from workingregions.models.contradictions import Conflict


def spot(passages: Mapping[str, Passage], side: Tie | Outcome) -> Sentence:
    """Return the sentence that states a tie or a claim."""
    if isinstance(side, Tie):
        text = passages[side.passage].text
        return Sentence(side.passage, side.start, side.end, " ".join(text[side.start : side.end].split()))
    return sentence_at(passages[side.passage], side.start)


def said(side: Tie | Outcome) -> str:
    """Return a tie or a claim in a few words."""
    if isinstance(side, Tie):
        sure = "" if side.modality is Modality.ASSERTED else f" ({side.modality.value})"
        return f"{side.source_name} {verb(side.relation.value)} {side.target_name}{sure}"
    kind = OUTCOMES.get(side.kind.value, side.kind.value)
    change = f" {side.change.value}" if side.change else ""
    promised = "promised " if side.promised else ""
    when = f" in {side.year}" if side.year else ""
    return f"{promised}{' '.join(side.text.split())} ({kind}{change}){when}"


def about(conflict: Conflict) -> str:
    """Return the place that two claims are about, "" where none is known."""
    one = conflict.one
    return gazetteer().name(one.place) if isinstance(one, Outcome) and one.place else ""
