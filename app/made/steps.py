"""The automatic steps of a run, as a report states them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workingregions.corpus.store import release
from workingregions.reports.parts import Step

if TYPE_CHECKING:
    from workingregions.app.view import View

BENCHMARKS = "measured on benchmark sets (docs/benchmarks.md), not on these documents"


def automatic_steps(view: View) -> list[Step]:
    """Return the steps from the files to the numbers, in their order."""
    day, version = view.snapshot.manifest.created[:10], release()
    made = [c for c in view.ledger.active if c.when <= view.snapshot.manifest.created]
    corrected = f"{len(made)} corrections in force" if made else "no corrections so far"
    rows = (
        (
            "Reading files",
            "rules and PDFium; OCR where pages have no text",
            "text, tables, metadata",
            "failures listed",
        ),
        (
            "Places and regions",
            "gazetteer and rules",
            "which region a document and a passage is about",
            corrected,
        ),
        ("Institutions", "tagger, rules, name matching", "who is named, of which kind and scale", corrected),
        ("Ties", "rules on sentences", "which relations between institutions are stated", corrected),
        ("Figures", "rules on sentences", "what is promised and reported in numbers", corrected),
        ("Themes", f"classifier on {view.encoder.name}", "which passages are about a theme", corrected),
    )
    return [
        Step(
            name=name, model=model, version=version, date=day, purpose=purpose, oversight=oversight,
            validation=BENCHMARKS,
        )
        for name, model, purpose, oversight in rows
    ]  # fmt: skip
