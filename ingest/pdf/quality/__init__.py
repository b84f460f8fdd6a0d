"""Assessment of text layers, and repairs of damaged ones."""

from __future__ import annotations

from workingregions.ingest.pdf.quality.damage import (
    is_doubtful,
    reads_better,
)
from workingregions.ingest.pdf.quality.quality import (
    assess_document,
)

__all__ = [
    "assess_document",
    "is_doubtful",
    "reads_better",
]
