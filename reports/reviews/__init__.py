"""Thematic reviews: from tables to a page whose statements open on their evidence."""

from __future__ import annotations

from workingregions.reports.reviews.build import (
    build_review,
)
from workingregions.reports.reviews.desk import (
    Material,
)
from workingregions.reports.reviews.page import (
    render_html,
)

__all__ = [
    "Material",
    "build_review",
    "render_html",
]
