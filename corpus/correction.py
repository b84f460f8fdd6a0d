"""A correction: one ledger entry, in which a user corrects the institution map.

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
    UNDO = "undo"


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Evidence for a correction: the file by content and name, the page and the words."""

    sha256: str = ""
    file: str = ""
    page: int | None = None
    quote: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """One line of corrections.jsonl.

    `id` is a hash of the other fields. `names` are names as documents write them:

    - merge: two or more names of one institution; the first becomes the canonical one.
    - split: two names that are not one institution; or one name that in `evidence.sha256`'s document, or
      for the region `value`, is an institution of its own.
    - rename: one name; `value` is the canonical name it should have.
    - retype, rescale: one name; `value` is an institution type or a scale.
    - place: one name; `value` is the home region (gazetteer id).
    - reject: one name that is not an institution, in the document of `evidence.sha256` or anywhere if that is
    empty.
    - accept: one name that is an institution, or two names whose merge is right: a label for evaluation.
    - tie: source and target; `relation` and `value` (asserted, planned, hedged, negated, or rejected).
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
    evidence: Evidence = Evidence()
