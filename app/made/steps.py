"""The automatic steps of a run, as reports on regions and drops state them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workingregions.app import ask
from workingregions.reports.themes import Decisions

if TYPE_CHECKING:
    from workingregions.app.view import View
    from workingregions.reports.themes import Step

_OF_REVIEWS = frozenset({"Sub-themes"})
"""Steps of thematic reviews alone."""


def automatic_steps(view: View) -> list[Step]:
    """Return the steps from the files to the text of a report, in their order."""
    lacking = ask.unread(view, view.counted)
    made = ask.automatic_steps(view, (), Decisions(), lacking)
    return [step for step in made if step.name not in _OF_REVIEWS]
