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
from workingregions.corpus.map_filter import EVERYTHING, GOVERNANCE

if TYPE_CHECKING:
    from workingregions.app.view import View
    from workingregions.reports.report import Report


def _theme(view: View, order: Order) -> Report:
    return view.theme_review(order.themes, only=order.filter(view, EVERYTHING), year=order.year)


def _region(view: View, order: Order) -> Report:
    from workingregions.app.made import regional

    return regional.build(view, order)


def _compare(view: View, order: Order) -> Report:
    from workingregions.app.made import comparing

    return comparing.build(view, order)


def _drop(view: View, order: Order) -> Report:
    from workingregions.app.made import dropping

    return dropping.build(view, order)


def _qca(view: View, order: Order) -> Report:
    from workingregions.app import qca

    settings = qca.settings_of(order.options, order.year)
    spec, table = qca.parse_spec(qca.Inputs.of(order.options), **settings)
    study = view.study(spec, table, only=order.filter(view, GOVERNANCE))
    return qca.report_of(view, study, order.provenance(view), spelling=order.spelling)


_INSTITUTIONS = ("relation", "ties", "type", "scale", "firms", "min_confidence")
BUILT: tuple[ReportKind, ...] = (
    ReportKind(
        id="theme",
        label="Thematic review",
        about="What the corpus says about a theme or several: how often, when, where, by whom, how surely.",
        needs=("theme",),
        takes=("year", "type", "scale", "firms", "min_confidence"),
        build=_theme,
    ),
    ReportKind(
        id="region",
        label="Regional profile",
        about="Who governs manufacturing in a region: bodies, their ties, themes, promises, change.",
        needs=("region",),
        takes=("year", *_INSTITUTIONS),
        build=_region,
    ),
    ReportKind(
        id="compare",
        label="Comparison of regions",
        about="Two to nine regions: fixed questions, graded answers, networks at equal documents.",
        needs=("region",),
        takes=("year", *_INSTITUTIONS),
        build=_compare,
    ),
    ReportKind(
        id="drop",
        label="What a drop added",
        about="New institutions, ties, themes and regions, contradictions, and what became of the files.",
        needs=("drop",),
        build=_drop,
    ),
    ReportKind(
        id="qca",
        label="Qualitative comparative analysis",
        about="Which combinations of conditions of regions are consistent with an outcome that you bring.",
        needs=("specification",),
        takes=("year", *_INSTITUTIONS),
        build=_qca,
    ),
)
"""The kinds that are built as a `Report`."""

KINDS: Mapping[str, ReportKind] = {kind.id: kind for kind in (*BUILT, *WRITTEN)}
"""The kinds of report, by id."""
