"""Which records answer, their JSON, and the schema of each."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from functools import cache
from typing import Any

from workingregions.app.answers.documents import (
    DocumentRow,
    DuplicateRow,
    FindingRow,
    HeadingRow,
    MetadataRow,
    PageRow,
    PassageRow,
    ReferenceRow,
)
from workingregions.app.answers.finds import (
    BasketRow,
    FacetRow,
    HitRow,
)
from workingregions.app.answers.institutions import (
    CorrectionRow,
    DatasetRow,
    InstitutionRow,
    KeyDocumentRow,
    OutcomeRow,
    RegionCountRow,
    TieRow,
)
from workingregions.app.answers.themes import (
    LabelRow,
    LabelSummaryRow,
    ThemeRow,
    TopicDocument,
    TopicHistoryRow,
    TopicPassage,
    TopicPlace,
    TopicRow,
    TopicTrendRow,
)
from workingregions.corpus.errors import NotFoundError
from workingregions.corpus.plain import plain, schema

DIGITS = 6
"""Number of decimals in the figures of a profile, which come from random draws."""

_ROWS = (
    DocumentRow, ReferenceRow, DuplicateRow, HitRow, FacetRow, ThemeRow, InstitutionRow, TieRow,
    OutcomeRow, DatasetRow, CorrectionRow, LabelRow, LabelSummaryRow, BasketRow, TopicRow,
    TopicPassage, TopicDocument, TopicPlace, TopicHistoryRow, PageRow, RegionCountRow, KeyDocumentRow,
    HeadingRow, FindingRow, MetadataRow, PassageRow, TopicTrendRow,
)  # fmt: skip
_ELSEWHERE: Mapping[str, tuple[str, ...]] = {
    "models.rows": ("TrendRow", "NetworkAnswer"),
    "models.networks": ("Change",),
    "models.qca": ("Study",),
    "models.thickness": ("ThicknessProfile",),
    "models.topics": ("TopicModel", "Descent"),
    "app.topics": ("TopicFit", "TopicChange"),
    "models.trends": (
        "CellDocument",
        "Comparison",
        "Difference",
        "FoundTerm",
        "TermComparison",
        "TermPassage",
        "ThemeInstitution",
        "ThemePair",
        "TrendPassage",
        "TrendTest",
    ),
    "models.search": ("Expansion", "Hit", "Repeat"),
    "models.unread": ("Unread", "UnreadRow"),
    "models.entities": ("Conflict",),
    "app.ask": (
        "DocumentPage",
        "DropSummary",
        "Institution",
        "ModelRow",
        "Overview",
        "RegionProfile",
        "Share",
        "Step",
        "Steps",
        "Tally",
    ),
    "app.coding": (
        "CodebookDifference",
        "CodebookReport",
        "CodebookVersion",
        "QueueItem",
        "ThemeAccuracy",
        "ThemeAgreement",
    ),
    "app.refi": ("RefiExport", "RefiImport"),
    "nlp.themes": ("ThemeReasons",),
    "app.exchange": ("ExportKind", "Exported", "LabelsImported", "Opened", "Shared"),
    "app.map": (
        "Corrected",
        "CorrectedAll",
        "CountedInstitution",
        "Effect",
        "EffectRegion",
        "LedgerTaken",
        "RegistryStatus",
        "ReviewAnswer",
        "ReviewItem",
        "ReviewQueue",
        "Standing",
    ),
    "corpus.basket": ("Kept",),
    "app.pages": ("Original",),
    "app.qca": ("Proposed",),
    "corpus.codebook": ("Codebook",),
    "app.jobs": ("Job",),
    "app.made": ("MadeReport", "ReportDiff"),
    "corpus.drops": ("DropReport",),
    "corpus.labels": ("Label",),
    "corpus.ledger": ("Imported",),
    "corpus.map_filter": ("MapFilter",),
    "corpus.store": ("Manifest",),
    "corpus.correction": ("Correction",),
    "corpus.errors": ("Candidate", "ErrorReport"),
    "corpus.evidence": ("Evidence",),
    "corpus.searches": ("SavedSearch",),
    "corpus.selection": ("Selection",),
    "corpus.records": ("Bundle",),
}
"""Modules, and their classes that are answers; they are imported when a schema is requested."""


def as_json(answer: Any) -> Any:
    """Return an answer of a project, or a part of one, as data that `json` can write."""
    kind = type(answer).__name__
    if kind == "Network":
        from workingregions.models.networks import node_link

        return plain(node_link(answer))
    if kind == "SearchResult":
        return plain(answer.rows())
    return plain(answer, DIGITS if kind == "ThicknessProfile" else None)


@cache
def types() -> Mapping[str, type]:
    """Return the record classes of the store, of the answers and of their rows, by name."""
    from workingregions.corpus.store import TABLES

    found = [*TABLES.values(), *_ROWS]
    for module, names in _ELSEWHERE.items():
        loaded = importlib.import_module(f"workingregions.{module}")
        found += [getattr(loaded, name) for name in names]
    return {kind.__name__: kind for kind in found}


def schema_of(name: str) -> dict[str, Any]:
    """Return the JSON Schema of one of `types`.

    Raises:
        NotFoundError: there is no record of that name; `nearest` holds similar ones.
    """
    known = types()
    if name not in known:
        raise NotFoundError("record", name, known)
    return schema(known[name], known)
