"""How far the themes of a report can be trusted, by the labels of coders."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workingregions.app.coding.answers import labels, theme_accuracy, theme_agreement

if TYPE_CHECKING:
    from workingregions.app.names import Pinned
    from workingregions.reports.themes import Reliability


def theme_reliability(pinned: Pinned, theme: str) -> Reliability:
    """Return what the labels of coders show of a theme (an id)."""
    from workingregions.models.labels import MODELS_FILE, accuracy, scored_by
    from workingregions.reports.themes import Reliability

    given = labels(pinned, theme)
    if given.empty:
        model = scored_by(pinned.root / "store" / MODELS_FILE, theme, pinned.encoder.name)
        return Reliability(theme=theme, model=model, accuracy=accuracy((), frozenset()))
    found, agreed = theme_accuracy(pinned, theme), theme_agreement(pinned, theme)
    return Reliability(
        theme=theme,
        model="" if found.model == "tagger" else found.model,
        accuracy=found.accuracy,
        people=agreed[0].people if agreed else None,
        coders=int(given["who"].nunique()),
        labels=len(given),
    )
