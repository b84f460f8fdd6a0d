"""The registry of the kinds of report.

To add a kind, write a function `build(view, order) -> Report` and list it in `BUILT`: every door then offers
it, in all formats, with rebuild and diff. What it takes is in the `Order`; `order.provenance(view)` and
`order.spelling` go into the `Report`, whose style and base are set for it.
"""

from __future__ import annotations

from collections.abc import Mapping

from workingregions.app.made.kind import ReportKind
from workingregions.app.made.written import WRITTEN

BUILT: tuple[ReportKind, ...] = ()
"""The kinds that are built as a `Report`."""

KINDS: Mapping[str, ReportKind] = {kind.id: kind for kind in (*BUILT, *WRITTEN)}
"""The kinds of report, by id."""
