"""The answers of a project, each from one snapshot; nothing in this package writes to the project."""

from workingregions.app.ask.automation import steps as automatic_steps
from workingregions.app.ask.basket import basket, export_basket, kept
from workingregions.app.ask.cells import Cell, theme_institutions, trend_documents, trend_passages
from workingregions.app.ask.citations import citation_keys, cited, export_hits
from workingregions.app.ask.comparisons import apart, compare, term_passages, terms
from workingregions.app.ask.document_text import DocumentText, Record, passages_of
from workingregions.app.ask.documents import (
    LACKS,
    documents,
    duplicates,
    lacking,
    passage,
    passages,
    references,
)
from workingregions.app.ask.evidence import (
    evidence,
    evidence_ids,
    evidence_within,
    evidences,
    locate,
    passage_evidence,
)
from workingregions.app.ask.facet_counts import FacetTable, Mask
from workingregions.app.ask.facets import FACETS as ALL_FACETS
from workingregions.app.ask.facets import Share, Tally, facet_name, facets, shares, taken, tally
from workingregions.app.ask.institution import Institution, institution
from workingregions.app.ask.institutions import (
    datasets,
    institutions,
    outcomes,
    ties,
)
from workingregions.app.ask.listing import list_passages
from workingregions.app.ask.models import ModelRow, models
from workingregions.app.ask.networks import change, network, tables, thickness
from workingregions.app.ask.outlines import Steps, metadata, outline, steps
from workingregions.app.ask.overview import CHARTED, DropSummary, Overview, Step, StepKind, overview
from workingregions.app.ask.pages import (
    DocumentPage,
    PageBlock,
    PageFinding,
    TextMark,
    findings,
    page,
    text_marks,
)
from workingregions.app.ask.regions import RegionProfile, region, regions
from workingregions.app.ask.reviews import theme_review
from workingregions.app.ask.search import SearchResult, engine, ranked, search
from workingregions.app.ask.themes import explain_themes, themes
from workingregions.app.ask.trends import Scene, theme_pairs, trend_tests, trends
from workingregions.app.ask.unread import selected, unread, unread_rows

__all__ = [
    "ALL_FACETS",
    "CHARTED",
    "LACKS",
    "Cell",
    "DocumentPage",
    "DocumentText",
    "DropSummary",
    "FacetTable",
    "Institution",
    "Mask",
    "ModelRow",
    "Overview",
    "PageBlock",
    "PageFinding",
    "Record",
    "RegionProfile",
    "Scene",
    "SearchResult",
    "Share",
    "Step",
    "StepKind",
    "Steps",
    "Tally",
    "TextMark",
    "apart",
    "automatic_steps",
    "basket",
    "change",
    "citation_keys",
    "cited",
    "compare",
    "datasets",
    "documents",
    "duplicates",
    "engine",
    "evidence",
    "evidence_ids",
    "evidence_within",
    "evidences",
    "explain_themes",
    "export_basket",
    "export_hits",
    "facet_name",
    "facets",
    "findings",
    "institution",
    "institutions",
    "kept",
    "lacking",
    "list_passages",
    "locate",
    "metadata",
    "models",
    "network",
    "outcomes",
    "outline",
    "overview",
    "page",
    "passage",
    "passage_evidence",
    "passages",
    "passages_of",
    "ranked",
    "references",
    "region",
    "regions",
    "search",
    "selected",
    "shares",
    "steps",
    "tables",
    "taken",
    "tally",
    "term_passages",
    "terms",
    "text_marks",
    "theme_institutions",
    "theme_pairs",
    "theme_review",
    "themes",
    "thickness",
    "ties",
    "trend_documents",
    "trend_passages",
    "trend_tests",
    "trends",
    "unread",
    "unread_rows",
]
