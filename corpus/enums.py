"""Enumerations for records: kinds of block, voice, document, institution, tie, mention, outcome and failure.

Their values are the ids used in the tables, the codebook and the exports.
"""

from __future__ import annotations

from enum import StrEnum


class BlockKind(StrEnum):
    """The role of a block on its page."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    LIST = "list"
    TABLE = "table"
    CAPTION = "caption"
    FOOTNOTE = "footnote"
    HEADER = "header"
    FOOTER = "footer"
    REFERENCE = "reference"
    CONTENTS = "contents"


FURNITURE = frozenset({BlockKind.HEADER, BlockKind.FOOTER})
"""Kinds that a person reading for content skips: running headers, footers, page numbers."""


class Voice(StrEnum):
    """Whose voice a passage or a mention is: the document's own, or another's that is printed with it.

    `corpus.voices` states what each use of the text takes from which voice.
    """

    BODY = "body"  # what the document says, in paragraphs, lists and headings
    SLIDE = "slide"  # what a slide says: its title with its bullets
    QUOTATION = "quotation"  # a passage of somebody else, set apart or in quotation marks
    TABLE = "table"  # of people, funders, projects, measures ...
    STATISTICS = "statistics"  # a table of figures
    SURVEY = "survey"  # questions, answers and their shares
    CAPTION = "caption"  # of a figure or picture, and the source of its data
    FOOTNOTE = "footnote"
    REFERENCE = "reference"  # an entry of a list of references
    CITATION = "citation"  # a source cited in running text; of mentions, never of a whole passage
    CONTENTS = "contents"
    AFFILIATION = "affiliation"  # authors' affiliations, contact details, imprints, signatures
    FORM = "form"  # labels and fields to fill in


class Use(StrEnum):
    """What the text is used for, as far as it depends on whose voice a passage is."""

    NAMES = "names"  # mentions that count
    NETWORKS = "networks"  # presence in a region: networks, profiles, thickness
    TIES = "ties"
    OUTCOMES = "outcomes"
    THEMES = "themes"  # theme scores, trends, reviews and their quotations
    REGIONS = "regions"  # focal regions of documents, regions of passages
    TOPICS = "topics"
    PEOPLE = "people"


class DocumentType(StrEnum):
    """Document types; `Document.genre` folds them into policy, scholarly and other."""

    STRATEGY = "strategy"
    PLAN = "plan"
    LAW = "law"
    SPEECH = "speech"
    FACT_SHEET = "fact_sheet"
    EVALUATION = "evaluation"
    EVIDENCE = "evidence"
    POLICY_REPORT = "policy_report"
    ARTICLE = "article"
    WORKING_PAPER = "working_paper"
    THESIS = "thesis"
    CHAPTER = "chapter"
    OTHER = "other"


SCHOLARLY = frozenset(
    {DocumentType.ARTICLE, DocumentType.WORKING_PAPER, DocumentType.THESIS, DocumentType.CHAPTER}
)


class InstitutionType(StrEnum):
    GOVERNMENT_SUPRANATIONAL = "government_supranational"
    GOVERNMENT_NATIONAL = "government_national"
    GOVERNMENT_REGIONAL = "government_regional"
    GOVERNMENT_LOCAL = "government_local"
    UNIVERSITY = "university"
    RESEARCH_ORGANISATION = "research_organisation"
    TRAINING_PROVIDER = "training_provider"
    DEVELOPMENT_AGENCY = "development_agency"
    LABOUR_INTERMEDIARY = "labour_intermediary"
    INDUSTRY_ASSOCIATION = "industry_association"
    UNION = "union"
    FIRM = "firm"
    FINANCE = "finance"
    CIVIL_SOCIETY = "civil_society"
    OTHER = "other"


class Scale(StrEnum):
    LOCAL = "local"
    REGIONAL = "regional"
    NATIONAL = "national"
    SUPRANATIONAL = "supranational"
    UNKNOWN = "unknown"


class Relation(StrEnum):
    FUNDS = "funds"
    PARTNERS = "partners"
    PART_OF = "part_of"
    GOVERNS = "governs"
    CREATES = "creates"
    SERVES = "serves"


class Modality(StrEnum):
    ASSERTED = "asserted"
    PLANNED = "planned"
    HEDGED = "hedged"
    NEGATED = "negated"


class MentionKind(StrEnum):
    INSTITUTION = "institution"
    PERSON = "person"
    PLACE = "place"
    PROGRAMME = "programme"
    LAW = "law"
    MONEY = "money"
    DATE = "date"


class OutcomeKind(StrEnum):
    JOBS = "jobs"
    INVESTMENT = "investment"
    FUNDING = "funding"
    FIRMS = "firms"
    WAGES = "wages"
    OUTPUT = "output"


class FailureCategory(StrEnum):
    """Reasons why a file or a page gave no text; each has one piece of advice in the drop report."""

    MISSING = "missing"
    EMPTY = "empty"
    UNSUPPORTED = "unsupported"
    ENCRYPTED = "encrypted"
    DAMAGED = "damaged"
    NO_TEXT = "no_text"
    GARBLED = "garbled"
    TOO_LARGE = "too_large"
    TIMEOUT = "timeout"
    MEMORY = "memory"
    CRASH = "crash"
    ERROR = "error"
