"""The answers of a project, each from one snapshot; nothing in this package writes to the project."""

from workingregions.app.ask.document_text import DocumentText, Record
from workingregions.app.ask.documents import documents, duplicates, passage, passages, references
from workingregions.app.ask.evidence import evidence, evidence_ids, evidence_within, locate
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
from workingregions.app.ask.search import SearchResult, engine, search
from workingregions.app.ask.themes import themes, trends
from workingregions.app.ask.topics import TOPICS_FILE, fit_topics, topic, topic_model, topics
from workingregions.app.ask.unread import selected, unread, unread_rows

__all__ = [
    "TOPICS_FILE",
    "DocumentText",
    "Institution",
    "ModelRow",
    "Record",
    "SearchResult",
    "change",
    "datasets",
    "documents",
    "duplicates",
    "engine",
    "evidence",
    "evidence_ids",
    "evidence_within",
    "fit_topics",
    "institution",
    "institutions",
    "locate",
    "models",
    "network",
    "outcomes",
    "passage",
    "passages",
    "references",
    "report_theme",
    "search",
    "selected",
    "tables",
    "themes",
    "thickness",
    "ties",
    "topic",
    "topic_model",
    "topics",
    "trends",
    "unread",
    "unread_rows",
]
