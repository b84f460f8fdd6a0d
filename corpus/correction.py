"""A correction: one line of the ledger, in which a scholar puts the map right.

Corrections are addressed by names and evidence, never by internal ids, so that they hold after
re-ingestion, a new drop, another model and in another person's project.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Action(StrEnum):
    """What a correction does; its fields are told in Correction."""

    MERGE = "merge"
    SPLIT = "split"
    RENAME = "rename"
    RETYPE = "retype"
    RESCALE = "rescale"
    PLACE = "place"
    REJECT = "reject"
    ACCEPT = "accept"
    TIE = "tie"
    UNDO = "undo"


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Where a correction was seen to be needed: the file by content and name, the page and the words."""

    sha256: str = ""
    file: str = ""
    page: int | None = None
    quote: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """One line of corrections.jsonl.

    `id` is a hash of the other fields. `names` are names as documents write them:

    - merge: two or more names of one institution; the first is to be the canonical one.
    - split: two names that are not one institution; or one name that in `evidence.sha256`'s document, or
      for the region `value`, is an institution of its own.
    - rename: one name; `value` is the canonical name it should have.
    - retype, rescale: one name; `value` is an institution type or a scale.
    - place: one name; `value` is the home region (gazetteer id).
    - reject: one name that is no institution, in the document of `evidence.sha256` or, without, anywhere.
    - accept: one name that is an institution, or two names whose merge is right: a label for evaluation.
    - tie: source and target; `relation` and `value` (asserted, planned, hedged, negated, or rejected).
    - undo: `value` is the id of the correction that no longer holds.

    `near` is a gazetteer id that tells which of several institutions of one name is meant, "" when one is.
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
    evidence: Evidence = Evidence()
