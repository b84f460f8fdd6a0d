"""What the coders' judgements of one theme come to: one answer per passage, or none where they disagree."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from workingregions.corpus.labels import CHOSEN, Draw, Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """A coder's answer on a passage of the corpus; `about` is None for "unsure"."""

    passage: str
    who: str
    about: bool | None
    draw: Draw = CHOSEN
    when: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Final:
    """The answer on a passage; None where all coders are unsure, or as many say yes as no.

    `draw` is that of the measuring sample if the passage is in it, and else the first.
    """

    passage: str
    about: bool | None
    draw: Draw
    settled: bool = False

    @property
    def measures(self) -> bool:
        """Whether the passage was drawn at random, so that it measures and no model learns from it."""
        return self.draw.why is Reason.RANDOM


def finals(judgements: Iterable[Judgement], settled: Mapping[str, bool] | None = None) -> dict[str, Final]:
    """Return one answer per passage: the settled one, else that of the majority of coders.

    Args:
        judgements: on one theme.
        settled: what corrections of the theme state, by passage. A passage that nobody labelled is left out.
    """
    of: dict[str, list[Judgement]] = defaultdict(list)
    for judgement in sorted(judgements, key=lambda j: (j.when, j.who)):
        of[judgement.passage].append(judgement)
    made = {}
    for passage, own in of.items():
        votes = [j.about for j in own if j.about is not None]
        yes = 2 * sum(votes) - len(votes)
        about = (settled or {}).get(passage, yes > 0 if yes else None)
        draws = [j.draw for j in own]
        draw = next((d for d in draws if d.why is Reason.RANDOM), draws[0])
        made[passage] = Final(passage=passage, about=about, draw=draw, settled=passage in (settled or {}))
    return made


def contested(judgements: Iterable[Judgement]) -> list[str]:
    """Return the passages on which some coders say yes and others no, sorted."""
    said: dict[str, set[bool]] = defaultdict(set)
    for judgement in judgements:
        if judgement.about is not None:
            said[judgement.passage].add(judgement.about)
    return sorted(passage for passage, answers in said.items() if len(answers) > 1)
