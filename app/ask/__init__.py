"""The answers of a project, each from one snapshot; nothing in this package writes to the project."""

from workingregions.app.ask.citations import citation_keys, cited, export_hits
from workingregions.app.ask.comparisons import compare, terms
from workingregions.app.ask.document_text import DocumentText, Record
from workingregions.app.ask.documents import documents, duplicates, passage, passages, references
from workingregions.app.ask.evidence import (
    evidence,
    evidence_ids,
    evidence_within,
    locate,
    passage_evidence,
)
from workingregions.app.ask.facets import facets
from workingregions.app.ask.institutions import (
    Institution,
    datasets,
    institution,
    institutions,
    outcomes,
    ties,
)
from workingregions.app.ask.models import ModelRow, models
from workingregions.app.ask.networks import change, network, tables, thickness
from workingregions.app.ask.reviews import report_theme
from workingregions.app.ask.search import SearchResult, engine, ranked, search
from workingregions.app.ask.themes import explain_themes, themes
from workingregions.app.ask.trends import Scene, theme_pairs, trend_passages, trend_tests, trends
from workingregions.app.ask.unread import selected, unread, unread_rows

__all__ = [
    "DocumentText",
    "Institution",
    "ModelRow",
    "Record",
    "Scene",
    "SearchResult",
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
    "explain_themes",
    "export_hits",
    "facets",
    "institution",
    "institutions",
    "locate",
    "models",
    "network",
    "outcomes",
    "passage",
    "passage_evidence",
    "passages",
    "ranked",
    "references",
    "report_theme",
    "search",
    "selected",
    "tables",
    "terms",
    "theme_pairs",
    "themes",
    "thickness",
    "ties",
    "trend_passages",
    "trend_tests",
    "trends",
    "unread",
    "unread_rows",
]
