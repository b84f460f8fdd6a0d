"""The registry of the kinds of report.

To add a kind, write a function `build(view, order) -> Report` and list it in `BUILT`: every door then offers
it, in all formats, with rebuild and diff. What it takes is in the `Order`; `order.provenance(view)` and
`order.spelling` go into the `Report`, whose style and base are set for it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from workingregions.app.made.kind import ReportKind
from workingregions.app.made.written import WRITTEN
from workingregions.corpus.map_filter import GOVERNANCE

if TYPE_CHECKING:
    from workingregions.app.made.orders import Order
    from workingregions.app.view import View
    from workingregions.reports.report import Report


def _qca(view: View, order: Order) -> Report:
    from workingregions.app import qca

    settings = qca.settings_of(order.options, order.year)
    spec, table = qca.parse_spec(qca.Inputs.of(order.options), **settings)
    study = view.study(spec, table, only=order.filter(view, GOVERNANCE))
    return qca.report_of(view, study, order.provenance(view), spelling=order.spelling)


_INSTITUTIONS = ("relation", "ties", "type", "scale", "firms", "min_confidence")
BUILT: tuple[ReportKind, ...] = (
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
