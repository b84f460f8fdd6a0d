"""A correction: one ledger entry, in which a user corrects the institution map or what is said of a document.

Corrections refer to names and evidence, never to internal ids, so that they still apply after re-ingestion,
a new drop, with another model and in another person's project.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Action(StrEnum):
    """What a correction does; its fields are documented on Correction."""

    MERGE = "merge"
    SPLIT = "split"
    RENAME = "rename"
    RETYPE = "retype"
    RESCALE = "rescale"
    PLACE = "place"
    REJECT = "reject"
    ACCEPT = "accept"
    TIE = "tie"
    TITLE = "title"
    YEAR = "year"
    PUBLISHER = "publisher"
    TYPE = "type"
    REGION = "region"
    OUTCOME = "outcome"
    THEME = "theme"
    UNDO = "undo"


OF_DOCUMENTS = (Action.TITLE, Action.YEAR, Action.PUBLISHER, Action.TYPE, Action.REGION)
"""Corrections of a document's description."""
REVISIONS = (*OF_DOCUMENTS, Action.OUTCOME, Action.THEME)
"""Corrections of what was found in a document, unlike those of the institution map."""
UNKNOWN = "unknown"
"""The value of a correction which states that there is none: no year, publisher or region."""
REJECTED = "rejected"
"""The value of a correction which states that a tie or an outcome is none."""
ABOUT, NOT_ABOUT = "about", "not_about"
"""The values of a correction of a theme."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionEvidence:
    """Evidence for a correction: the file by content and name, the page and the words.

    `id` is an evidence id, of the outcome or passage that is corrected.
    """

    sha256: str = ""
    file: str = ""
    page: int | None = None
    quote: str = ""
    id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """One line of corrections.jsonl.

    `id` is a hash of the other fields. `names` are names as documents write them:

    - merge: two or more names of one institution; the first becomes the canonical one.
    - split: two names that are not one institution; or one name that in `evidence.sha256`'s document, or
      for the region `value`, is an institution of its own.
    - rename: one name; `value` is the canonical name it should have.
    - retype, rescale: one name; `value` is an institution type or a scale.
    - place: one name; `value` is the home region (gazetteer id), or "unknown".
    - reject: one name that is not an institution, in the document of `evidence.sha256` or anywhere if that is
    empty.
    - accept: one name that is an institution, or two names whose merge is right: a label for evaluation.
    - tie: source and target; `relation` and `value` (asserted, planned, hedged, negated, or rejected).
    - title, year, publisher, type, region: no names; `value` is that of the document of `evidence.sha256`
      (for region: gazetteer ids, separated by spaces), or "unknown".
    - outcome: no names; `evidence.id` names the claim; `value` is "rejected", or that of the field `relation`
      of the claim.
    - theme: no names; `evidence.id` names the passage, `relation` the theme, `value` is about or not_about.
    - undo: `value` is the id of the correction that no longer holds.

    `near` is the gazetteer id that distinguishes several institutions of one name, "" when there is only one.
    """

    id: str
    when: str  # ISO 8601, UTC
    who: str
    action: Action
    names: tuple[str, ...] = ()
    value: str = ""
    relation: str = ""
    near: str = ""
    why: str = ""
    evidence: CorrectionEvidence = CorrectionEvidence()
