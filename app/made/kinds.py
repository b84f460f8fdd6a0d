"""The registry of the kinds of report.

To add a kind, write a function `build(view, order) -> Report` and list it in `BUILT`: every door then offers
it, in all formats, with rebuild and diff. What it takes is in the `Order`; `order.provenance(view)` and
`order.spelling` go into the `Report`, whose style and base are set for it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from workingregions.app.made.kind import ReportKind
from workingregions.app.made.orders import Order
from workingregions.app.made.written import WRITTEN
from workingregions.corpus.map_filter import EVERYTHING

if TYPE_CHECKING:
    from workingregions.app.view import View
    from workingregions.reports.report import Report



def _theme(view: View, order: Order) -> Report:
    return view.theme_review(order.themes, only=order.filter(view, EVERYTHING), year=order.year)


BUILT: tuple[ReportKind, ...] = (
    ReportKind(
        id="theme",
        label="Thematic review",
        about="What the corpus says about a theme, or several: how often, when, where, by whom, and how surely.",
        needs=("theme",),
        takes=("year", "type", "scale", "firms", "min_confidence"),
        build=_theme,
    ),
)
"""The kinds that are built as a `Report`."""

KINDS: Mapping[str, ReportKind] = {kind.id: kind for kind in (*BUILT, *WRITTEN)}
"""The kinds of report, by id."""
